//! The chunks of a WebP (RFC 9649), walked without decoding anything.

use std::ops::Range;

use super::super::exif;
use super::super::format::Unread;
use super::{FileFormat, Header, blank, le24, le32, malformed, unsupported};
use crate::error::Result;

/// The positions of the parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Layout {
    /// The ICC profile.
    pub(crate) profile: Option<Range<usize>>,
    /// `true` if the picture that is read is VP8L.
    pub(crate) lossless: bool,
}

pub(super) fn probe(bytes: &[u8]) -> Result<Header> {
    if !bytes.starts_with(b"RIFF") {
        return Err(malformed("the WebP does not begin with RIFF"));
    }
    let size = le32(bytes, 4).unwrap_or(0) as u64 + 8;
    // RIFF pads to even; a file that lacks only the pad byte is whole.
    let end = usize::try_from(size.min(bytes.len() as u64)).unwrap_or(bytes.len());
    let mut header = blank(FileFormat::WebP, 0, 0, super::Layout::WebP(Layout::default()));
    let mut layout = Layout::default();
    header.ends_properly = bytes.len() as u64 >= size;
    header.trailing_bytes = (bytes.len() as u64).saturating_sub(size + (size & 1));
    let mut seen = SeenChunks::default();
    let mut at = 12usize;
    // Saturating: a length near 2^32 must not wrap around on wasm32.
    while let Some(length) = le32(bytes, at.saturating_add(4)).filter(|_| at.saturating_add(8) <= end) {
        let chunk = Chunk { kind: &bytes[at..at + 4], at: at + 8, length: length as usize };
        read(&chunk, bytes, &mut header, &mut layout, &mut seen)?;
        let Some(next) = chunk.length.checked_add(8 + (chunk.length & 1)).and_then(|n| at.checked_add(n)) else {
            break;
        };
        at = next;
    }
    if !seen.picture {
        return Err(malformed("the WebP has no image data"));
    }
    if header.width_px == 0 || header.height_px == 0 {
        return Err(malformed("the WebP has an empty side"));
    }
    header.further_pictures = seen.frames.saturating_sub(1);
    header.layout = super::Layout::WebP(layout);
    Ok(header)
}

/// The chunks that have come so far.
#[derive(Default)]
struct SeenChunks {
    extended: bool,
    picture: bool,
    frames: u32,
}

/// A chunk whose data begins at `at`.
struct Chunk<'a> {
    kind: &'a [u8],
    at: usize,
    length: usize,
}

/// Reads the parts of one chunk that the header needs.
fn read(chunk: &Chunk, bytes: &[u8], header: &mut Header, layout: &mut Layout, seen: &mut SeenChunks) -> Result<()> {
    let whole = bytes.get(chunk.at..).and_then(|rest| rest.get(..chunk.length));
    let data = whole.unwrap_or(&bytes[chunk.at..]);
    match chunk.kind {
        b"VP8X" if chunk.at == 20 => {
            seen.extended = true;
            let (Some(flags), Some(width), Some(height)) = (data.first(), le24(data, 4), le24(data, 7)) else {
                return Err(malformed("the WebP is truncated in its header"));
            };
            header.animated = flags & 0x02 != 0;
            header.transparent = flags & 0x10 != 0;
            (header.width_px, header.height_px) = (width + 1, height + 1);
        }
        b"VP8 " | b"VP8L" if !seen.picture => {
            seen.picture = true;
            layout.lossless = chunk.kind == b"VP8L";
            let (width, height, alpha) = picture(chunk.kind, data)?;
            if !seen.extended {
                (header.width_px, header.height_px) = (width, height);
                header.transparent = alpha;
            } else if (header.width_px, header.height_px) != (width, height) {
                return Err(malformed("the WebP states two sizes"));
            }
        }
        b"ANMF" => {
            seen.frames = seen.frames.saturating_add(1);
            seen.picture = true;
            layout.lossless |= data.get(16..20) == Some(b"VP8L") && seen.frames == 1;
        }
        b"ICCP" if whole.is_some() => {
            header.has_profile = true;
            layout.profile = Some(chunk.at..chunk.at + data.len());
        }
        b"EXIF" if whole.is_some() => header.set_exif(exif::read(data)),
        _ => {}
    }
    Ok(())
}

/// Width, height and transparency out of a VP8 or VP8L bitstream.
fn picture(kind: &[u8], data: &[u8]) -> Result<(u32, u32, bool)> {
    let truncated = || malformed("the WebP is truncated in its header");
    if kind == b"VP8L" {
        let bits = le32(data, 1).ok_or_else(truncated)?;
        if data[0] != 0x2f {
            return Err(malformed("the WebP's lossless signature is damaged"));
        }
        if bits >> 29 != 0 {
            return Err(unsupported(Unread::WebpLater));
        }
        return Ok(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, bits >> 28 & 1 == 1));
    }
    let frame = data.get(..10).ok_or_else(truncated)?;
    if frame[0] & 1 != 0 || frame[3..6] != [0x9d, 0x01, 0x2a] {
        return Err(malformed("the WebP does not begin with a key frame"));
    }
    let side = |at: usize| u32::from(u16::from_le_bytes([frame[at], frame[at + 1]]) & 0x3fff);
    Ok((side(6), side(8), false))
}

//! The chunks of a PNG (W3C PNG, third edition), walked without inflating anything.

use super::super::exif;
use super::{FileFormat, Header, Layout, be32, blank, malformed};
use crate::error::Result;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Length, type and checksum around a chunk's data.
const CHUNK_FRAME: usize = 12;

pub(super) fn probe(bytes: &[u8]) -> Result<Header> {
    if !bytes.starts_with(SIGNATURE) {
        return Err(malformed("the PNG signature is damaged"));
    }
    let ihdr = match bytes.get(8..33) {
        Some(chunk) if chunk[..8] == *b"\0\0\0\x0dIHDR" => &chunk[8..21],
        Some(_) => return Err(malformed("the PNG does not begin with its header")),
        None => return Err(malformed("the PNG is truncated in its header")),
    };
    let (width, height) = (be32(ihdr, 0).unwrap_or(0), be32(ihdr, 4).unwrap_or(0));
    // 31 bits by the standard, section 11.2.1.
    if width == 0 || height == 0 || width > i32::MAX as u32 || height > i32::MAX as u32 {
        return Err(malformed(format!("a PNG of {width} x {height} pixels cannot be")));
    }
    let (bit_depth, color_type, interlace) = (ihdr[8], ihdr[9], ihdr[12]);
    let allowed: &[u8] = match color_type {
        0 => &[1, 2, 4, 8, 16],
        3 => &[1, 2, 4, 8],
        2 | 4 | 6 => &[8, 16],
        _ => return Err(malformed(format!("PNG colour type {color_type} does not exist"))),
    };
    if !allowed.contains(&bit_depth) {
        return Err(malformed(format!("PNG colour type {color_type} does not have {bit_depth} bits")));
    }
    if ihdr[10] != 0 || ihdr[11] != 0 || interlace > 1 {
        return Err(malformed("unknown PNG compression, filter or interlace method"));
    }

    let mut header = blank(FileFormat::Png, width, height, Layout::Png);
    header.bit_depth = bit_depth;
    header.grey = matches!(color_type, 0 | 4);
    header.transparent = color_type & 4 != 0;
    header.progressive = interlace == 1;
    walk(bytes, &mut header)?;
    Ok(header)
}

/// Visits the chunks after IHDR. A chunk that reaches past the file ends the walk: the decoder reports what is missing.
fn walk(bytes: &[u8], header: &mut Header) -> Result<()> {
    let mut at = 33usize;
    let mut has_data = false;
    header.ends_properly = false;
    while let (Some(length), Some(kind)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        let data = match bytes.get(at + 8..).and_then(|rest| rest.get(..length as usize)) {
            Some(data) => data,
            None => {
                has_data |= kind == b"IDAT";
                break;
            }
        };
        match kind {
            b"IDAT" => has_data = true,
            b"tRNS" => header.transparent = true,
            b"iCCP" if !has_data => header.has_profile = true,
            b"eXIf" => header.set_exif(exif::read(data)),
            b"acTL" if !has_data => {
                header.animated = true;
                header.further_pictures = be32(data, 0).unwrap_or(1).saturating_sub(1);
            }
            b"IEND" => {
                header.ends_properly = true;
                header.trailing_bytes = bytes.len().saturating_sub(at + CHUNK_FRAME) as u64;
                break;
            }
            _ => {}
        }
        at += CHUNK_FRAME + length as usize;
    }
    if !has_data {
        return Err(malformed("the PNG has no image data"));
    }
    Ok(())
}

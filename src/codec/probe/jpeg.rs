//! The marker segments of a JPEG (ITU-T T.81), walked without decoding anything.

use std::ops::Range;

use super::super::exif;
use super::super::format::Unread;
use super::{FileFormat, Header, be16, blank, malformed, unsupported};
use crate::error::Result;

/// One colour component by the frame header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    /// The component's identifier.
    pub(crate) id: u8,
    /// Horizontal sampling factor, 1-4.
    pub(crate) h: u8,
    /// Vertical sampling factor, 1-4.
    pub(crate) v: u8,
    /// Quantisation table, 0-3.
    pub(crate) table: u8,
}

/// Colour model of the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Model {
    /// One component.
    Grey,
    /// Three, ITU-R BT.601 full range as JFIF has it.
    YCbCr,
    /// Three, plain.
    Rgb,
    /// Four, inverted as Adobe writes them.
    Cmyk,
    /// Four: inverted CMY as YCbCr, and inverted black.
    Ycck,
}

/// The parts that the decoder needs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// In the order of the frame header: 1, 3 or 4.
    pub(crate) components: Vec<Component>,
    pub(crate) model: Model,
    /// The parts of the ICC profile, in their order; empty where there is none or a part is missing.
    pub(crate) profile: Vec<Range<usize>>,
    /// `true` if the first scan has all components, so that a sequential picture can stream.
    pub(crate) one_scan: bool,
    /// The end of the picture: past its end mark, or the file's length.
    pub(crate) end: usize,
}

/// A marker and the bytes that belong to it.
pub(crate) struct Segment {
    /// The second byte of the marker.
    pub(crate) marker: u8,
    /// The payload, without the length field; cut at the file's end.
    pub(crate) data: Range<usize>,
    /// `true` if the file ends inside it.
    pub(crate) cut: bool,
}

pub(crate) const SOS: u8 = 0xDA;
pub(crate) const EOI: u8 = 0xD9;

/// The segment at or after `at`. Fill bytes and rubbish before a marker are passed over, as libjpeg does, and so are
/// restart markers: after a scan header this finds the next real segment.
pub(crate) fn next_segment(bytes: &[u8], mut at: usize) -> Option<Segment> {
    loop {
        at += find_ff(bytes.get(at..)?)?;
        while bytes.get(at) == Some(&0xFF) {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            // A stuffed zero, a restart, a stray start of image, or TEM: no length, no meaning here.
            0x00 | 0x01 | 0xD0..=0xD8 => {}
            EOI => return Some(Segment { marker, data: at..at, cut: false }),
            _ => {
                let Some(length) = be16(bytes, at) else {
                    return Some(Segment { marker, data: bytes.len()..bytes.len(), cut: true });
                };
                // The length counts itself; less than 2 is damage, and an empty payload is the kindest reading.
                let end = at + usize::from(length).max(2);
                let data = at + 2..end.min(bytes.len());
                return Some(Segment { marker, data, cut: end > bytes.len() });
            }
        }
    }
}

/// The position of the first byte 0xFF. Eight bytes at a time: a phone's photo has megabytes without a marker.
fn find_ff(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    // A byte of the complement is zero (Mycroft's test).
    let has_ff = |word: &[u8; 8]| {
        let inverted = !u64::from_ne_bytes(*word);
        inverted.wrapping_sub(0x0101_0101_0101_0101) & !inverted & 0x8080_8080_8080_8080 != 0
    };
    let start = words.iter().position(has_ff).unwrap_or(words.len()) * 8;
    bytes[start..].iter().position(|&b| b == 0xFF).map(|offset| start + offset)
}

pub(super) fn probe(bytes: &[u8]) -> Result<Header> {
    let mut at = 2;
    let mut frame = None;
    let mut first_scan = None;
    let mut ended = None;
    let (mut jfif, mut adobe) = (false, None);
    let mut orientation = None;
    let mut parts: Vec<(u8, u8, Range<usize>)> = Vec::new();
    while let Some(Segment { marker, data: range, cut }) = next_segment(bytes, at) {
        at = range.end;
        let data = &bytes[range.clone()];
        match marker {
            EOI => {
                ended = Some(at);
                break;
            }
            _ if cut && first_scan.is_none() => return Err(malformed("the JPEG is truncated in its header")),
            SOS if first_scan.is_none() => first_scan = Some(data.first().copied().unwrap_or(0)),
            // Only the first of a kind before the picture counts; what an editor appended after it does not.
            0xE0 if data.starts_with(b"JFIF\0") => jfif = true,
            0xE1 if data.starts_with(b"Exif\0\0") && orientation.is_none() => {
                orientation = Some(exif::read(&data[6..]));
            }
            0xE2 if data.starts_with(b"ICC_PROFILE\0") && data.len() > 14 => {
                parts.push((data[12], data[13], range.start + 14..range.end));
            }
            0xEE if data.starts_with(b"Adobe") && data.len() >= 12 => adobe = Some(data[11]),
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) && frame.is_none() => {
                frame = Some(read_frame(marker, data)?);
            }
            0xCC if frame.is_none() => return Err(unsupported(Unread::JpegArithmetic)),
            0xDE => return Err(unsupported(Unread::JpegHierarchical)),
            _ => {}
        }
    }
    let Some(Frame { progressive, width, height, components }) = frame else {
        return Err(malformed("the JPEG has no frame header"));
    };
    let Some(scan_components) = first_scan else {
        return Err(malformed("the JPEG is truncated: it has no picture data"));
    };
    let one_scan = usize::from(scan_components) == components.len();
    let model = model(&components, jfif, adobe);
    let profile = profile(parts);
    let layout = Layout { components, model, profile, one_scan, end: ended.unwrap_or(bytes.len()) };
    let mut header = blank(FileFormat::Jpeg, width.into(), height.into(), super::Layout::Jpeg(layout.clone()));
    header.progressive = progressive;
    header.grey = model == Model::Grey;
    header.cmyk = matches!(model, Model::Cmyk | Model::Ycck);
    header.has_profile = !layout.profile.is_empty();
    header.ends_properly = ended.is_some();
    header.set_exif(orientation.unwrap_or_default());
    let rest = &bytes[layout.end..];
    header.trailing_bytes = rest.len() as u64;
    header.further_pictures = further_pictures(rest);
    Ok(header)
}

struct Frame {
    progressive: bool,
    width: u16,
    height: u16,
    components: Vec<Component>,
}

/// T.81 B.2.2.
fn read_frame(marker: u8, data: &[u8]) -> Result<Frame> {
    let variant = match marker {
        0xC0..=0xC2 => None,
        0xC3 => Some(Unread::JpegLossless),
        0xC5..=0xC7 | 0xCD..=0xCF => Some(Unread::JpegHierarchical),
        _ => Some(Unread::JpegArithmetic),
    };
    if let Some(variant) = variant {
        return Err(unsupported(variant));
    }
    let &[precision, h1, h2, w1, w2, count, ref rest @ ..] = data else {
        return Err(malformed("the JPEG's frame header is too short"));
    };
    let (width, height) = (u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]));
    if precision != 8 {
        return match precision {
            12 | 16 => Err(unsupported(Unread::JpegDeep)),
            _ => Err(malformed(format!("a JPEG of {precision} bits cannot be"))),
        };
    }
    if height == 0 && width != 0 {
        // A DNL segment behind the first scan gives it then. One beside a height here repeats it, and is passed over.
        return Err(unsupported(Unread::JpegHeightLater));
    }
    if width == 0 {
        return Err(malformed("the JPEG has an empty side"));
    }
    if rest.len() != usize::from(count) * 3 {
        return Err(malformed("the JPEG's frame header has a wrong length"));
    }
    if !matches!(count, 1 | 3 | 4) {
        return Err(match count {
            0 => malformed("a JPEG without components cannot be"),
            _ => unsupported(Unread::JpegComponents),
        });
    }
    let mut components = Vec::new();
    for part in rest.chunks_exact(3) {
        let component = Component { id: part[0], h: part[1] >> 4, v: part[1] & 15, table: part[2] };
        if !(1..=4).contains(&component.h) || !(1..=4).contains(&component.v) || component.table > 3 {
            return Err(malformed("the JPEG's frame header has impossible sampling"));
        }
        if components.iter().any(|c: &Component| c.id == component.id) {
            return Err(malformed("the JPEG names a component twice"));
        }
        components.push(component);
    }
    Ok(Frame { progressive: marker == 0xC2, width, height, components })
}

/// The rule of libjpeg's `default_decompress_parms`, which browsers and Pillow share: JFIF first, then Adobe's mark,
/// then the component names.
fn model(components: &[Component], jfif: bool, adobe: Option<u8>) -> Model {
    match (components.len(), adobe) {
        (1, _) => Model::Grey,
        (3, Some(0)) if !jfif => Model::Rgb,
        (3, None) if !jfif && components.iter().map(|c| c.id).eq(*b"RGB") => Model::Rgb,
        (3, _) => Model::YCbCr,
        (_, None | Some(0)) => Model::Cmyk,
        _ => Model::Ycck,
    }
}

/// Puts the parts of an ICC profile in order (ICC.1 annex B.4); empty where one is missing or doubled.
fn profile(mut parts: Vec<(u8, u8, Range<usize>)>) -> Vec<Range<usize>> {
    parts.sort_by_key(|(number, ..)| *number);
    let count = parts.len();
    let whole =
        parts.iter().enumerate().all(|(i, (number, of, _))| usize::from(*number) == i + 1 && usize::from(*of) == count);
    if whole { parts.into_iter().map(|(.., range)| range).collect() } else { Vec::new() }
}

/// Counts the JPEGs that follow the first, as in an MPO, an iPhone's HDR or an Ultra HDR file.
fn further_pictures(mut rest: &[u8]) -> u32 {
    let mut pictures = 0;
    while let Some(start) = rest.windows(3).position(|w| w == b"\xFF\xD8\xFF") {
        let mut at = start + 2;
        let mut has_scan = false;
        let mut end = None;
        while let Some(segment) = next_segment(rest, at).filter(|s| !s.cut) {
            at = segment.data.end;
            has_scan |= segment.marker == SOS;
            if segment.marker == EOI {
                end = Some(at);
                break;
            }
        }
        let Some(end) = end else { break };
        pictures += u32::from(has_scan);
        rest = &rest[end..];
    }
    pictures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ff_is_found_wherever_it_is() {
        for length in 0..40 {
            assert_eq!(find_ff(&vec![0xFE; length]), None);
            for at in 0..length {
                let mut bytes = vec![0x00; length];
                bytes[at..].fill(0xFF);
                assert_eq!(find_ff(&bytes), Some(at), "{at} of {length}");
            }
        }
    }

    #[test]
    fn colour_models_follow_libjpeg() {
        struct Case(&'static [u8], bool, Option<u8>, Model);
        let cases = [
            Case(&[1], false, None, Model::Grey),
            Case(&[1, 2, 3], true, None, Model::YCbCr),
            Case(&[1, 2, 3], false, None, Model::YCbCr),
            Case(&[0, 1, 2], false, None, Model::YCbCr),
            Case(b"RGB", false, None, Model::Rgb),
            Case(b"RGB", true, None, Model::YCbCr),
            Case(&[1, 2, 3], false, Some(0), Model::Rgb),
            Case(&[1, 2, 3], true, Some(0), Model::YCbCr),
            Case(b"RGB", false, Some(1), Model::YCbCr),
            Case(&[1, 2, 3, 4], false, None, Model::Cmyk),
            Case(b"CMYK", false, Some(0), Model::Cmyk),
            Case(&[1, 2, 3, 4], false, Some(2), Model::Ycck),
        ];
        for Case(ids, jfif, adobe, want) in cases {
            let components: Vec<_> = ids.iter().map(|&id| Component { id, h: 1, v: 1, table: 0 }).collect();
            assert_eq!(model(&components, jfif, adobe), want, "{ids:?} {jfif} {adobe:?}");
        }
    }

    #[test]
    fn a_profile_needs_all_its_parts() {
        let part = |number, of, at: usize| (number, of, at..at + 1);
        assert_eq!(profile(vec![part(2, 2, 7), part(1, 2, 3)]), [3..4, 7..8]);
        for parts in [vec![part(1, 2, 0)], vec![part(1, 2, 0), part(1, 2, 5)], vec![part(0, 1, 0)], vec![part(2, 1, 0)]]
        {
            assert!(profile(parts).is_empty());
        }
    }
}

//! Removes from a JPEG everything beside its picture: EXIF, locations, thumbnails, comments, and data after the end. Takes
//! it apart at its markers and joins the rest; no pixel changes.

use super::probe::jpeg::{EOI, Segment, next_segment};

const APP0: u8 = 0xE0;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// Returns the picture alone, or `None` if the file ends inside a segment or before its end marker: then only decoding can
/// tell what is left of it.
pub(crate) fn picture_alone(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(jpeg.len());
    // Bytes before this place are written or dropped.
    let mut done = 0;
    let mut at = 2;
    while let Some(Segment { marker, data, cut }) = next_segment(jpeg, at) {
        if cut {
            return None;
        }
        at = data.end;
        if marker == EOI {
            out.extend_from_slice(&jpeg[done..at]);
            return Some(out);
        }
        if !(APP0..=APP15).contains(&marker) && marker != COM {
            continue;
        }
        // Marker and length are four bytes.
        out.extend_from_slice(&jpeg[done..data.start - 4]);
        done = data.end;
        let payload = &jpeg[data.clone()];
        match marker {
            // Version, unit, density; the thumbnail, if any, is cut off.
            APP0 if payload.starts_with(b"JFIF\0") && payload.len() >= 14 => {
                out.extend_from_slice(&[0xFF, APP0, 0, 16]);
                out.extend_from_slice(&payload[..12]);
                out.extend_from_slice(&[0, 0]);
            }
            // Without these the colours would be others.
            APP2 if payload.starts_with(b"ICC_PROFILE\0") => out.extend_from_slice(&jpeg[data.start - 4..data.end]),
            APP14 if payload.starts_with(b"Adobe") => out.extend_from_slice(&jpeg[data.start - 4..data.end]),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::bitmap::Bitmap;
    use crate::codec::decode::decode;
    use crate::codec::encode::encode_at_quality;
    use crate::codec::probe::probe;
    use crate::limits::Limits;

    fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
        let length = (payload.len() as u16 + 2).to_be_bytes();
        [&[0xFF, marker], &length[..], payload].concat()
    }

    fn picture() -> Vec<u8> {
        let rgb = (0..40 * 30 * 3).map(|i| (i * 7 % 251) as u8).collect();
        encode_at_quality(&Bitmap::new(40, 30, rgb).unwrap(), 80.0, Some(350)).unwrap().bytes
    }

    #[test]
    fn only_the_picture_stays() {
        let plain = picture();
        // The head of our own files is SOI and JFIF, 20 bytes.
        let (head, body) = plain.split_at(20);
        let icc = segment(APP2, b"ICC_PROFILE\0\x01\x02half of one");
        let mut thumbnail = b"JFIF\0\x01\x01\x01\x01\x5e\x01\x5e\x02\x01".to_vec();
        thumbnail.extend([9; 6]);
        let cases: [(&str, Vec<u8>, Vec<u8>); 6] = [
            ("nothing to take away", plain.clone(), plain.clone()),
            ("EXIF", [head, &segment(0xE1, b"Exif\0\0with a place in it"), body].concat(), plain.clone()),
            (
                "a comment and XMP",
                [head, &segment(COM, b"hi"), &segment(0xE1, b"http://ns"), body].concat(),
                plain.clone(),
            ),
            ("an archive behind", [&plain[..], b"PK\x03\x04"].concat(), plain.clone()),
            ("a profile stays", [head, &icc, body].concat(), [head, &icc, body].concat()),
            ("JFIF's thumbnail", [&head[..2], &segment(APP0, &thumbnail), body].concat(), plain.clone()),
        ];
        for (what, given, want) in cases {
            assert_eq!(picture_alone(&given).as_deref(), Some(&want[..]), "{what}");
        }
    }

    #[test]
    fn pixels_stay_the_same_and_broken_files_are_left_to_the_decoder() {
        let plain = picture();
        let tagged = [&plain[..20], &segment(0xE1, &[7; 300]), &plain[20..]].concat();
        let limits = Limits::default();
        let pixels = |bytes: &[u8]| decode(bytes, &probe(bytes, &limits).unwrap(), (40, 30), &limits).unwrap().bitmap;
        assert_eq!(pixels(&picture_alone(&tagged).unwrap()), pixels(&tagged));
        for length in 2..tagged.len() {
            assert_eq!(picture_alone(&tagged[..length]), None, "{length} bytes");
        }
    }
}

//! Two facts out of EXIF: the orientation and the day of the picture. Nothing else is read, nothing is kept.
//!
//! A reader of our own: two tags of the TIFF structure need 100 lines with every offset checked, and the general
//! libraries read all tags into memory. Layout by TIFF 6.0 §2 and Exif 2.32 §4.6.

use super::upright::Orientation;
use crate::date::Date;

/// The tags that are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exif {
    /// The tag 0x0112 where it holds 1-8.
    pub orientation: Option<Orientation>,
    /// The day of DateTimeOriginal (0x9003), or where that is missing of DateTimeDigitized (0x9004).
    pub taken_on: Option<Date>,
}

/// More entries than any camera writes; a longer directory is cut.
const MAX_ENTRIES: usize = 512;

/// Reads a TIFF structure, the one after `Exif\0\0` in a JPEG or in a PNG's eXIf. Damaged parts are skipped: metadata never
/// makes a picture unreadable.
pub fn read(tiff: &[u8]) -> Exif {
    let mut exif = Exif::default();
    // A PNG or WebP writer may keep the JPEG prefix.
    let tiff = tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff);
    let big = match tiff.get(..4) {
        Some(b"II*\0") => false,
        Some(b"MM\0*") => true,
        _ => return exif,
    };
    let file = Tiff { bytes: tiff, big };
    let Some(ifd0) = file.u32(4) else { return exif };
    let mut digitized = None;
    // Two directories are read and no chain is followed, so nothing can loop.
    let mut sub_ifd = None;
    for entry in file.entries(ifd0) {
        match entry.tag {
            // SHORT, count 1. Some writers use LONG or BYTE; the value is in the first bytes then, too.
            0x0112 => exif.orientation = file.small(&entry).and_then(Orientation::from_tag).or(exif.orientation),
            0x8769 if entry.kind == 4 => sub_ifd = file.u32(entry.value_at),
            _ => {}
        }
    }
    for entry in sub_ifd.map(|at| file.entries(at)).into_iter().flatten() {
        match entry.tag {
            0x9003 => exif.taken_on = file.date(&entry).or(exif.taken_on),
            0x9004 => digitized = file.date(&entry).or(digitized),
            _ => {}
        }
    }
    exif.taken_on = exif.taken_on.or(digitized);
    exif
}

/// One directory entry of 12 bytes.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    /// The position of the value, or of its offset.
    value_at: u32,
}

struct Tiff<'a> {
    bytes: &'a [u8],
    big: bool,
}

impl<'a> Tiff<'a> {
    fn slice(&self, at: u32, len: usize) -> Option<&'a [u8]> {
        self.bytes.get(usize::try_from(at).ok()?..)?.get(..len)
    }

    fn u16(&self, at: u32) -> Option<u16> {
        let b: [u8; 2] = self.slice(at, 2)?.try_into().ok()?;
        Some(if self.big { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) })
    }

    fn u32(&self, at: u32) -> Option<u32> {
        let b: [u8; 4] = self.slice(at, 4)?.try_into().ok()?;
        Some(if self.big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) })
    }

    /// The entries of the directory at `at`, as many as there are bytes for.
    fn entries(&self, at: u32) -> impl Iterator<Item = Entry> {
        let count = usize::from(self.u16(at).unwrap_or(0)).min(MAX_ENTRIES) as u32;
        (0..count).map_while(move |i| {
            let start = at.checked_add(2 + i * 12)?;
            let (tag, kind, count) = (self.u16(start)?, self.u16(start + 2)?, self.u32(start.checked_add(4)?)?);
            let value_at = start.checked_add(8)?;
            self.slice(value_at, 4)?;
            Some(Entry { tag, kind, count, value_at })
        })
    }

    /// Returns the number in the entry itself.
    fn small(&self, entry: &Entry) -> Option<u32> {
        match entry.kind {
            1 | 7 => self.slice(entry.value_at, 1).map(|b| b[0].into()),
            3 => self.u16(entry.value_at).map(u32::from),
            4 => self.u32(entry.value_at),
            _ => None,
        }
    }

    /// `YYYY:MM:DD HH:MM:SS` as ASCII; only the day counts. Some cameras write other separators.
    fn date(&self, entry: &Entry) -> Option<Date> {
        if !(entry.kind == 2 || entry.kind == 7) || entry.count < 10 {
            return None;
        }
        let text = self.slice(self.u32(entry.value_at)?, 10)?;
        let number = |range: std::ops::Range<usize>| {
            text[range].iter().try_fold(0u16, |n, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b - b'0')))
        };
        if text[4].is_ascii_digit() || text[7].is_ascii_digit() {
            return None;
        }
        Date::new(number(0..4)?, number(5..7)? as u8, number(8..10)? as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IFD0 with orientation and a pointer to an EXIF directory with two dates.
    fn tiff(big: bool, orientation: u16, original: &[u8], digitized: &[u8]) -> Vec<u8> {
        let u16b = |v: u16| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let u32b = |v: u32| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let mut out = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            [&u16b(tag)[..], &u16b(kind), &u32b(count), &value].concat()
        };
        let short = |v: u16| [u16b(v)[0], u16b(v)[1], 0, 0];
        out.extend(u32b(8));
        out.extend(u16b(2));
        out.extend(entry(0x0112, 3, 1, short(orientation)));
        out.extend(entry(0x8769, 4, 1, u32b(38)));
        out.extend(u32b(8)); // the next directory is this one: a loop
        let text_at = 38 + 2 + 24;
        out.extend(u16b(2));
        out.extend(entry(0x9003, 2, original.len() as u32, u32b(text_at)));
        out.extend(entry(0x9004, 2, digitized.len() as u32, u32b(text_at + original.len() as u32)));
        out.extend(original);
        out.extend(digitized);
        out
    }

    #[test]
    fn orientation_and_day_are_read_in_both_byte_orders() {
        struct Case(u16, &'static [u8], &'static [u8], Option<u8>, Option<&'static str>);
        let cases = [
            Case(6, b"2025:01:31 10:00:00\0", b"2024:01:01 00:00:00\0", Some(6), Some("2025-01-31")),
            Case(1, b"    :  :     :  :  \0", b"2024:02:29 00:00:00\0", Some(1), Some("2024-02-29")),
            Case(0, b"0000:00:00 00:00:00\0", b"2023:02:29 00:00:00\0", None, None),
            Case(9, b"2025-01-31T10:00:00\0", b"\0\0\0\0\0\0\0\0\0\0", None, Some("2025-01-31")),
            Case(8, b"2025:1:31\0", b"20250131 10:00:00\0\0", Some(8), None),
        ];
        for Case(tag, original, digitized, orientation, day) in cases {
            for big in [false, true] {
                let bytes = tiff(big, tag, original, digitized);
                let exif = read(&bytes);
                assert_eq!(exif.orientation.map(|o| o.tag()), orientation, "{tag} big={big}");
                assert_eq!(exif.taken_on.map(|d| d.to_string()).as_deref(), day, "{tag} big={big}");
                assert_eq!(read(&[b"Exif\0\0", &bytes[..]].concat()), exif);
            }
        }
    }

    #[test]
    fn damage_is_skipped() {
        let whole = tiff(true, 6, b"2025:01:31 10:00:00\0", b"2024:01:01 00:00:00\0");
        for cut in 0..whole.len() {
            read(&whole[..cut]);
        }
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut broken = whole.clone();
                broken[at] = value;
                read(&broken);
            }
        }
        assert_eq!(read(b"MM\0*\xff\xff\xff\xff"), Exif::default());
        assert_eq!(read(b""), Exif::default());
    }
}

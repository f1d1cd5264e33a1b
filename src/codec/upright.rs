//! Sets pictures upright: the eight EXIF orientations, applied once, while rows are written to their final place.

use crate::error::Result;

use super::bitmap::Bitmap;
use super::turn::QuarterTurn;

/// The eight placements of a picture, by EXIF tag 0x0112 (Exif 2.32 §4.6.4), each with the change that sets it upright.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Orientation {
    /// 1: nothing.
    #[default]
    Normal = 1,
    /// 2: mirror left and right.
    MirrorHorizontal = 2,
    /// 3: turn by 180 degrees.
    Rotate180 = 3,
    /// 4: mirror top and bottom.
    MirrorVertical = 4,
    /// 5: mirror along the main diagonal.
    Transpose = 5,
    /// 6: turn by 90 degrees clockwise.
    Rotate90 = 6,
    /// 7: mirror along the other diagonal.
    Transverse = 7,
    /// 8: turn by 270 degrees clockwise.
    Rotate270 = 8,
}

impl Orientation {
    /// All eight, by tag.
    pub const ALL: [Orientation; 8] = [
        Self::Normal,
        Self::MirrorHorizontal,
        Self::Rotate180,
        Self::MirrorVertical,
        Self::Transpose,
        Self::Rotate90,
        Self::Transverse,
        Self::Rotate270,
    ];

    /// The orientation of an EXIF tag; `None` outside 1-8.
    pub fn from_tag(tag: u32) -> Option<Self> {
        (1..=8).contains(&tag).then(|| Self::ALL[tag as usize - 1])
    }

    /// Returns the orientation of a picture that this clockwise turn sets upright.
    pub fn of_turn(turn: QuarterTurn) -> Self {
        match turn {
            QuarterTurn::Deg0 => Self::Normal,
            QuarterTurn::Deg90 => Self::Rotate90,
            QuarterTurn::Deg180 => Self::Rotate180,
            QuarterTurn::Deg270 => Self::Rotate270,
        }
    }

    /// Returns the orientation of a picture whose content was mirrored left to right, if `mirrored`, and then turned
    /// clockwise by `turned`.
    pub fn undoing(mirrored: bool, turned: QuarterTurn) -> Self {
        match (mirrored, turned) {
            (false, turned) => Self::of_turn(turned.inverse()),
            (true, QuarterTurn::Deg0) => Self::MirrorHorizontal,
            (true, QuarterTurn::Deg90) => Self::Transverse,
            (true, QuarterTurn::Deg180) => Self::MirrorVertical,
            (true, QuarterTurn::Deg270) => Self::Transpose,
        }
    }

    /// The EXIF tag, 1-8.
    pub fn tag(self) -> u8 {
        self as u8
    }

    /// Returns `true` if width and height change places.
    pub fn swaps_sides(self) -> bool {
        self.tag() >= 5
    }

    /// Width and height once upright.
    pub fn upright_size(self, width_px: u32, height_px: u32) -> (u32, u32) {
        if self.swaps_sides() { (height_px, width_px) } else { (width_px, height_px) }
    }
}

/// Sets a decoded picture upright, as a second picture. Decoders do not need it: they write upright at once.
pub fn upright(bitmap: &Bitmap, orientation: Orientation) -> Result<Bitmap> {
    let mut canvas = Canvas::new(bitmap.width_px(), bitmap.height_px(), orientation);
    for y in 0..bitmap.height_px() {
        canvas.push_row(bitmap.row(y));
    }
    canvas.finish()
}

/// Rows that are scattered into columns together, so that a cache line is filled before it is left.
const STRIP_ROWS: usize = 16;

/// Takes rows as they are stored, from the first to the last, and holds the upright picture.
pub(crate) struct Canvas {
    orientation: Orientation,
    width: usize,
    height: usize,
    next_row: usize,
    rgb: Vec<u8>,
    /// Rows that wait to be scattered, where sides are swapped.
    strip: Vec<u8>,
}

impl Canvas {
    /// Bytes that a canvas takes; width and height as stored.
    pub(crate) fn bytes(width_px: u32, height_px: u32) -> u64 {
        let (width, height) = (u64::from(width_px), u64::from(height_px));
        width * height * 3 + width * 3 * STRIP_ROWS as u64
    }

    /// Width and height as stored, at least 1. The caller has checked [`Canvas::bytes`] against the limits.
    pub(crate) fn new(width_px: u32, height_px: u32, orientation: Orientation) -> Self {
        let (width, height) = (width_px as usize, height_px as usize);
        let strip = if orientation.swaps_sides() { Vec::with_capacity(width * 3 * STRIP_ROWS) } else { Vec::new() };
        Self { orientation, width, height, next_row: 0, rgb: vec![0; width * height * 3], strip }
    }

    /// The next row, RGB. Rows past the last are dropped.
    pub(crate) fn push_row(&mut self, row: &[u8]) {
        let y = self.next_row;
        if y >= self.height {
            return;
        }
        self.next_row += 1;
        let stride = self.width * 3;
        let from_below = self.height - 1 - y;
        match self.orientation {
            Orientation::Normal => self.rgb[y * stride..][..stride].copy_from_slice(row),
            Orientation::MirrorVertical => self.rgb[from_below * stride..][..stride].copy_from_slice(row),
            Orientation::MirrorHorizontal => mirrored(row, &mut self.rgb[y * stride..][..stride]),
            Orientation::Rotate180 => mirrored(row, &mut self.rgb[from_below * stride..][..stride]),
            _ => {
                self.strip.extend_from_slice(row);
                if self.strip.len() == stride * STRIP_ROWS || self.next_row == self.height {
                    self.scatter();
                }
            }
        }
    }

    /// Writes the waiting rows as columns.
    fn scatter(&mut self) {
        let stride = self.width * 3;
        let rows = self.strip.len() / stride;
        let first = self.next_row - rows;
        // Where the picture is turned so that its first row comes to the right, the strip's last row comes first.
        let to_the_right = matches!(self.orientation, Orientation::Rotate90 | Orientation::Transverse);
        let upwards = matches!(self.orientation, Orientation::Rotate270 | Orientation::Transverse);
        let left = if to_the_right { self.height - self.next_row } else { first };
        for x in 0..self.width {
            let line = if upwards { self.width - 1 - x } else { x };
            let target = &mut self.rgb[(line * self.height + left) * 3..][..rows * 3];
            for (i, pixel) in target.chunks_exact_mut(3).enumerate() {
                let row = if to_the_right { rows - 1 - i } else { i };
                pixel.copy_from_slice(&self.strip[row * stride + x * 3..][..3]);
            }
        }
        self.strip.clear();
    }

    /// The upright picture. Rows never given stay black, so a decoder must give all or fail.
    pub(crate) fn finish(self) -> Result<Bitmap> {
        debug_assert_eq!(self.next_row, self.height, "a decoder gave too few rows");
        let (width, height) = self.orientation.upright_size(self.width as u32, self.height as u32);
        Bitmap::new(width, height, self.rgb)
    }
}

fn mirrored(row: &[u8], target: &mut [u8]) {
    for (pixel, out) in row.chunks_exact(3).zip(target.chunks_exact_mut(3).rev()) {
        out.copy_from_slice(pixel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 x 3 pixels: a b / c d / e f, as letters.
    fn letters(rows: &[&str]) -> Bitmap {
        let rgb = rows.iter().flat_map(|r| r.bytes().flat_map(|b| [b, b, b])).collect();
        Bitmap::new(rows[0].len() as u32, rows.len() as u32, rgb).unwrap()
    }

    #[test]
    fn each_orientation_moves_every_pixel_to_its_place() {
        struct Case(u32, &'static [&'static str]);
        let cases = [
            Case(1, &["ab", "cd", "ef"]),
            Case(2, &["ba", "dc", "fe"]),
            Case(3, &["fe", "dc", "ba"]),
            Case(4, &["ef", "cd", "ab"]),
            Case(5, &["ace", "bdf"]),
            Case(6, &["eca", "fdb"]),
            Case(7, &["fdb", "eca"]),
            Case(8, &["bdf", "ace"]),
        ];
        for Case(tag, rows) in cases {
            let orientation = Orientation::from_tag(tag).unwrap();
            let got = upright(&letters(&["ab", "cd", "ef"]), orientation).unwrap();
            assert_eq!(got, letters(rows), "tag {tag}");
            assert_eq!(u32::from(orientation.tag()), tag);
        }
        assert_eq!(Orientation::from_tag(0), None);
        assert_eq!(Orientation::from_tag(9), None);
    }

    #[test]
    fn undoing_takes_back_a_mirror_and_a_turn() {
        let picture = letters(&["ab", "cd", "ef"]);
        for turned in QuarterTurn::ALL {
            for mirrored in [false, true] {
                let mirror = if mirrored { Orientation::MirrorHorizontal } else { Orientation::Normal };
                let placed = upright(&upright(&picture, mirror).unwrap(), Orientation::of_turn(turned)).unwrap();
                let undone = upright(&placed, Orientation::undoing(mirrored, turned)).unwrap();
                assert_eq!(undone, picture, "{mirrored} {turned:?}");
            }
        }
    }

    #[test]
    fn strips_join_without_a_seam() {
        // More rows than a strip holds, and not a multiple of it.
        let (width, height) = (5u32, 2 * STRIP_ROWS as u32 + 3);
        let rgb = (0..width * height * 3).map(|i| (i * 7 % 251) as u8).collect();
        let bitmap = Bitmap::new(width, height, rgb).unwrap();
        for orientation in Orientation::ALL {
            let got = upright(&bitmap, orientation).unwrap();
            for y in 0..height {
                for x in 0..width {
                    let (to_x, to_y) = match orientation.tag() {
                        1 => (x, y),
                        2 => (width - 1 - x, y),
                        3 => (width - 1 - x, height - 1 - y),
                        4 => (x, height - 1 - y),
                        5 => (y, x),
                        6 => (height - 1 - y, x),
                        7 => (height - 1 - y, width - 1 - x),
                        _ => (y, width - 1 - x),
                    };
                    assert_eq!(got.pixel(to_x, to_y), bitmap.pixel(x, y), "{orientation:?} {x},{y}");
                }
            }
        }
    }
}

//! Finds a frame, or the bars of a screenshot, around a picture: lines of one colour along an edge, then a clear step.

use crate::codec::bitmap::Bitmap;
use crate::codec::rect::Rect;

/// A pixel of a plain line differs by at most this from the line's median, channel by channel: JPEG's own noise.
const PLAIN: u8 = 16;
/// A line is plain if at least this share of its pixels is.
const PLAIN_SHARE: f64 = 0.98;
/// Behind a border a channel changes by more than this.
const STEP: u8 = 40;
/// That change is in at least this share of the line's pixels: a wall that meets hair changes in some pixels only.
const STEP_SHARE: f64 = 0.85;
/// A step may take this many lines.
const SOFT: u32 = 3;
/// Greatest width of a border, as a ratio of the picture's side.
const WIDEST: f64 = 0.35;

/// Lines of a border along each edge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Border {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

impl Border {
    /// Finds the border along all four edges.
    pub fn find(bitmap: &Bitmap) -> Self {
        let (width, height) = (bitmap.width_px(), bitmap.height_px());
        let top = depth(height, width, |line, along| bitmap.pixel(along, line));
        let bottom = depth(height, width, |line, along| bitmap.pixel(along, height - 1 - line));
        let rows = height - top - bottom;
        // Between the upper and the lower border, whose ends would hide a step.
        let left = depth(width, rows, |line, along| bitmap.pixel(line, top + along));
        let right = depth(width, rows, |line, along| bitmap.pixel(width - 1 - line, top + along));
        Self { left, top, right, bottom }
    }

    /// Returns the picture without its border, in whole pixels. The bitmap has `scale` times the picture's pixels per side.
    pub fn inside(self, scale: f64, (width_px, height_px): (u32, u32)) -> Rect {
        let [left, top, right, bottom] =
            [self.left, self.top, self.right, self.bottom].map(|lines| (f64::from(lines) / scale).ceil());
        let (width, height) = (f64::from(width_px) - left - right, f64::from(height_px) - top - bottom);
        Rect { left, top, width: width.max(1.0), height: height.max(1.0) }
    }

    /// Returns the widest of the four.
    pub fn widest(self) -> u32 {
        self.left.max(self.top).max(self.right).max(self.bottom)
    }
}

/// Returns how many lines from an edge are its border.
fn depth(lines: u32, length: u32, at: impl Fn(u32, u32) -> [u8; 3]) -> u32 {
    let Some(colour) = plain(length, |along| at(0, along)) else { return 0 };
    let most = (f64::from(lines) * WIDEST) as u32;
    let share = |line: u32, is: &dyn Fn(u8) -> bool| {
        let differs = |along: u32| (0..3).map(|c| at(line, along)[c].abs_diff(colour[c])).max().unwrap_or(0);
        (0..length).filter(|&along| is(differs(along))).count() as f64 / f64::from(length.max(1))
    };
    let Some(end) = (1..most).find(|&line| share(line, &|by| by <= PLAIN) < PLAIN_SHARE) else { return 0 };
    let step = (end..(end + SOFT).min(lines)).find(|&line| share(line, &|by| by > STEP) >= STEP_SHARE);
    step.unwrap_or(0)
}

/// Returns the median colour of a line, or `None` if the line is not plain.
fn plain(length: u32, at: impl Fn(u32) -> [u8; 3]) -> Option<[u8; 3]> {
    let colour: [u8; 3] = std::array::from_fn(|channel| {
        let mut values: Vec<u8> = (0..length).map(|along| at(along)[channel]).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or(0)
    });
    let is_plain = |along: &u32| at(*along).iter().zip(colour).all(|(v, middle)| v.abs_diff(middle) <= PLAIN);
    ((0..length).filter(is_plain).count() as f64 >= PLAIN_SHARE * f64::from(length)).then_some(colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A light wall with a dark disc in its middle, and borders of one colour.
    fn picture(border: Border, colour: u8) -> Bitmap {
        const SIDE: u32 = 200;
        let is_border =
            |x: u32, y: u32| x < border.left || y < border.top || x >= SIDE - border.right || y >= SIDE - border.bottom;
        let at = |i: u32| {
            let (x, y) = (i % SIDE, i / SIDE);
            let (dx, dy) = (x.abs_diff(100), y.abs_diff(120));
            let inside = if dx * dx + dy * dy < 6400 { 60 } else { 235 + (i % 7) as u8 };
            [if is_border(x, y) { colour } else { inside }; 3]
        };
        Bitmap::new(SIDE, SIDE, (0..SIDE * SIDE).flat_map(at).collect()).unwrap()
    }

    #[test]
    fn borders_are_found_and_walls_are_none() {
        let cases = [
            Border::default(),
            Border { left: 1, top: 1, right: 1, bottom: 1 },
            Border { top: 30, bottom: 44, ..Border::default() },
            Border { right: 9, ..Border::default() },
        ];
        for border in cases {
            assert_eq!(Border::find(&picture(border, 12)), border);
        }
    }

    #[test]
    fn a_picture_of_one_colour_has_no_border() {
        for side in [1, 2, 3, 50] {
            let plain = Bitmap::new(side, side, vec![255; (side * side * 3) as usize]).unwrap();
            assert_eq!(Border::find(&plain), Border::default());
        }
    }
}

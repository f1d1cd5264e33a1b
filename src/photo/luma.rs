//! A small grey picture to search and measure in: BT.601 luma, 8 bits, reduced by area averaging.

pub(super) use crate::codec::bitmap::luma_of;

use crate::codec::bitmap::Bitmap;
use crate::codec::rect::Rect;

/// Luma samples, row-major.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Luma {
    pub width_px: u32,
    pub height_px: u32,
    pub samples: Vec<u8>,
}

impl Luma {
    /// Reduces the bitmap so that its long side is at most `long_side_px`. Never enlarges.
    pub fn reduced(bitmap: &Bitmap, long_side_px: u32) -> Self {
        let (w, h) = (bitmap.width_px(), bitmap.height_px());
        let long = w.max(h);
        if long <= long_side_px {
            let samples = bitmap.rgb().chunks_exact(3).map(luma_of).collect();
            return Self { width_px: w, height_px: h, samples };
        }
        let scaled =
            |side: u32| ((u64::from(side) * u64::from(long_side_px) + u64::from(long) / 2) / u64::from(long)).max(1);
        Self::averaged(bitmap, [0, w], [0, h], scaled(w) as u32, scaled(h) as u32)
    }

    /// Reduces the part of the bitmap inside `area`, clamped to it, to `width_px` across. `None` where nothing is left.
    pub fn part(bitmap: &Bitmap, area: Rect, width_px: u32) -> Option<(Self, Rect)> {
        let clamp = |v: f64, side: u32| (v.max(0.0).round() as u32).min(side);
        let (left, right) = (clamp(area.left, bitmap.width_px()), clamp(area.right(), bitmap.width_px()));
        let (top, bottom) = (clamp(area.top, bitmap.height_px()), clamp(area.bottom(), bitmap.height_px()));
        let (width, height) = (right.checked_sub(left)?, bottom.checked_sub(top)?);
        let scale = f64::from(width_px) / area.width;
        let target = |side: u32| ((f64::from(side) * scale).round() as u32).clamp(1, side.max(1));
        if width == 0 || height == 0 {
            return None;
        }
        let luma = Self::averaged(bitmap, [left, right], [top, bottom], target(width), target(height));
        let part = [left, top, width, height].map(f64::from);
        Some((luma, Rect { left: part[0], top: part[1], width: part[2], height: part[3] }))
    }

    /// Averages the whole pixels under each target pixel: exact enough to search in, and integer on every platform.
    fn averaged(bitmap: &Bitmap, across: [u32; 2], down: [u32; 2], width_px: u32, height_px: u32) -> Self {
        let edges = |[first, last]: [u32; 2], to: u32| -> Vec<usize> {
            let side = u64::from(last - first);
            (0..=to).map(|i| first as usize + (u64::from(i) * side / u64::from(to)) as usize).collect()
        };
        let (xs, ys) = (edges(across, width_px), edges(down, height_px));
        let mut samples = Vec::with_capacity(width_px as usize * height_px as usize);
        let mut sums = vec![0u32; width_px as usize];
        for rows in ys.windows(2) {
            sums.fill(0);
            for y in rows[0]..rows[1] {
                let row = bitmap.row(y as u32);
                for (sum, columns) in sums.iter_mut().zip(xs.windows(2)) {
                    let pixels = &row[columns[0] * 3..columns[1] * 3];
                    *sum += pixels.chunks_exact(3).map(|p| u32::from(luma_of(p))).sum::<u32>();
                }
            }
            let height = (rows[1] - rows[0]) as u32;
            for (sum, columns) in sums.iter().zip(xs.windows(2)) {
                let count = height * (columns[1] - columns[0]) as u32;
                samples.push(((sum + count / 2) / count) as u8);
            }
        }
        Self { width_px, height_px, samples }
    }

    /// The same picture turned clockwise by `quarter_turns` times 90 degrees.
    pub fn turned_cw(&self, quarter_turns: u32) -> Self {
        let (w, h) = (self.width_px as usize, self.height_px as usize);
        let (tw, th) = if quarter_turns % 2 == 1 { (h, w) } else { (w, h) };
        let mut samples = Vec::with_capacity(w * h);
        for y in 0..th {
            for x in 0..tw {
                let (sx, sy) = match quarter_turns % 4 {
                    0 => (x, y),
                    1 => (y, h - 1 - x),
                    2 => (w - 1 - x, h - 1 - y),
                    _ => (w - 1 - y, x),
                };
                samples.push(self.samples[sy * w + sx]);
            }
        }
        Self { width_px: tw as u32, height_px: th as u32, samples }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_quarter_turns_come_back() {
        let luma = Luma { width_px: 3, height_px: 2, samples: vec![1, 2, 3, 4, 5, 6] };
        assert_eq!(luma.turned_cw(1).samples, [4, 1, 5, 2, 6, 3]);
        let mut turned = luma.clone();
        for _ in 0..4 {
            turned = turned.turned_cw(1);
        }
        assert_eq!(turned, luma);
        assert_eq!(luma.turned_cw(2), luma.turned_cw(1).turned_cw(1));
        assert_eq!(luma.turned_cw(3), luma.turned_cw(2).turned_cw(1));
    }

    #[test]
    fn reducing_keeps_white_white_and_the_long_side() {
        let white = Bitmap::new(1000, 333, vec![255; 1000 * 333 * 3]).unwrap();
        let luma = Luma::reduced(&white, 360);
        assert_eq!((luma.width_px, luma.height_px), (360, 120));
        assert!(luma.samples.iter().all(|&s| s == 255));
    }
}

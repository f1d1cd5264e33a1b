//! Crop and resample in one pass: a bitmap, a rectangle and a size give a bitmap of exactly that size.
//!
//! Separable Lanczos of three lobes, widened by the reduction so that nothing aliases, on the sRGB values as they are:
//! what Pillow and browsers do, so our pictures look like theirs. Integers throughout, so every platform gives the same
//! bytes and the order of additions does not matter.

use crate::error::{Error, Result, Stage};

use super::bitmap::Bitmap;
pub use super::rect::Rect;

/// Lobes of the filter. Two blur small letters, four ring around dark hair on white.
pub(super) const LOBES: f64 = 3.0;
/// Weights are integers with this many bits after the point; they sum to exactly one.
pub(super) const WEIGHT_BITS: u32 = 14;
/// Bits after the point between the two passes: 255 and its overshoot stay below 2^15.
pub(super) const MIDDLE_BITS: u32 = 6;
/// Samples that one step of the vertical pass holds in registers.
const TILE: usize = 32;
/// Largest output side: far above any policy, far below what overflows.
const MAX_SIDE_PX: u32 = 16_384;

/// Resamples `crop` of `bitmap` to exactly `width_px` x `height_px`. The filter reads beyond the crop where the bitmap
/// has pixels, and never beyond the bitmap, so edges do not darken.
///
/// # Errors
/// `Misuse` if the crop is empty or reaches outside the bitmap, or a side is 0 or above 16,384 px.
pub fn resize(bitmap: &Bitmap, crop: Rect, width_px: u32, height_px: u32) -> Result<Bitmap> {
    check_size(width_px, height_px)?;
    let Rect { left, top, width, height } = crop;
    // Written so that a NaN is refused.
    if !(width > 0.0 && height > 0.0 && crop.is_inside(bitmap.width_px(), bitmap.height_px())) {
        let why = format!("crop {crop:?} is not inside {} x {} pixels", bitmap.width_px(), bitmap.height_px());
        return Err(Error::misuse(Stage::Resize, why));
    }
    let whole = crop == Rect { left: 0.0, top: 0.0, width: width_px.into(), height: height_px.into() };
    if whole && (bitmap.width_px(), bitmap.height_px()) == (width_px, height_px) {
        return Ok(bitmap.clone());
    }

    let columns = Taps::new(left, width, width_px, bitmap.width_px());
    let rows = Taps::new(top, height, height_px, bitmap.height_px());
    let used = columns.used();
    let mut middle = vec![0i16; used.len() * 3];
    let mut rgb = vec![0u8; width_px as usize * height_px as usize * 3];
    for (y, out) in rgb.chunks_exact_mut(width_px as usize * 3).enumerate() {
        let (first, weights) = rows.at(y);
        vertical(bitmap, first, weights, used.start * 3, &mut middle);
        horizontal(&middle, &columns, used.start, out);
    }
    Bitmap::new(width_px, height_px, rgb)
}

pub(super) fn check_size(width_px: u32, height_px: u32) -> Result<()> {
    let sides = 1..=MAX_SIDE_PX;
    if sides.contains(&width_px) && sides.contains(&height_px) {
        return Ok(());
    }
    Err(Error::misuse(Stage::Resize, format!("cannot make a picture of {width_px} x {height_px} pixels")))
}

/// For every output position, the source positions it reads and their weights.
struct Taps {
    /// First source position and the range in `weights`, a pair for every output position.
    spans: Vec<(usize, std::ops::Range<usize>)>,
    weights: Vec<i32>,
}

impl Taps {
    /// `start` and `length` of the crop, the output's side, and the source's side, all in pixels.
    fn new(start: f64, length: f64, out_px: u32, source_px: u32) -> Self {
        let step = length / f64::from(out_px);
        // Reduction widens the filter; enlargement does not narrow it.
        let stretch = step.max(1.0);
        let reach = LOBES * stretch;
        let mut taps = Taps { spans: Vec::with_capacity(out_px as usize), weights: Vec::new() };
        let mut exact = Vec::new();
        for i in 0..out_px {
            let centre = start + (f64::from(i) + 0.5) * step;
            let first = (centre - reach).floor().clamp(0.0, f64::from(source_px - 1)) as usize;
            let last = (centre + reach).ceil().clamp(1.0, f64::from(source_px)) as usize;
            exact.clear();
            exact.extend((first..last.max(first + 1)).map(|p| lanczos((p as f64 + 0.5 - centre) / stretch)));
            let at = taps.weights.len();
            taps.push(&exact);
            taps.spans.push((first, at..taps.weights.len()));
        }
        taps
    }

    fn push(&mut self, exact: &[f64]) {
        let at = self.weights.len();
        self.weights.resize(at + exact.len(), 0);
        whole_weights(exact, &mut self.weights[at..]);
    }

    fn at(&self, i: usize) -> (usize, &[i32]) {
        let (first, range) = &self.spans[i];
        (*first, &self.weights[range.clone()])
    }

    /// The source positions that are read at all.
    fn used(&self) -> std::ops::Range<usize> {
        let start = self.spans.iter().map(|(first, _)| *first).min().unwrap_or(0);
        let end = self.spans.iter().map(|(first, range)| first + range.len()).max().unwrap_or(0);
        start..end
    }
}

/// Scales to integers that sum to exactly one, so that a flat area keeps its value to the bit. Both have the same length.
pub(super) fn whole_weights(exact: &[f64], whole: &mut [i32]) {
    let one = 1i32 << WEIGHT_BITS;
    let sum: f64 = exact.iter().sum();
    for (whole, weight) in whole.iter_mut().zip(exact) {
        *whole = (weight / sum * f64::from(one)).round() as i32;
    }
    let rest = one - whole.iter().sum::<i32>();
    // The remainder of rounding goes to the largest weight, where it shows least.
    let largest = (0..whole.len()).max_by_key(|&i| (whole[i], std::cmp::Reverse(i)));
    if let Some(i) = largest {
        whole[i] += rest;
    }
}

/// sinc(x) sinc(x / 3), from `libm` so that every platform has the same sine.
pub(super) fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| {
        let angle = std::f64::consts::PI * x;
        if angle == 0.0 { 1.0 } else { libm::sin(angle) / angle }
    };
    if x.abs() < LOBES { sinc(x) * sinc(x / LOBES) } else { 0.0 }
}

/// One output row at the source's width: sums the rows from `first` on, from the sample `offset` on.
fn vertical(bitmap: &Bitmap, first: usize, weights: &[i32], offset: usize, middle: &mut [i16]) {
    const SHIFT: u32 = WEIGHT_BITS - MIDDLE_BITS;
    const HALF: i32 = 1 << (SHIFT - 1);
    let stride = bitmap.width_px() as usize * 3;
    let rgb = &bitmap.rgb()[first * stride + offset..];
    let (tiles, rest) = middle.as_chunks_mut::<TILE>();
    for (i, tile) in tiles.iter_mut().enumerate() {
        let mut sums = [HALF; TILE];
        for (row, &weight) in weights.iter().enumerate() {
            let samples: &[u8; TILE] = rgb[row * stride + i * TILE..].first_chunk().expect("a tile is within its row");
            for (sum, &sample) in sums.iter_mut().zip(samples) {
                *sum += i32::from(sample) * weight;
            }
        }
        for (out, sum) in tile.iter_mut().zip(sums) {
            *out = (sum >> SHIFT) as i16;
        }
    }
    let done = tiles.len() * TILE;
    for (i, out) in rest.iter_mut().enumerate() {
        let column = rgb[done + i..].iter().step_by(stride);
        let sum: i32 = column.zip(weights).map(|(&sample, &weight)| i32::from(sample) * weight).sum();
        *out = ((sum + HALF) >> SHIFT) as i16;
    }
}

/// From the source's width to the output's. `offset` is the source position of the first sample of `middle`.
fn horizontal(middle: &[i16], columns: &Taps, offset: usize, out: &mut [u8]) {
    const SHIFT: u32 = WEIGHT_BITS + MIDDLE_BITS;
    const HALF: i32 = 1 << (SHIFT - 1);
    for (x, pixel) in out.chunks_exact_mut(3).enumerate() {
        let (first, weights) = columns.at(x);
        let (samples, _) = middle[(first - offset) * 3..].as_chunks::<3>();
        let mut sums = [HALF; 3];
        for (sample, &weight) in samples.iter().zip(weights) {
            for c in 0..3 {
                sums[c] += i32::from(sample[c]) * weight;
            }
        }
        for c in 0..3 {
            pixel[c] = (sums[c] >> SHIFT).clamp(0, 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bitmap(width: u32, height: u32, mut f: impl FnMut(u32, u32) -> [u8; 3]) -> Bitmap {
        let rgb = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| f(x, y)).collect();
        Bitmap::new(width, height, rgb).unwrap()
    }

    fn rect(left: f64, top: f64, width: f64, height: f64) -> Rect {
        Rect { left, top, width, height }
    }

    #[test]
    fn flat_areas_keep_their_value_to_every_edge() {
        for value in [0, 1, 127, 128, 254, 255] {
            let source = bitmap(97, 61, |_, _| [value; 3]);
            for (crop, width, height) in [
                (Rect { left: 0.0, top: 0.0, width: 97.0, height: 61.0 }, 41, 53),
                (rect(0.3, 0.7, 96.7, 60.3), 30, 20),
                (rect(10.5, 3.25, 20.0, 20.0), 90, 77),
                (rect(96.0, 60.0, 1.0, 1.0), 5, 5),
                (rect(0.0, 0.0, 97.0, 61.0), 1, 1),
            ] {
                let out = resize(&source, crop, width, height).unwrap();
                assert_eq!((out.width_px(), out.height_px()), (width, height));
                assert!(out.rgb().iter().all(|&v| v == value), "{value} {crop:?}");
            }
        }
    }

    #[test]
    fn a_black_frame_outside_a_crop_hardly_shows_but_the_picture_edge_never_does() {
        // White to the bitmap's edge: the output's edge is white too, at whatever fraction.
        let source = bitmap(400, 400, |x, _| if x > 200 { [255; 3] } else { [0; 3] });
        let out = resize(&source, rect(250.25, 0.0, 149.75, 400.0), 101, 73).unwrap();
        assert!(out.rgb().iter().all(|&v| v == 255));
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let source = bitmap(37, 23, |x, y| [(x * 7) as u8, (y * 11) as u8, (x * y) as u8]);
        assert_eq!(resize(&source, rect(0.0, 0.0, 37.0, 23.0), 37, 23).unwrap(), source);
        // A whole-pixel crop without scaling copies.
        let out = resize(&source, rect(5.0, 3.0, 20.0, 11.0), 20, 11).unwrap();
        for y in 0..11 {
            for x in 0..20 {
                assert_eq!(out.pixel(x, y), source.pixel(x + 5, y + 3));
            }
        }
    }

    #[test]
    fn a_ramp_stays_a_ramp() {
        // Lanczos reproduces a straight ramp away from the edges; a shift of half a pixel would show.
        let source = bitmap(256, 64, |x, _| [x as u8; 3]);
        let out = resize(&source, rect(0.0, 0.0, 256.0, 64.0), 64, 16).unwrap();
        for x in 4..60 {
            let want = x as f64 * 4.0 + 1.5;
            assert!((f64::from(out.pixel(x, 8)[0]) - want).abs() <= 1.0, "{x}: {:?} {want}", out.pixel(x, 8));
        }
    }

    #[test]
    fn a_fine_pattern_becomes_grey_and_does_not_alias() {
        let source = bitmap(300, 300, |x, y| [if (x + y) % 2 == 0 { 255 } else { 0 }; 3]);
        let out = resize(&source, rect(0.0, 0.0, 300.0, 300.0), 97, 97).unwrap();
        let inner = (5..92).flat_map(|y| (5..92).map(move |x| (x, y)));
        for (x, y) in inner {
            assert!((126..=129).contains(&out.pixel(x, y)[0]), "{:?}", out.pixel(x, y));
        }
    }

    #[test]
    fn impossible_requests_are_misuse() {
        let source = bitmap(10, 10, |_, _| [0; 3]);
        let whole = rect(0.0, 0.0, 10.0, 10.0);
        for (crop, width, height) in [
            (whole, 0, 5),
            (whole, 5, 0),
            (whole, 20_000, 1),
            (rect(0.0, 0.0, 11.0, 10.0), 5, 5),
            (rect(-1.0, 0.0, 5.0, 5.0), 5, 5),
            (rect(2.0, 2.0, 0.0, 5.0), 5, 5),
            (rect(f64::NAN, 0.0, 5.0, 5.0), 5, 5),
            (rect(0.0, 0.0, f64::INFINITY, 5.0), 5, 5),
        ] {
            let error = resize(&source, crop, width, height).unwrap_err();
            assert!(matches!(error.kind, crate::error::Kind::Misuse(_)), "{crop:?}");
        }
    }

    #[test]
    fn weights_sum_to_one() {
        for (start, length, out, source) in [(0.0, 4032.0, 531, 4032), (0.4, 9.2, 700, 10), (3.0, 1.0, 1, 5)] {
            let taps = Taps::new(start, length, out, source);
            for i in 0..out as usize {
                let (first, weights) = taps.at(i);
                assert_eq!(weights.iter().sum::<i32>(), 1 << WEIGHT_BITS);
                assert!(first + weights.len() <= source as usize);
            }
        }
    }
}

//! Crop, turn by any angle and resample in one pass. The kernel, its whole numbers and its sRGB values are those of
//! [`super::resize`], so a turned photo looks like one that was not turned.

use super::bitmap::Bitmap;
use super::rect::Rect;
use super::resize::{LOBES, MIDDLE_BITS, WEIGHT_BITS, check_size, lanczos, resize, whole_weights};
use crate::error::{Error, Result, Stage};

/// Positions between two pixels that have weights of their own: a sample is read at most 1/512 of a pixel beside its place.
const PHASES: usize = 256;
/// Source pixels across and down that an output pixel is made of. The decoder leaves at most 2.3 source pixels per output
/// pixel, and 14 hold the kernel for those. One number for all reductions: a copy of the inner loop for each would make the
/// module larger.
const TAPS: usize = 14;
const SAMPLES: usize = 3 * TAPS;
/// A larger reduction, in source pixels per output pixel, is begun by [`resize`].
const MAX_STEP: f64 = (TAPS / 2) as f64 / LOBES;

/// Resamples the part of `bitmap` under `crop`, once that is turned clockwise by `lean_rad` about its middle, to exactly
/// `width_px` x `height_px`. The result is turned back: what leans clockwise by `lean_rad` stands straight. Outside of the
/// bitmap its edge pixels are repeated.
///
/// # Errors
/// `Misuse` if the crop has no area or its middle is outside the bitmap, the angle is no number, or a side is 0 or above
/// 16,384 px.
pub fn resize_turned(bitmap: &Bitmap, crop: Rect, lean_rad: f64, width_px: u32, height_px: u32) -> Result<Bitmap> {
    check_size(width_px, height_px)?;
    let middle = (crop.centre_x(), crop.centre_y());
    let is_inside = (0.0..=f64::from(bitmap.width_px())).contains(&middle.0)
        && (0.0..=f64::from(bitmap.height_px())).contains(&middle.1);
    let is_finite = crop.width.is_finite() && crop.height.is_finite() && lean_rad.is_finite();
    if !(is_inside && is_finite && crop.width > 0.0 && crop.height > 0.0) {
        let why = format!("crop {crop:?} leans by {lean_rad} in {} x {}", bitmap.width_px(), bitmap.height_px());
        return Err(Error::misuse(Stage::Resize, why));
    }
    let step = (crop.width / f64::from(width_px)).max(crop.height / f64::from(height_px));
    if step > MAX_STEP {
        let (smaller, crop) = reduced(bitmap, crop, (step / MAX_STEP).ceil())?;
        return resize_turned(&smaller, crop, lean_rad, width_px, height_px);
    }
    let turn = Turn { crop, sine: libm::sin(lean_rad), cosine: libm::cos(lean_rad), width_px, height_px };
    let stretch = step.max(1.0);
    let rgb = turn.sampled(bitmap, stretch);
    Bitmap::new(width_px, height_px, rgb)
}

/// Reduces the bitmap by a whole factor a side; the few lines that do not fill a pixel of the result are left out.
fn reduced(bitmap: &Bitmap, crop: Rect, factor: f64) -> Result<(Bitmap, Rect)> {
    let (width, height) = (f64::from(bitmap.width_px()), f64::from(bitmap.height_px()));
    let side = |length: f64| (length / factor).floor().max(1.0);
    let (columns, rows) = (side(width), side(height));
    let used = Rect { left: 0.0, top: 0.0, width: (columns * factor).min(width), height: (rows * factor).min(height) };
    Ok((resize(bitmap, used, columns as u32, rows as u32)?, crop.scaled(1.0 / factor)))
}

/// Where the output's pixels are in the source.
struct Turn {
    crop: Rect,
    sine: f64,
    cosine: f64,
    width_px: u32,
    height_px: u32,
}

impl Turn {
    fn sampled(&self, bitmap: &Bitmap, stretch: f64) -> Vec<u8> {
        let kernel = Kernel::new(stretch);
        let mut rgb = Vec::with_capacity(self.width_px as usize * self.height_px as usize * 3);
        for row in 0..self.height_px {
            for column in 0..self.width_px {
                let (x, y) = self.place(column, row);
                rgb.extend(sample(bitmap, kernel.at(x), kernel.at(y)));
            }
        }
        rgb
    }

    /// The middle of an output pixel, in source pixels whose middles are whole numbers.
    fn place(&self, column: u32, row: u32) -> (f64, f64) {
        let Rect { left, top, width, height } = self.crop;
        let across = (f64::from(column) + 0.5) / f64::from(self.width_px) * width - width / 2.0;
        let down = (f64::from(row) + 0.5) / f64::from(self.height_px) * height - height / 2.0;
        (
            left + width / 2.0 + across * self.cosine - down * self.sine - 0.5,
            top + height / 2.0 + across * self.sine + down * self.cosine - 0.5,
        )
    }
}

/// Weights of `TAPS` pixels about a place, for each phase.
struct Kernel {
    weights: Vec<[i32; TAPS]>,
}

/// First source pixel, and the weight of it and of those behind it.
type Taps<'a> = (i64, &'a [i32; TAPS]);

impl Kernel {
    fn new(stretch: f64) -> Self {
        let weights = |phase: usize| {
            let place = (TAPS / 2 - 1) as f64 + phase as f64 / PHASES as f64;
            let exact: [f64; TAPS] = std::array::from_fn(|tap| lanczos((tap as f64 - place) / stretch));
            let mut whole = [0; TAPS];
            whole_weights(&exact, &mut whole);
            whole
        };
        Self { weights: (0..PHASES).map(weights).collect() }
    }

    fn at(&self, place: f64) -> Taps<'_> {
        let phases = (place * PHASES as f64).round() as i64;
        let (pixel, phase) = (phases.div_euclid(PHASES as i64), phases.rem_euclid(PHASES as i64));
        (pixel + 1 - (TAPS / 2) as i64, &self.weights[phase as usize])
    }
}

/// One output pixel: first down, then across.
fn sample(bitmap: &Bitmap, (left, across): Taps<'_>, (top, down): Taps<'_>) -> [u8; 3] {
    const DOWN_SHIFT: u32 = WEIGHT_BITS - MIDDLE_BITS;
    const ACROSS_SHIFT: u32 = WEIGHT_BITS + MIDDLE_BITS;
    let (last_column, last_row) = (i64::from(bitmap.width_px()) - 1, i64::from(bitmap.height_px()) - 1);
    let is_inside = left >= 0 && left + TAPS as i64 - 1 <= last_column;
    let mut sums = [1 << (DOWN_SHIFT - 1); SAMPLES];
    for (i, &weight) in down.iter().enumerate() {
        let row = bitmap.row((top + i as i64).clamp(0, last_row) as u32);
        let repeated: [u8; SAMPLES];
        let samples: &[u8; SAMPLES] = if is_inside {
            row[left as usize * 3..].first_chunk().expect("the taps are within their row")
        } else {
            let column = |tap: usize| (left + tap as i64).clamp(0, last_column) as usize;
            repeated = std::array::from_fn(|s| row[column(s / 3) * 3 + s % 3]);
            &repeated
        };
        for (sum, &sample) in sums.iter_mut().zip(samples) {
            *sum += i32::from(sample) * weight;
        }
    }
    let mut pixel = [1 << (ACROSS_SHIFT - 1); 3];
    for (sample, &weight) in sums.as_chunks::<3>().0.iter().zip(across) {
        for (sum, &value) in pixel.iter_mut().zip(sample) {
            *sum += (value >> DOWN_SHIFT) * weight;
        }
    }
    pixel.map(|sum: i32| (sum >> ACROSS_SHIFT).clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bitmap(width: u32, height: u32, f: impl Fn(f64, f64) -> f64) -> Bitmap {
        let at = |i: u32| f(f64::from(i % width) + 0.5, f64::from(i / width) + 0.5).round().clamp(0.0, 255.0) as u8;
        Bitmap::new(width, height, (0..width * height).flat_map(|i| [at(i), 255 - at(i), 7]).collect()).unwrap()
    }

    /// Soft stripes that run down, or lean clockwise by an angle, about the middle of 400 x 400 pixels.
    fn stripes(lean_rad: f64, period: f64) -> impl Fn(f64, f64) -> f64 {
        let (sine, cosine) = (libm::sin(lean_rad), libm::cos(lean_rad));
        move |x, y| {
            let across = (x - 200.0) * cosine + (y - 200.0) * sine;
            128.0 + 100.0 * libm::sin(across * std::f64::consts::TAU / period)
        }
    }

    fn largest_difference(a: &Bitmap, b: &Bitmap) -> u8 {
        a.rgb().iter().zip(b.rgb()).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
    }

    #[test]
    fn a_leaning_pattern_comes_out_straight() {
        let crop = Rect { left: 80.0, top: 60.0, width: 240.0, height: 280.0 };
        for lean_deg in [-10.0f64, -3.0, 0.7, 5.0, 8.0] {
            for (width, height) in [(240, 280), (180, 210), (120, 140), (96, 112), (60, 70), (300, 350)] {
                let leaning = bitmap(400, 400, stripes(lean_deg.to_radians(), 24.0));
                let straight = bitmap(400, 400, stripes(0.0, 24.0));
                let turned = resize_turned(&leaning, crop, lean_deg.to_radians(), width, height).unwrap();
                let wanted = resize(&straight, crop, width, height).unwrap();
                let apart = largest_difference(&turned, &wanted);
                assert!(apart <= 3, "{lean_deg} degrees, {width} x {height}: {apart}");
            }
        }
    }

    #[test]
    fn without_a_lean_it_is_the_same_as_resize() {
        let picture = bitmap(400, 400, stripes(0.4, 5.0));
        let crop = Rect { left: 83.25, top: 60.5, width: 240.0, height: 280.0 };
        for (width, height) in [(240, 280), (200, 233), (130, 152)] {
            let [a, b] = [resize_turned(&picture, crop, 0.0, width, height), resize(&picture, crop, width, height)]
                .map(Result::unwrap);
            assert!(largest_difference(&a, &b) <= 2, "{width} x {height}: {}", largest_difference(&a, &b));
        }
    }

    #[test]
    fn flat_areas_keep_their_value_to_every_edge() {
        for value in [0, 1, 127, 255] {
            let flat = Bitmap::new(60, 50, vec![value; 60 * 50 * 3]).unwrap();
            for (width, height) in [(60, 50), (20, 17), (7, 6), (90, 75)] {
                let crop = Rect { left: 0.0, top: 0.0, width: 60.0, height: 50.0 };
                let out = resize_turned(&flat, crop, 0.15, width, height).unwrap();
                assert!(out.rgb().iter().all(|&v| v == value), "{value} at {width} x {height}");
            }
        }
    }

    #[test]
    fn a_fine_pattern_becomes_grey_and_does_not_alias() {
        let fine = bitmap(400, 400, |x, y| if (x as u32 + y as u32).is_multiple_of(2) { 255.0 } else { 0.0 });
        let crop = Rect { left: 50.0, top: 50.0, width: 300.0, height: 300.0 };
        for side in [200, 140, 97] {
            let out = resize_turned(&fine, crop, 0.12, side, side).unwrap();
            assert!(out.rgb().chunks(3).all(|p| (118..=138).contains(&p[0])), "{side}");
        }
    }

    #[test]
    fn impossible_requests_are_misuse() {
        let picture = Bitmap::new(10, 10, vec![0; 300]).unwrap();
        let whole = Rect { left: 0.0, top: 0.0, width: 10.0, height: 10.0 };
        let cases = [
            (whole, 0.1, 0, 5),
            (whole, 0.1, 5, 20_000),
            (whole, f64::NAN, 5, 5),
            (Rect { width: 0.0, ..whole }, 0.1, 5, 5),
            (Rect { left: f64::NAN, ..whole }, 0.1, 5, 5),
            (Rect { left: 20.0, ..whole }, 0.1, 5, 5),
            (Rect { height: f64::INFINITY, ..whole }, 0.1, 5, 5),
        ];
        for (crop, lean_rad, width, height) in cases {
            let error = resize_turned(&picture, crop, lean_rad, width, height).unwrap_err();
            assert!(matches!(error.kind, crate::error::Kind::Misuse(_)), "{crop:?}");
        }
    }
}

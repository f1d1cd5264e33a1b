//! The perceptual hash of a picture.
//!
//! The lowest 8 x 8 frequencies of a discrete cosine transform of 32 x 32 grey levels, each a bit: above the median or not
//! (the "pHash" of Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", section 4.2.1). The
//! mean and the first row and column are left out: they depend on the light, not on the document.

use crate::fingerprint::Fingerprint;
use crate::material::grey::{self, Grey};

const SIDE: usize = 32;
const KEPT: usize = 8;

/// Returns the hash of a picture.
pub(super) fn fingerprint(grey: &Grey) -> Fingerprint {
    let small = square(grey);
    let basis: [[f32; SIDE]; KEPT] = std::array::from_fn(|k| {
        std::array::from_fn(|i| libm::cosf(std::f32::consts::PI * (k + 1) as f32 * (i as f32 + 0.5) / SIDE as f32))
    });
    // Rows first: one value per row and horizontal frequency.
    let rows: [[f32; KEPT]; SIDE] = std::array::from_fn(|y| {
        std::array::from_fn(|k| (0..SIDE).map(|x| basis[k][x] * f32::from(small[y * SIDE + x])).sum())
    });
    let mut values = [0f32; KEPT * KEPT];
    for (i, value) in values.iter_mut().enumerate() {
        *value = (0..SIDE).map(|y| basis[i / KEPT][y] * rows[y][i % KEPT]).sum();
    }
    let mut sorted = values;
    sorted.sort_unstable_by(f32::total_cmp);
    let median = (sorted[31] + sorted[32]) / 2.0;
    Fingerprint(values.iter().enumerate().fold(0, |bits, (i, &v)| bits | u64::from(v > median) << i))
}

/// Returns 32 x 32 levels. A smaller picture is enlarged by repeating pixels.
fn square(grey: &Grey) -> Vec<u8> {
    let (width, height) = (grey.width.min(SIDE), grey.height.min(SIDE));
    let less = grey::resampled(grey, width, height);
    let at = |x: usize, y: usize| less.levels[(y * height / SIDE) * width + x * width / SIDE];
    (0..SIDE * SIDE).map(|i| at(i % SIDE, i / SIDE)).collect()
}

//! How far a head leans, by the mirror symmetry of a face.
//!
//! The face box is turned in thought until its left half, mirrored, fits its right half best. Local contrast is compared
//! rather than brightness, so that light from one side does not tip the answer. Reisfeld and others measure faces so.

use super::luma::luma_of;
use crate::codec::bitmap::Bitmap;
use crate::codec::rect::Rect;

/// Samples across the face box.
const SIDE: usize = 56;
/// Half the side of the window that local contrast is taken over.
const WINDOW: usize = 7;
/// Leans searched, in degrees either way. The detector sees no face beyond.
const MAX_ROLL_DEG: f32 = 24.0;
/// Offsets of the mirror axis searched, in samples either way.
const MAX_OFFSET: f32 = 8.0;
/// A lean or an offset must earn itself: two optima of nearly the same height are common on beards and side light.
const PRIOR_PER_DEG: f32 = 0.003;
const PRIOR_PER_SAMPLE: f32 = 0.005;

/// Degrees that the head leans clockwise from upright.
pub(super) fn roll_deg(bitmap: &Bitmap, face: Rect) -> f32 {
    let contrast = local_contrast(&sample(bitmap, face));
    let mut best = (f32::MIN, 0.0, 0.0);
    // Coarse, finer, finest: lean and axis together.
    for (reach_deg, step_deg, reach, step) in
        [(MAX_ROLL_DEG, 2.0, MAX_OFFSET, 2.0), (1.5, 0.5, 1.0, 1.0), (0.25, 0.25, 0.5, 0.5)]
    {
        let (_, deg, offset) = best;
        for d in steps(deg, reach_deg, step_deg) {
            for o in steps(offset, reach, step) {
                let s = symmetry(&contrast, d, o) - PRIOR_PER_DEG * d.abs() - PRIOR_PER_SAMPLE * o.abs();
                if s > best.0 {
                    best = (s, d, o);
                }
            }
        }
    }
    best.1
}

fn steps(middle: f32, reach: f32, step: f32) -> impl Iterator<Item = f32> {
    let n = (reach / step) as i32;
    (-n..=n).map(move |i| middle + i as f32 * step)
}

/// Luma of the face box on a fixed grid; the nearest pixel where the box leaves the picture.
fn sample(bitmap: &Bitmap, face: Rect) -> Vec<f32> {
    let cell = face.width / SIDE as f64;
    // A few pixels a sample are averaged, so that grain does not speak.
    let taps = (cell.round() as i64).clamp(1, 4);
    let mut out = Vec::with_capacity(SIDE * SIDE);
    let clamp = |v: f64, side: u32| (v.max(0.0) as u32).min(side - 1);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let mut sum = 0u32;
            for ty in 0..taps {
                for tx in 0..taps {
                    let x = face.left + (column as f64 + (tx as f64 + 0.5) / taps as f64) * cell;
                    let y = face.top + (row as f64 + (ty as f64 + 0.5) / taps as f64) * cell;
                    let pixel = bitmap.pixel(clamp(x, bitmap.width_px()), clamp(y, bitmap.height_px()));
                    sum += u32::from(luma_of(&pixel));
                }
            }
            out.push(sum as f32 / (taps * taps) as f32);
        }
    }
    out
}

/// Subtracts the mean of the neighbourhood and divides by its deviation.
fn local_contrast(luma: &[f32]) -> Vec<f32> {
    // Keeps noise in flat skin small: one step of noise is worth a tenth of an edge.
    const FLOOR: f32 = 8.0;
    let mut out = Vec::with_capacity(luma.len());
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
            for y in row.saturating_sub(WINDOW)..(row + WINDOW + 1).min(SIDE) {
                for &v in &luma[y * SIDE + column.saturating_sub(WINDOW)..y * SIDE + (column + WINDOW + 1).min(SIDE)] {
                    sum += v;
                    squares += v * v;
                    count += 1.0;
                }
            }
            let mean = sum / count;
            let deviation = (squares / count - mean * mean).max(0.0).sqrt();
            out.push((luma[row * SIDE + column] - mean) / (deviation + FLOOR));
        }
    }
    out
}

/// Correlation of the face with its mirror image about an axis through the middle, moved sideways and turned.
fn symmetry(contrast: &[f32], deg: f32, offset: f32) -> f32 {
    let (sin, cos) = (libm::sinf(deg.to_radians()), libm::cosf(deg.to_radians()));
    let middle = (SIDE as f32 - 1.0) / 2.0;
    // Along the axis downwards, and across it; clockwise in a picture whose y grows downwards.
    let at = |along: f32, across: f32| {
        let x = middle + (offset + across) * cos - along * sin;
        let y = middle + (offset + across) * sin + along * cos;
        bilinear(contrast, x, y)
    };
    let (mut product, mut power) = (0.0, 1e-6);
    let reach = SIDE as i32 / 2 - 3;
    for along in (-reach..=reach).step_by(2) {
        for across in (2..reach).step_by(2) {
            let (left, right) = (at(along as f32, -across as f32), at(along as f32, across as f32));
            product += left * right;
            power += (left * left + right * right) / 2.0;
        }
    }
    product / power
}

fn bilinear(samples: &[f32], x: f32, y: f32) -> f32 {
    let last = (SIDE - 1) as f32;
    if !(0.0..last).contains(&x) || !(0.0..last).contains(&y) {
        return 0.0;
    }
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let i = y0 * SIDE + x0;
    let top = samples[i] * (1.0 - fx) + samples[i + 1] * fx;
    let bottom = samples[i + SIDE] * (1.0 - fx) + samples[i + SIDE + 1] * fx;
    top * (1.0 - fy) + bottom * fy
}

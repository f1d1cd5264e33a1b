//! The forward transform of one 8 x 8 block, in single precision and in one fixed order of operations.
//!
//! The factorisation is that of Arai, Agui and Nakajima, "A fast DCT-SQ scheme for images" (Trans. IEICE E71, 1988):
//! five multiplications for eight samples, the scale of each output left to a last pass. Nothing here may be fused or
//! reordered: the bytes must be the same on every platform.

use crate::codec::zigzag::ZIGZAG;

/// Stored coefficients are in sixteenths: `blocks` of the encoder keeps them as `i16`, and none passes 1024 in size.
pub(super) const UNITS: f32 = 16.0;

/// [`ZIGZAG`] for coefficients that are stored column by column.
const ZIGZAG_BY_COLUMN: [u8; 64] = {
    let (mut out, mut k) = (ZIGZAG, 0);
    while k < 64 {
        out[k] = ZIGZAG[k] % 8 * 8 + ZIGZAG[k] / 8;
        k += 1;
    }
    out
};

/// Eight numbers side by side.
pub(super) type Lanes = [f32; 8];

/// Rows of samples (level shift done) to coefficients in zigzag order, in units of 1/[`UNITS`].
pub(super) fn forward(samples: &[Lanes; 8]) -> [i16; 64] {
    let vertical = eight(samples);
    let horizontal = eight(&transposed(&vertical));
    // Column by column.
    let mut rounded = [[0i16; 8]; 8];
    for ((out, values), across) in rounded.iter_mut().zip(&horizontal).zip(SCALE) {
        for ((out, value), down) in out.iter_mut().zip(values).zip(SCALE) {
            *out = nearest(value * (across * down * (UNITS / 8.0)));
        }
    }
    let columns = rounded.as_flattened();
    let mut out = [0i16; 64];
    for (out, &position) in out.iter_mut().zip(&ZIGZAG_BY_COLUMN) {
        *out = columns[usize::from(position & 63)];
    }
    out
}

/// The nearest whole number, ties to even, of what an `i16` holds. Adding 1.5 * 2^23 leaves it in the low bits: a few
/// operations on all lanes, where `round_ties_even` is a call for each number on some targets.
pub(super) fn nearest(value: f32) -> i16 {
    (value + 12_582_912.0).to_bits() as i16
}

fn transposed(a: &[Lanes; 8]) -> [Lanes; 8] {
    let mut out = [[0.0; 8]; 8];
    for (y, row) in a.iter().enumerate() {
        for (x, &value) in row.iter().enumerate() {
            out[x][y] = value;
        }
    }
    out
}

/// One over the factor that [`eight`] leaves on each output: `1 / (cos(k pi / 16) sqrt(2))`, and 1 for k = 0.
const SCALE: Lanes = [1.0, 0.720_959_8, 0.765_366_85, 0.850_430_1, 1.0, 1.272_758_5, 1.847_759_1, 3.624_509_8];

/// Eight transforms of eight samples side by side, each output k still to be multiplied by `SCALE[k]`.
fn eight(s: &[Lanes; 8]) -> [Lanes; 8] {
    const C4: f32 = 0.707_106_77; // cos(4 pi / 16)
    const C6: f32 = 0.382_683_43; // cos(6 pi / 16)
    const C2_MINUS_C6: f32 = 0.541_196_1;
    const C2_PLUS_C6: f32 = 1.306_563;
    let mut out = [[0.0; 8]; 8];
    for i in 0..8 {
        let sum = |a: usize| s[a][i] + s[7 - a][i];
        let difference = |a: usize| s[a][i] - s[7 - a][i];

        let (even0, even1) = (sum(0) + sum(3), sum(1) + sum(2));
        let (odd0, odd1) = (sum(0) - sum(3), sum(1) - sum(2));
        let turned = (odd0 + odd1) * C4;
        out[0][i] = even0 + even1;
        out[4][i] = even0 - even1;
        out[2][i] = odd0 + turned;
        out[6][i] = odd0 - turned;

        let a = difference(3) + difference(2);
        let b = difference(2) + difference(1);
        let c = difference(1) + difference(0);
        let common = (a - c) * C6;
        let low = C2_MINUS_C6 * a + common;
        let high = C2_PLUS_C6 * c + common;
        let middle = b * C4;
        let (plus, minus) = (difference(0) + middle, difference(0) - middle);
        out[5][i] = minus + low;
        out[3][i] = minus - low;
        out[1][i] = plus + high;
        out[7][i] = plus - high;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, ITU T.81 A.3.3.
    fn by_definition(s: &[f32; 64]) -> [f64; 64] {
        let mut out = [0.0; 64];
        for (k, out) in out.iter_mut().enumerate() {
            let (v, u) = (usize::from(ZIGZAG[k]) / 8, usize::from(ZIGZAG[k]) % 8);
            let norm = |n: usize| if n == 0 { std::f64::consts::FRAC_1_SQRT_2 } else { 1.0 };
            for y in 0..8 {
                for x in 0..8 {
                    let wave =
                        |n: usize, at: usize| (std::f64::consts::PI * n as f64 * (2 * at + 1) as f64 / 16.0).cos();
                    *out += f64::from(s[y * 8 + x]) * wave(u, x) * wave(v, y) * norm(u) * norm(v) / 4.0;
                }
            }
        }
        out
    }

    #[test]
    fn agrees_with_the_definition() {
        let mut state = 1u32;
        for round in 0..50 {
            let mut samples = [0.0; 64];
            for s in &mut samples {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *s = if round < 25 { (state >> 24) as f32 - 128.0 } else { [-128.0, 127.0][(state >> 31) as usize] };
            }
            let want = by_definition(&samples);
            let (rows, _) = samples.as_chunks::<8>();
            for (k, &got) in forward(rows.try_into().unwrap()).iter().enumerate() {
                assert!((f64::from(got) / 16.0 - want[k]).abs() < 0.04, "{k}: {got} {}", want[k]);
            }
        }
    }

    #[test]
    fn the_largest_coefficient_fits() {
        for value in [-128.0f32, 127.0] {
            assert_eq!(forward(&[[value; 8]; 8])[0], (value * 8.0 * UNITS) as i16);
        }
    }
}

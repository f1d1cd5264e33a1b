//! Coefficients to samples: the inverse DCT of 8 x 8 at full size, and of the lowest 4 x 4, 2 x 2 or 1 coefficients for
//! a reduced picture.
//!
//! The 8 x 8 transform is that of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with 13-bit constants and the rounding
//! of libjpeg's accurate integer method, so that a full-size picture equals Pillow's and Chromium's to the bit. The
//! reduced ones keep the low frequencies only (Dugad and Ahuja, IEEE CSVT 2001): a sharp low-pass, made before a pixel
//! exists. All arithmetic wraps: damaged files reach any value.

use std::num::Wrapping as W;

/// Bits after the point of the constants.
const CONST_BITS: usize = 13;
/// Bits that the first pass keeps for the second.
const PASS_BITS: usize = 2;

/// A constant with 13 bits after the point.
const fn fix(x: f64) -> W<i32> {
    W((x * (1 << CONST_BITS) as f64 + 0.5) as i32)
}

/// One block, in natural order, not yet multiplied by the quantiser.
pub(super) type Block = [i16; 64];

/// The last coefficient in zigzag order that a transform to `size` x `size` samples reads.
#[inline(always)]
pub(super) fn last_used(size: usize) -> usize {
    match size {
        8 => 63,
        4 => 24,
        2 => 4,
        _ => 0,
    }
}

/// Writes `size` x `size` samples (8, 4, 2 or 1) at the start of `out`, whose rows are `stride` apart.
#[inline]
pub(super) fn idct(size: usize, block: &Block, quantiser: &[u16; 64], dc_only: bool, out: &mut [u8], stride: usize) {
    if dc_only || size == 1 {
        // The result of each transform if all other coefficients are 0.
        let sample = clamp(((dequantised(block, quantiser, 0) + W(4)) >> 3) + W(128));
        for row in out.chunks_mut(stride).take(size) {
            row[..size].fill(sample);
        }
        return;
    }
    match size {
        8 => idct_8(block, quantiser, out, stride),
        4 => idct_4(block, quantiser, out, stride),
        _ => idct_2(block, quantiser, out, stride),
    }
}

#[inline(always)]
fn dequantised(block: &Block, quantiser: &[u16; 64], i: usize) -> W<i32> {
    W(i32::from(block[i])) * W(i32::from(quantiser[i]))
}

/// The lowest `N` coefficients of a column. A loop, since `array::from_fn` keeps the compiler from vectors.
#[inline(always)]
fn column<const N: usize>(block: &Block, quantiser: &[u16; 64], x: usize) -> [W<i32>; N] {
    let mut values = [W(0); N];
    for (y, value) in values.iter_mut().enumerate() {
        *value = dequantised(block, quantiser, y * 8 + x);
    }
    values
}

#[inline(always)]
fn clamp(sample: W<i32>) -> u8 {
    sample.0.clamp(0, 255) as u8
}

/// Divides by a power of two, rounding halves up.
#[inline(always)]
fn descale(value: W<i32>, bits: usize) -> W<i32> {
    (value + W(1 << (bits - 1))) >> bits
}

/// Eight values to eight, scaled up by 2^13 and by the square root of 8.
#[inline(always)]
fn transform_8(f: [W<i32>; 8]) -> [W<i32>; 8] {
    // Even part: a rotation of 2 and 6, a butterfly of 0 and 4.
    let shared = (f[2] + f[6]) * fix(0.541_196_100);
    let low = shared - f[6] * fix(1.847_759_065);
    let high = shared + f[2] * fix(0.765_366_865);
    let (sum, difference) = ((f[0] + f[4]) << CONST_BITS, (f[0] - f[4]) << CONST_BITS);
    let even = [sum + high, difference + low, difference - low, sum - high];
    // Odd part.
    let all = (f[7] + f[3] + f[5] + f[1]) * fix(1.175_875_602);
    let outer = (f[7] + f[1]) * -fix(0.899_976_223);
    let inner = (f[5] + f[3]) * -fix(2.562_915_447);
    let left = (f[7] + f[3]) * -fix(1.961_570_560) + all;
    let right = (f[5] + f[1]) * -fix(0.390_180_644) + all;
    let odd = [
        f[1] * fix(1.501_321_110) + outer + right,
        f[3] * fix(3.072_711_026) + inner + left,
        f[5] * fix(2.053_119_869) + inner + right,
        f[7] * fix(0.298_631_336) + outer + left,
    ];
    let mut out = [W(0); 8];
    for i in 0..4 {
        out[i] = even[i] + odd[i];
        out[7 - i] = even[i] - odd[i];
    }
    out
}

/// Columns, then rows, with the rounding between them that libjpeg has. Each loop is the same for eight columns or rows,
/// so that they run in vectors; a row leaves as two words for the same reason.
#[expect(clippy::needless_range_loop, reason = "x and y are what the loops are about")]
fn idct_8(block: &Block, quantiser: &[u16; 64], out: &mut [u8], stride: usize) {
    let mut middle = [[W(0); 8]; 8];
    for x in 0..8 {
        let values = transform_8(column(block, quantiser, x));
        for y in 0..8 {
            middle[y][x] = descale(values[y], CONST_BITS - PASS_BITS);
        }
    }
    let (mut left, mut right) = ([0; 8], [0; 8]);
    for y in 0..8 {
        let [a, b, c, d, e, f, g, h] = transform_8(middle[y]);
        left[y] = word([a, b, c, d]);
        right[y] = word([e, f, g, h]);
    }
    for (y, row) in out.chunks_mut(stride).take(8).enumerate() {
        row[..4].copy_from_slice(&left[y].to_le_bytes());
        row[4..8].copy_from_slice(&right[y].to_le_bytes());
    }
}

/// Four results of the second pass as samples, the first in the lowest byte.
#[inline(always)]
fn word(values: [W<i32>; 4]) -> u32 {
    let [a, b, c, d] = values;
    let sample = |v| (descale(v, CONST_BITS + PASS_BITS + 3) + W(128)).0.clamp(0, 255) as u32;
    sample(a) | sample(b) << 8 | sample(c) << 16 | sample(d) << 24
}

/// Four values to four, scaled up by 2^13 and by the square root of 8.
#[inline(always)]
fn transform_4(f: [W<i32>; 4]) -> [W<i32>; 4] {
    // sqrt(2) cos(pi/8) and sqrt(2) cos(3 pi/8).
    let (near, far) = (fix(1.306_562_965), fix(0.541_196_100));
    let (sum, difference) = ((f[0] + f[2]) << CONST_BITS, (f[0] - f[2]) << CONST_BITS);
    let outer = f[1] * near + f[3] * far;
    let inner = f[1] * far - f[3] * near;
    [sum + outer, difference + inner, difference - inner, sum - outer]
}

#[expect(clippy::needless_range_loop, reason = "x and y are what the loops are about")]
fn idct_4(block: &Block, quantiser: &[u16; 64], out: &mut [u8], stride: usize) {
    let mut middle = [[W(0); 4]; 4];
    for x in 0..4 {
        let values = transform_4(column(block, quantiser, x));
        for y in 0..4 {
            middle[y][x] = descale(values[y], CONST_BITS - PASS_BITS);
        }
    }
    let mut words = [0; 4];
    for y in 0..4 {
        words[y] = word(transform_4(middle[y]));
    }
    for (row, word) in out.chunks_mut(stride).zip(words) {
        row[..4].copy_from_slice(&word.to_le_bytes());
    }
}

fn idct_2(block: &Block, quantiser: &[u16; 64], out: &mut [u8], stride: usize) {
    let [a, b, c, d] = [
        dequantised(block, quantiser, 0),
        dequantised(block, quantiser, 1),
        dequantised(block, quantiser, 8),
        dequantised(block, quantiser, 9),
    ];
    let sample = |sum| clamp(descale(sum, 3) + W(128));
    let (above, below) = out.split_at_mut(stride);
    above[..2].copy_from_slice(&[sample(a + c + b + d), sample(a + c - b - d)]);
    below[..2].copy_from_slice(&[sample(a - c + b - d), sample(a - c - b + d)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, T.81 A.3.3, for `size` samples out of the lowest `size` x `size` coefficients.
    fn reference(size: usize, block: &Block) -> Vec<u8> {
        let scale = |k: usize| if k == 0 { 0.5f64.sqrt() } else { 1.0 };
        let wave = |k: usize, n: usize| {
            let angle = (2 * n + 1) as f64 * k as f64 * std::f64::consts::PI / (2 * size) as f64;
            scale(k) * libm::cos(angle)
        };
        let mut out = Vec::new();
        for y in 0..size {
            for x in 0..size {
                let mut sum = 0.0;
                for v in 0..size {
                    for u in 0..size {
                        sum += f64::from(block[v * 8 + u]) * wave(u, x) * wave(v, y);
                    }
                }
                out.push((sum / 4.0 + 128.0).round().clamp(0.0, 255.0) as u8);
            }
        }
        out
    }

    #[test]
    fn every_size_agrees_with_the_definition() {
        let mut seed = 1u32;
        for round in 0..200 {
            let block: Block = std::array::from_fn(|i| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let spread = 1 + 400 / (1 + i as i32 + round % 7);
                ((seed >> 8) as i32 % spread - spread / 2) as i16
            });
            for size in [8, 4, 2, 1] {
                let mut out = vec![0; size * (size + 3)];
                idct(size, &block, &[1; 64], false, &mut out, size + 3);
                let got: Vec<u8> = out.chunks(size + 3).flat_map(|row| row[..size].to_vec()).collect();
                for (got, want) in got.iter().zip(reference(size, &block)) {
                    assert!(got.abs_diff(want) <= 1, "{size}: {got} {want}");
                }
            }
        }
    }

    #[test]
    fn a_flat_block_is_the_same_by_every_way() {
        for dc in -1100..1100i16 {
            let mut block = [0; 64];
            block[0] = dc;
            for size in [8, 4, 2, 1] {
                let mut short = vec![0; size * size];
                idct(size, &block, &[1; 64], true, &mut short, size);
                let mut long = vec![0; size * size];
                idct(size, &block, &[1; 64], false, &mut long, size);
                assert_eq!(short, long, "dc {dc} size {size}");
            }
        }
    }

    #[test]
    fn no_value_panics() {
        for value in [i16::MIN, i16::MAX] {
            for size in [8, 4, 2, 1] {
                idct(size, &[value; 64], &[u16::MAX; 64], false, &mut [0; 64], 8);
            }
        }
    }
}

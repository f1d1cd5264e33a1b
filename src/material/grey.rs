//! A picture's luma at the sizes of the document checks.

use crate::codec::bitmap::{Bitmap, luma_of};

/// Longest side of a look, the picture that the document checks measure, in pixels. Print on a page that fills it is 8 to 30
/// pixels tall.
pub(super) const LOOK_MAX_SIDE_PX: usize = 1600;
/// A picture more than this many times as long as it is wide is no page but a strip: a long screenshot. Its look has as many
/// pixels as one of this shape, because its letters are as large as those of a page of its width.
const LONGEST_PAGE: usize = 2;

/// Grey levels, row-major.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grey {
    pub width: usize,
    pub height: usize,
    pub levels: Vec<u8>,
}

/// Returns the picture's luma, reduced by averaging so that no side is longer than `max_side`.
pub(super) fn grey(picture: &Bitmap, max_side: usize) -> Grey {
    let (width, height) = (picture.width_px() as usize, picture.height_px() as usize);
    let levels = picture.rgb().chunks_exact(3).map(luma_of).collect();
    reduced(&Grey { width, height, levels }, max_side)
}

/// Returns the picture's luma at the size of a look.
pub(super) fn look(picture: &Bitmap) -> Grey {
    let (width, height) = (picture.width_px() as usize, picture.height_px() as usize);
    let (long, short) = (width.max(height), width.min(height));
    let max_side = match long > LONGEST_PAGE * short {
        true => (LOOK_MAX_SIDE_PX * LOOK_MAX_SIDE_PX / LONGEST_PAGE * long / short).isqrt(),
        false => LOOK_MAX_SIDE_PX,
    };
    grey(picture, max_side)
}

/// Averages over areas, in integers: a side of n pixels becomes m <= n, each output pixel the mean of its area.
pub(super) fn resampled(from: &Grey, width: usize, height: usize) -> Grey {
    if (width, height) == (from.width, from.height) {
        return from.clone();
    }
    // Columns first, 8 fraction bits; then rows.
    let spans = spans(from.width, width);
    let mut thin = vec![0u16; width * from.height];
    for (row, out) in from.levels.chunks_exact(from.width).zip(thin.chunks_exact_mut(width)) {
        for (span, o) in spans.iter().zip(out) {
            let sum: u32 = row[span.first..].iter().zip(&span.weights).map(|(&v, &w)| u32::from(v) * w).sum();
            *o = (sum >> 8) as u16;
        }
    }
    let mut levels = vec![0u8; width * height];
    let mut sums = vec![0u32; width];
    for (span, out) in self::spans(from.height, height).iter().zip(levels.chunks_exact_mut(width)) {
        sums.fill(0);
        for (i, &w) in span.weights.iter().enumerate() {
            for (s, &v) in sums.iter_mut().zip(&thin[(span.first + i) * width..][..width]) {
                *s += u32::from(v) * w;
            }
        }
        for (o, s) in out.iter_mut().zip(&sums) {
            *o = ((s + (1 << 23)) >> 24).min(255) as u8;
        }
    }
    Grey { width, height, levels }
}

struct Span {
    first: usize,
    /// Shares of the output pixel, in 65536ths.
    weights: Vec<u32>,
}

fn spans(from: usize, to: usize) -> Vec<Span> {
    (0..to)
        .map(|i| {
            // In units of 1 / to of an input pixel everything is whole.
            let (a, b) = (i * from, (i + 1) * from);
            let (first, last) = (a / to, (b - 1) / to);
            let mut weights: Vec<u32> = (first..=last)
                .map(|p| {
                    let covered = b.min((p + 1) * to) - a.max(p * to);
                    (covered as u64 * 65536 / from as u64) as u32
                })
                .collect();
            let rest = 65536 - weights.iter().sum::<u32>();
            let middle = weights.len() / 2;
            weights[middle] += rest;
            Span { first, weights }
        })
        .collect()
}

/// Enlarges by a half, linearly: the net then reads print better that is too small for its first stride.
pub(super) fn enlarged(from: &Grey) -> Grey {
    let (width, height) = (from.width * 3 / 2, from.height * 3 / 2);
    let (across, down) = (blends(from.width, width), blends(from.height, height));
    let mut levels = Vec::with_capacity(width * height);
    for v in &down {
        let (a, b) =
            (&from.levels[v.first * from.width..][..from.width], &from.levels[v.second * from.width..][..from.width]);
        levels.extend(across.iter().map(|h| {
            let mix = |row: &[u8]| u32::from(row[h.first]) * (256 - h.share) + u32::from(row[h.second]) * h.share;
            ((mix(a) * (256 - v.share) + mix(b) * v.share + (1 << 15)) >> 16) as u8
        }));
    }
    Grey { width, height, levels }
}

struct Blend {
    first: usize,
    second: usize,
    /// Of the second, in 256ths.
    share: u32,
}

fn blends(from: usize, to: usize) -> Vec<Blend> {
    (0..to)
        .map(|i| {
            // The centre of output pixel i, in 256ths of an input pixel.
            let at = (((2 * i + 1) * from * 128) / to).saturating_sub(128);
            let first = (at / 256).min(from - 1);
            Blend { first, second: (first + 1).min(from - 1), share: (at % 256) as u32 }
        })
        .collect()
}

/// Reduces to at most `max_side`; a smaller picture stays unchanged.
pub(super) fn reduced(from: &Grey, max_side: usize) -> Grey {
    let long = from.width.max(from.height);
    if long <= max_side {
        return from.clone();
    }
    let side = |n: usize| ((n * max_side + long / 2) / long).max(1);
    resampled(from, side(from.width), side(from.height))
}

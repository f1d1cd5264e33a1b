//! Where to look: grey levels, halved again and again, and the squares of each level that are likeliest to hold text.

use super::net::SIDE;
use crate::codec::bitmap::Bitmap;

/// A cell of the text map, in pixels of its level.
const CELL: usize = 16;
/// A tile covers this many cells each way: 64 of its 65 pixels.
const CELLS: usize = SIDE / CELL;

/// Grey levels, row-major.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grey {
    pub width: usize,
    pub height: usize,
    pub levels: Vec<u8>,
}

/// The picture's luma, reduced by averaging so that no side is longer than `max_side`.
pub(super) fn grey(picture: &Bitmap, max_side: usize) -> Grey {
    let (width, height) = (picture.width_px() as usize, picture.height_px() as usize);
    // Weights of BT.601 in 256ths.
    let luma = |p: &[u8]| ((77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2]) + 128) >> 8) as u8;
    let levels = picture.rgb().chunks_exact(3).map(luma).collect();
    reduced(&Grey { width, height, levels }, max_side)
}

/// Averages over areas, in integers: a side of n pixels becomes m <= n, each output pixel the mean of what it covers.
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

/// Enlarges by a half, linearly: print too small for the net's first stride is read better so.
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

/// Reduces to at most `max_side`; a smaller picture stays as it is.
pub(super) fn reduced(from: &Grey, max_side: usize) -> Grey {
    let long = from.width.max(from.height);
    if long <= max_side {
        return from.clone();
    }
    let side = |n: usize| ((n * max_side + long / 2) / long).max(1);
    resampled(from, side(from.width), side(from.height))
}

/// One place to look, with how much detail it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub left: usize,
    pub top: usize,
    pub detail: f32,
}

/// At most `count` spots of a level, the most detailed first, spread over the picture: codes and photographs are full of
/// detail as well, and must not draw all the attention.
pub(super) fn spots(level: &Grey, count: usize) -> Vec<Spot> {
    let (cols, rows) = (level.width / CELL, level.height / CELL);
    if cols < CELLS || rows < CELLS {
        return vec![Spot { left: 0, top: 0, detail: 1.0 }];
    }
    let map = detail(level, cols, rows);
    // Summed over tiles at every second cell.
    let mut found: Vec<Spot> = Vec::new();
    let (spare_x, spare_y) =
        ((level.width - SIDE.min(level.width)) as f32, (level.height - SIDE.min(level.height)) as f32);
    let (nx, ny) = (cols - CELLS + 1, rows - CELLS + 1);
    for y in 0..ny {
        for x in 0..nx {
            let sum: f32 = (y..y + CELLS).map(|r| map[r * cols + x..][..CELLS].iter().sum::<f32>()).sum();
            let at = |i: usize, n: usize, spare: f32| {
                if n > 1 { (i as f32 * spare / (n - 1) as f32) as usize } else { (spare / 2.0) as usize }
            };
            found.push(Spot { left: at(x, nx, spare_x), top: at(y, ny, spare_y), detail: sum });
        }
    }
    let floor = found.iter().map(|s| s.detail).fold(0.0, f32::max) * 0.15;
    found.retain(|s| s.detail > floor.max(1.0));
    let far = (level.width.max(level.height) / 3).max(SIDE) as f32;
    let mut chosen: Vec<Spot> = Vec::new();
    while chosen.len() < count {
        let Some(best) = found
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.detail.total_cmp(&b.1.detail).then(b.0.cmp(&a.0)))
            .map(|(_, s)| *s)
        else {
            break;
        };
        // What lies near loses weight; what overlaps by more than a third is dropped.
        for s in &mut found {
            let (dx, dy) = (s.left.abs_diff(best.left), s.top.abs_diff(best.top));
            let gap = dx.max(dy) as f32;
            if dx.max(dy) < SIDE * 2 / 3 {
                s.detail = 0.0;
            } else if gap < far {
                s.detail *= 0.6 + 0.4 * gap / far;
            }
        }
        found.retain(|s| s.detail > 0.0);
        chosen.push(best);
    }
    chosen
}

/// For each cell, how much of it is strokes: slopes count up to a bound, so that a stamp or a shadow's edge weighs no more than
/// pale print.
fn detail(level: &Grey, cols: usize, rows: usize) -> Vec<f32> {
    const BOUND: u32 = 40;
    const NOISE: u32 = 6;
    let mut map = vec![0.0f32; cols * rows];
    for y in 0..rows * CELL - 1 {
        let row = &level.levels[y * level.width..][..level.width];
        let below = &level.levels[(y + 1) * level.width..][..level.width];
        for (c, cell) in map[y / CELL * cols..][..cols].iter_mut().enumerate() {
            let (x0, x1) = (c * CELL, ((c + 1) * CELL).min(level.width - 1));
            let mut sum = 0;
            for x in x0..x1 {
                let across = u32::from(row[x].abs_diff(row[x + 1])).min(BOUND);
                let down = u32::from(row[x].abs_diff(below[x])).min(BOUND);
                // Strokes run in several directions; rulings and edges in one.
                sum += (across.saturating_sub(NOISE) + down.saturating_sub(NOISE))
                    + 2 * across.min(down).saturating_sub(NOISE);
            }
            *cell += sum as f32;
        }
    }
    for cell in &mut map {
        *cell = cell.sqrt();
    }
    map
}

/// Copies a tile out; a level smaller than a tile is continued by its edge.
pub(super) fn cut(level: &Grey, spot: Spot) -> Vec<u8> {
    let (dx, dy) = (SIDE.saturating_sub(level.width) / 2, SIDE.saturating_sub(level.height) / 2);
    let mut tile = Vec::with_capacity(SIDE * SIDE);
    for y in 0..SIDE {
        let row = (spot.top + y).saturating_sub(dy).min(level.height - 1);
        let row = &level.levels[row * level.width..][..level.width];
        tile.extend((0..SIDE).map(|x| row[(spot.left + x).saturating_sub(dx).min(level.width - 1)]));
    }
    tile
}

//! Tiles: the squares of a level that are likeliest to hold text.

use super::net::SIDE;
use crate::material::grey::Grey;

/// Side of a cell of the text map, in pixels of its level.
const CELL: usize = 16;
/// Cells per side of a tile: 64 of its 65 pixels.
const CELLS: usize = SIDE / CELL;

// The six numbers below were chosen with the net's training; all figures in `docs/orientation.md` are measured with them.

/// A tile counts if it has at least this share of the detail of the most detailed tile, and at least [`MIN_DETAIL`].
const MIN_DETAIL_SHARE: f32 = 0.15;
/// Least detail of a tile, in the units of [`detail`]: below is an empty page.
const MIN_DETAIL: f32 = 1.0;
/// Tiles nearer to a chosen one than this ratio of a tile's side, across and down, are dropped: they overlap by a third.
const DROPPED_WITHIN: (usize, usize) = (2, 3);
/// Tiles within this part of the picture's long side of a chosen one lose weight.
const FAR_PART: usize = 3;
/// Weight of a tile right beside a chosen one, and the gain of weight with the distance, up to 1.
const NEAR_WEIGHT: f32 = 0.6;
const FAR_GAIN: f32 = 0.4;

/// Greatest slope that counts, in grey levels: a stamp or the edge of a shadow weighs no more than pale print.
const MAX_SLOPE: u32 = 40;
/// Slopes up to this, in grey levels, are noise of cameras and JPEG.
const NOISE: u32 = 6;

/// One tile's place, with its detail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub left: usize,
    pub top: usize,
    pub detail: f32,
}

/// Returns at most `count` spots of a level, the most detailed first, spread over the picture: codes and photographs are
/// full of detail as well, and must not take all tiles.
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
    let floor = found.iter().map(|s| s.detail).fold(0.0, f32::max) * MIN_DETAIL_SHARE;
    found.retain(|s| s.detail > floor.max(MIN_DETAIL));
    let far = (level.width.max(level.height) / FAR_PART).max(SIDE) as f32;
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

        for s in &mut found {
            let (dx, dy) = (s.left.abs_diff(best.left), s.top.abs_diff(best.top));
            let gap = dx.max(dy) as f32;
            if dx.max(dy) < SIDE * DROPPED_WITHIN.0 / DROPPED_WITHIN.1 {
                s.detail = 0.0;
            } else if gap < far {
                s.detail *= NEAR_WEIGHT + FAR_GAIN * gap / far;
            }
        }
        found.retain(|s| s.detail > 0.0);
        chosen.push(best);
    }
    chosen
}

/// Returns the detail of each cell: the root of the sum of its slopes, each between [`NOISE`] and [`MAX_SLOPE`].
fn detail(level: &Grey, cols: usize, rows: usize) -> Vec<f32> {
    let mut map = vec![0.0f32; cols * rows];
    for y in 0..rows * CELL - 1 {
        let row = &level.levels[y * level.width..][..level.width];
        let below = &level.levels[(y + 1) * level.width..][..level.width];
        for (c, cell) in map[y / CELL * cols..][..cols].iter_mut().enumerate() {
            let (x0, x1) = (c * CELL, ((c + 1) * CELL).min(level.width - 1));
            let mut sum = 0;
            for x in x0..x1 {
                let across = u32::from(row[x].abs_diff(row[x + 1])).min(MAX_SLOPE);
                let down = u32::from(row[x].abs_diff(below[x])).min(MAX_SLOPE);
                // Strokes have several directions, rulings and edges one: a slope both across and down counts double.
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

/// Returns a tile's pixels. Outside a level smaller than a tile its edge repeats.
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

/// Returns a tile's pixels around the spot's middle, enlarged by `1 / scale` and turned so that lines along `turn` (sine
/// and cosine from the x axis) are level. Outside the level its edge repeats.
pub(super) fn cut_turned(level: &Grey, spot: Spot, scale: f32, (sin, cos): (f32, f32)) -> Vec<u8> {
    let middle = (SIDE / 2) as f32;
    let (cx, cy) = (spot.left as f32 + middle, spot.top as f32 + middle);
    let (right, bottom) = ((level.width - 1) as f32, (level.height - 1) as f32);
    let mut tile = Vec::with_capacity(SIDE * SIDE);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (u, v) = ((column as f32 - middle) * scale, (row as f32 - middle) * scale);
            let x = (cx + u * cos - v * sin).clamp(0.0, right);
            let y = (cy + u * sin + v * cos).clamp(0.0, bottom);
            let (x0, y0) = (x as usize, y as usize);
            let (fx, fy) = (x - x0 as f32, y - y0 as f32);
            let at = |x: usize, y: usize| {
                f32::from(level.levels[y.min(level.height - 1) * level.width + x.min(level.width - 1)])
            };
            let upper = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * fx;
            let lower = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * fx;
            tile.push((upper + (lower - upper) * fy + 0.5) as u8);
        }
    }
    tile
}

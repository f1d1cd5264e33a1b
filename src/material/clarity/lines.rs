//! Lines of writing: their lean and their height.
//!
//! The lean is found by projection (Postl 1986, "Detection of linear oblique structures and skew
//! scan in digitized documents"): ink is summed up along every direction; along its lines the sums rise and fall the most.
//!
//! The direction of strokes alone does not show it: handwriting slants on level lines.

use std::collections::BTreeMap;

use super::cells::{CELL_PX, Cells, percentile};
use crate::material::grey::Grey;

/// Most points of ink for the search of the direction.
const MAX_POINTS: usize = 8000;
/// Least number of points for a direction.
const MIN_POINTS: usize = 200;
/// Width of a sum, in pixels: less than the gap between lines of small print.
const BIN_PX: f32 = 3.0;
/// Greatest lean to either side, in degrees: beyond it, another quarter turn is nearer.
const MAX_DEG: f32 = 45.0;
/// Degrees between the directions of the first search, and of the last one.
const COARSE_DEG: f32 = 1.0;
const FINE_DEG: f32 = 0.25;
/// The contrast of sums along the lines must be this many times the median of all directions.
const MIN_RATIO: f64 = 2.0;

/// The contrast of columns must be this many times that of rows: letters of one width form columns, too.
const COLUMNS_LEAD: f64 = 2.0;
/// Width of a band across the lines in which their height is measured, in pixels: two to six glyphs.
const BAND_PX: f32 = 48.0;
/// A row of a band belongs to a line if it has this much more ink than the rows between lines, in points.
const MIN_INK: u32 = 2;
/// The rows between lines are at least one in this many of a band's rows. Ink in these is a ruling along the band.
const EMPTY_ROWS: usize = 5;
/// Plausible heights of lines, in pixels: less is a ruling, more a picture.
const HEIGHTS_PX: std::ops::RangeInclusive<usize> = 5..=96;
/// Least number of pieces of lines for a height.
const MIN_PIECES: usize = 12;

/// The lines of writing on a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lines {
    /// Clockwise lean in degrees, -45 to 45.
    pub skew_deg: f64,
    /// Height of the writing, median of all lines, in pixels of the look. `None` if too few lines are apart.
    pub height_px: Option<u32>,
}

/// Returns the lines, or `None` if no direction is clear.
pub(super) fn lines(grey: &Grey, cells: &Cells) -> Option<Lines> {
    let points = ink(grey, cells);
    if points.len() < MIN_POINTS {
        return None;
    }
    let some: Vec<_> = points.iter().copied().step_by(points.len().div_ceil(MAX_POINTS)).collect();
    let (axis, skew_deg) = direction(&some)?;
    Some(Lines { skew_deg: skew_deg.into(), height_px: height_px(&points, axis, skew_deg) })
}

/// Returns the axis and the lean of the lines, or `None` if no direction is clear.
fn direction(points: &[(f32, f32)]) -> Option<(Axis, f32)> {
    let tried = (2.0 * MAX_DEG / COARSE_DEG) as usize;
    let coarse = |axis: Axis| {
        let mut sums: Vec<(u64, f32)> = (0..tried)
            .map(|i| {
                let degrees = i as f32 * COARSE_DEG - MAX_DEG;
                (contrast(points, axis, degrees), degrees)
            })
            .collect();
        sums.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.abs().total_cmp(&b.1.abs())));
        let ratio = sums[0].0 as f64 / sums[tried / 2].0.max(1) as f64;
        (ratio, axis, sums[0].1)
    };
    let (rows, columns) = (coarse(Axis::Rows), coarse(Axis::Columns));
    let (ratio, axis, about) = if columns.0 > COLUMNS_LEAD * rows.0 { columns } else { rows };
    if ratio < MIN_RATIO {
        return None;
    }
    let steps = (COARSE_DEG / FINE_DEG) as i32;
    let near = (-steps..=steps).map(|i| about + i as f32 * FINE_DEG);
    let best = near
        .map(|degrees| (contrast(points, axis, degrees), degrees))
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.abs().total_cmp(&a.1.abs())))?;
    Some((axis, best.1))
}

/// Returns the median height of the pieces of lines in narrow bands across them.
fn height_px(points: &[(f32, f32)], axis: Axis, degrees: f32) -> Option<u32> {
    let (sin, cos) = libm::sincosf(degrees.to_radians());
    let mut bands: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for &point in points {
        let (along, across) = axis.turned(point, sin, cos);
        bands.entry((along / BAND_PX).floor() as i32).or_default().push(across.floor() as i32);
    }
    let mut heights: Vec<u8> = bands.values().flat_map(|rows| pieces(rows)).collect();
    if heights.len() < MIN_PIECES {
        return None;
    }
    percentile(&mut heights, 0.5).map(u32::from)
}

/// Returns the heights of the runs of rows with ink in one band.
fn pieces(rows: &[i32]) -> Vec<u8> {
    let (Some(&first), Some(&last)) = (rows.iter().min(), rows.iter().max()) else { return Vec::new() };
    let mut ink = vec![0u32; (last - first + 1) as usize];
    for row in rows {
        ink[(row - first) as usize] += 1;
    }
    let mut sorted = ink.clone();
    sorted.sort_unstable();
    let floor = sorted[sorted.len() / EMPTY_ROWS];
    let mut heights = Vec::new();
    let mut height = 0;
    for has_ink in ink.iter().map(|&n| n >= floor + MIN_INK).chain([false]) {
        if has_ink {
            height += 1;
        } else if height > 0 {
            heights.extend(HEIGHTS_PX.contains(&height).then_some(height as u8));
            height = 0;
        }
    }
    heights
}

/// Axis of the lines.
#[derive(Clone, Copy)]
enum Axis {
    /// Lines that run across the picture.
    Rows,
    /// Lines that run down it.
    Columns,
}

impl Axis {
    /// Returns the place of a point along lines with this lean, and across them.
    fn turned(self, (x, y): (f32, f32), sin: f32, cos: f32) -> (f32, f32) {
        let (right, down) = (x * cos + y * sin, y * cos - x * sin);
        match self {
            Self::Rows => (right, down),
            Self::Columns => (down, right),
        }
    }
}

/// Returns the contrast of neighbouring sums along lines with this clockwise lean: the sum of their squared differences.
fn contrast(points: &[(f32, f32)], axis: Axis, degrees: f32) -> u64 {
    let (sin, cos) = libm::sincosf(degrees.to_radians());
    let across = |&point: &(f32, f32)| axis.turned(point, sin, cos).1;
    let (mut least, mut most) = (f32::MAX, f32::MIN);
    for at in points.iter().map(across) {
        (least, most) = (least.min(at), most.max(at));
    }
    let mut sums = vec![0i64; ((most - least) / BIN_PX) as usize + 2];
    for at in points.iter().map(across) {
        sums[((at - least) / BIN_PX) as usize] += 1;
    }
    sums.windows(2).map(|pair| (pair[1] - pair[0]).unsigned_abs().pow(2)).sum()
}

/// Returns the points of ink in the cells with strokes and beside them: large letters have cells without.
fn ink(grey: &Grey, cells: &Cells) -> Vec<(f32, f32)> {
    let is_writing = |at: usize| cells.cells[at].strokes || cells.cells[at].faint;
    let is_of_writing = |at: usize| is_writing(at) || cells.cells[at].edges && cells.around(at, 1).any(is_writing);
    let mut points = Vec::new();
    for at in (0..cells.cells.len()).filter(|&at| is_of_writing(at)) {
        let (left, top) = (at % cells.across * CELL_PX, at / cells.across * CELL_PX);
        let (low, high) = cells.levels_about(at);
        let middle = low + (high - low) / 2;
        for y in top..top + CELL_PX {
            let row = &grey.levels[y * grey.width + left..][..CELL_PX];
            let dark = row.iter().enumerate().filter(|&(_, &level)| level <= middle);
            points.extend(dark.map(|(x, _)| ((left + x) as f32, y as f32)));
        }
    }
    points
}

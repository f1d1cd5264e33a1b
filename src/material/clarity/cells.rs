//! A picture as a grid of small cells, each with its range of levels, its steepest step, and the strokes of writing in it.

use crate::material::grey::Grey;

/// A cell's side. A line of print on a page that fills the look is 15 to 30 pixels tall, so a cell holds a glyph or less.
pub(super) const CELL_PX: usize = 16;
/// Least difference of levels that counts as ink on paper: pale print on toned paper has more, compression has less.
const MIN_RANGE: u8 = 20;
/// The same for very pale ink: steps of single levels are compression.
const MIN_FAINT_RANGE: u8 = 6;
/// A cell's range must also be at least this many times the noise.
const NOISE_FACTOR: u8 = 4;
/// The noise of a picture is the step that this share of its cells has at most: that many are flat on any page.
const FLAT_SHARE: f64 = 0.2;
/// Least number of crossings of the middle level, by a cell's rows or by its columns, for strokes: an edge in any direction
/// is crossed at most once per row, a stroke twice.
const MIN_CROSSINGS: usize = CELL_PX + CELL_PX / 2;
/// A level counts as crossed once the pixel is this part of the range to the other side: noise at the middle is no stroke.
const CROSSED_PART: u8 = 4;
/// A pixel is burnt out from this level on: cameras and JPEG do not keep 255 exactly.
const CLIPPED: u8 = 250;

/// One cell. Its levels are lightly smoothed, which removes the noise of single pixels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    /// Darkest level.
    pub low: u8,
    /// Lightest level.
    pub high: u8,
    /// Largest difference between neighbours, across or down.
    pub step: u8,
    /// `true` if it varies by more than noise.
    pub edges: bool,
    /// `true` if strokes of writing cross it.
    pub strokes: bool,
    /// `true` if strokes cross it that are too pale for any other measure than contrast.
    pub faint: bool,
    /// Share of burnt-out pixels, in 255ths.
    pub clipped: u8,
}

impl Cell {
    pub fn range(&self) -> u8 {
        self.high - self.low
    }
}

/// The grid of cells. Cells that the picture does not fill are left out.
pub(super) struct Cells {
    pub across: usize,
    pub down: usize,
    pub cells: Vec<Cell>,
}

impl Cells {
    pub fn of(grey: &Grey) -> Self {
        let smooth = smoothed(grey);
        let (across, down) = (grey.width / CELL_PX, grey.height / CELL_PX);
        let places = (0..down).flat_map(|row| (0..across).map(move |column| (column, row)));
        let mut cells: Vec<Cell> =
            places.clone().map(|(column, row)| measured(grey, &smooth, column * CELL_PX, row * CELL_PX)).collect();
        let noise = noise(&cells).saturating_mul(NOISE_FACTOR);
        for (cell, (column, row)) in cells.iter_mut().zip(places) {
            cell.edges = cell.range() >= MIN_RANGE.max(noise);
            if cell.range() >= MIN_FAINT_RANGE.max(noise) {
                let strokes = has_strokes(&smooth, *cell, column * CELL_PX, row * CELL_PX);
                cell.strokes = strokes && cell.edges;
                cell.faint = strokes && !cell.edges;
            }
        }
        Self { across, down, cells }
    }

    /// Returns the cells at most this far away, itself included.
    pub fn around(&self, at: usize, reach: usize) -> impl Iterator<Item = usize> + use<> {
        let (across, down) = (self.across, self.down);
        let (x, y) = (at % across, at / across);
        let rows = y.saturating_sub(reach)..(y + reach + 1).min(down);
        let columns = x.saturating_sub(reach)..(x + reach + 1).min(across);
        rows.flat_map(move |y| columns.clone().map(move |x| y * across + x))
    }

    /// Returns the difference of the lightest and the darkest level in a cell and its eight neighbours.
    pub fn range_about(&self, at: usize) -> u8 {
        let (low, high) = self.levels_about(at);
        high - low
    }

    /// Returns the darkest and the lightest level in a cell and its eight neighbours.
    pub fn levels_about(&self, at: usize) -> (u8, u8) {
        self.around(at, 1)
            .fold((u8::MAX, 0), |(low, high), near| (low.min(self.cells[near].low), high.max(self.cells[near].high)))
    }

    /// Returns the cells with writing.
    pub fn strokes(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.strokes)
    }
}

/// Returns the greatest step in the flattest cells.
fn noise(cells: &[Cell]) -> u8 {
    let mut steps: Vec<u8> = cells.iter().map(|cell| cell.step).collect();
    percentile(&mut steps, FLAT_SHARE).unwrap_or(0)
}

/// Returns the value at this share of the values in order, or `None` if there are none. Reorders them.
pub(super) fn percentile(values: &mut [u8], share: f64) -> Option<u8> {
    let last = values.len().checked_sub(1)?;
    let at = (last as f64 * share).round() as usize;
    Some(*values.select_nth_unstable(at).1)
}

/// Returns the picture smoothed by the binomial weights 1 2 1 across and down; the edge repeats.
fn smoothed(grey: &Grey) -> Grey {
    let Grey { width, height, .. } = *grey;
    let row = |y: usize| &grey.levels[y.min(height - 1) * width..][..width];
    let mut levels = vec![0u8; width * height];
    let mut sums = vec![0u16; width];
    for (y, out) in levels.chunks_exact_mut(width).enumerate() {
        let (above, here, below) = (row(y.saturating_sub(1)), row(y), row(y + 1));
        for (((sum, &a), &b), &c) in sums.iter_mut().zip(above).zip(here).zip(below) {
            *sum = u16::from(a) + 2 * u16::from(b) + u16::from(c);
        }
        out[0] = ((3 * sums[0] + sums[1.min(width - 1)] + 8) / 16) as u8;
        out[width - 1] = ((3 * sums[width - 1] + sums[width.saturating_sub(2)] + 8) / 16) as u8;
        for (o, three) in out.iter_mut().skip(1).zip(sums.windows(3)) {
            *o = ((three[0] + 2 * three[1] + three[2] + 8) / 16) as u8;
        }
    }
    Grey { width, height, levels }
}

fn measured(grey: &Grey, smooth: &Grey, left: usize, top: usize) -> Cell {
    let (mut low, mut high, mut step, mut clipped) = (u8::MAX, 0u8, 0u8, 0u32);
    for y in top..top + CELL_PX {
        let row = &smooth.levels[y * smooth.width + left..][..CELL_PX];
        // The last row of cells has no row below it to compare with; its own repeats.
        let below = &smooth.levels[(y + 1).min(smooth.height - 1) * smooth.width + left..][..CELL_PX];
        let raw = &grey.levels[y * grey.width + left..][..CELL_PX];
        for ((&here, &under), &raw) in row.iter().zip(below).zip(raw) {
            low = low.min(here);
            high = high.max(here);
            step = step.max(here.abs_diff(under));
            clipped += u32::from(raw >= CLIPPED);
        }
        for pair in row.windows(2) {
            step = step.max(pair[0].abs_diff(pair[1]));
        }
    }
    let pixels = (CELL_PX * CELL_PX) as u32;
    Cell { low, high, step, edges: false, strokes: false, faint: false, clipped: (clipped * 255 / pixels) as u8 }
}

/// Returns `true` if the rows or the columns of a cell cross its middle level often enough.
fn has_strokes(smooth: &Grey, cell: Cell, left: usize, top: usize) -> bool {
    let part = cell.range() / CROSSED_PART;
    let (dark, light) = (cell.low + part, cell.high - part);
    let at = |x: usize, y: usize| smooth.levels[(top + y) * smooth.width + left + x];
    let crossings = |level: &dyn Fn(usize, usize) -> u8| {
        let mut count = 0;
        for line in 0..CELL_PX {
            let mut is_dark = None;
            for i in 0..CELL_PX {
                let level = level(line, i);
                let side = if level <= dark {
                    Some(true)
                } else if level >= light {
                    Some(false)
                } else {
                    None
                };
                if side.is_some() && side != is_dark {
                    count += usize::from(is_dark.is_some());
                    is_dark = side;
                }
            }
        }
        count
    };
    crossings(&|y, x| at(x, y)) >= MIN_CROSSINGS || crossings(&|x, y| at(x, y)) >= MIN_CROSSINGS
}

//! The neighbourhood of a face on a small colour grid, in units of the face: what head and background are measured on.

use crate::codec::bitmap::Bitmap;
use crate::codec::lab::{Converter, Lab};
use crate::codec::rect::Rect;

/// Cells across one face width. Finer cells cost time and see single hairs; coarser ones blur the crown.
pub(super) const CELLS_PER_FACE: usize = 48;

/// An averaged colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub rgb: [u8; 3],
    pub lab: Lab,
}

/// A grid of averaged colours; cells outside the picture are `None`.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    pub columns: usize,
    pub rows: usize,
    cells: Vec<Option<Cell>>,
    /// Bitmap pixels a cell, across and down.
    pub cell_px: f64,
    /// Where the grid lies in the bitmap.
    pub area: Rect,
}

impl Patch {
    /// Samples `area`, which may reach outside the bitmap, in square cells of `cell_px` pixels.
    pub fn sample(bitmap: &Bitmap, area: Rect, cell_px: f64, lab: &Converter) -> Self {
        let columns = ((area.width / cell_px).round() as usize).max(1);
        let rows = ((area.height / cell_px).round() as usize).max(1);
        let xs: Vec<i64> = (0..=columns).map(|i| (area.left + i as f64 * cell_px).round() as i64).collect();
        let ys: Vec<i64> = (0..=rows).map(|i| (area.top + i as f64 * cell_px).round() as i64).collect();
        let mut cells = Vec::with_capacity(columns * rows);
        for y in ys.windows(2) {
            for x in xs.windows(2) {
                let rgb = average(bitmap, x[0], y[0], x[1].max(x[0] + 1), y[1].max(y[0] + 1));
                cells.push(rgb.map(|rgb| Cell { rgb, lab: lab.lab(rgb) }));
            }
        }
        Self { columns, rows, cells, cell_px, area }
    }

    /// One cell; `None` outside the picture or the grid.
    pub fn at(&self, column: usize, row: usize) -> Option<Cell> {
        if column < self.columns && row < self.rows { self.cells[row * self.columns + column] } else { None }
    }

    /// The column that holds this bitmap x, clamped to the grid.
    pub fn column_of(&self, x: f64) -> usize {
        (((x - self.area.left) / self.cell_px).floor().max(0.0) as usize).min(self.columns - 1)
    }

    /// The row that holds this bitmap y, clamped to the grid.
    pub fn row_of(&self, y: f64) -> usize {
        (((y - self.area.top) / self.cell_px).floor().max(0.0) as usize).min(self.rows - 1)
    }

    /// The upper edge of a row, in bitmap pixels.
    pub fn y_of(&self, row: usize) -> f64 {
        self.area.top + row as f64 * self.cell_px
    }

    /// The left edge of a column, in bitmap pixels.
    pub fn x_of(&self, column: usize) -> f64 {
        self.area.left + column as f64 * self.cell_px
    }
}

/// Mean colour of the pixels inside the bitmap; `None` where less than half of the cell is inside.
fn average(bitmap: &Bitmap, left: i64, top: i64, right: i64, bottom: i64) -> Option<[u8; 3]> {
    let (x0, x1) = (left.max(0), right.min(i64::from(bitmap.width_px())));
    let (y0, y1) = (top.max(0), bottom.min(i64::from(bitmap.height_px())));
    let inside = (x1 - x0).max(0) * (y1 - y0).max(0);
    if inside * 2 < (right - left) * (bottom - top) {
        return None;
    }
    let mut sums = [0u64; 3];
    for y in y0..y1 {
        let row = &bitmap.row(y as u32)[x0 as usize * 3..x1 as usize * 3];
        for pixel in row.chunks_exact(3) {
            for (sum, &sample) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(sample);
            }
        }
    }
    let count = inside as u64;
    Some(sums.map(|sum| ((sum + count / 2) / count) as u8))
}

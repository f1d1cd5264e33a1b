//! How far ink stands out from its paper: print that a copier made pale, pencil, a stamp without ink.

use super::cells::{Cells, percentile};

/// Cells that must speak before their contrast is believed.
const MIN_CELLS: usize = 12;

/// Darkest against lightest level about a cell, as a share of the lightest, in the middle of all cells with strokes: 0 to 1.
/// `None` where there is too little writing to tell. On black the same holds for light writing.
pub(super) fn text_contrast(cells: &Cells) -> Option<f64> {
    let places = (0..cells.cells.len()).filter(|&at| cells.cells[at].strokes || cells.cells[at].faint);
    let mut contrasts: Vec<u8> = places
        .map(|at| {
            let (low, high) = cells.levels_about(at);
            (u32::from(high - low) * 255 / u32::from(high).max(1)) as u8
        })
        .collect();
    if contrasts.len() < MIN_CELLS {
        return None;
    }
    percentile(&mut contrasts, 0.5).map(|contrast| f64::from(contrast) / 255.0)
}

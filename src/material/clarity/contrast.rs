//! The contrast of ink and paper: print that a copier made pale, pencil, a stamp without ink.

use super::cells::{Cells, percentile};

/// Least number of cells for a measure of contrast.
const MIN_CELLS: usize = 12;

/// Returns the contrast, 0 to 1: the difference of the darkest and the lightest level around a cell as a ratio of the
/// lightest, median of all cells with strokes. `None` if there is too little writing. Light writing on black has it, too.
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

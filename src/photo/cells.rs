//! Joins cells of a grid to few rectangles: a page draws them over the photo.

use crate::codec::rect::Rect;

/// A cell's row and column.
pub(super) type Cell = (u32, u32);

/// Cells side by side, in one row or in several that begin and end alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    rows: (u32, u32),
    columns: (u32, u32),
}

/// Returns rectangles that cover exactly these cells, the largest first, at most `most` of them. The cells come row by row
/// and left to right. They are squares of `side`; cell (0, 0) begins at `(left, top)`.
pub(super) fn joined(cells: &[Cell], (left, top): (f64, f64), side: f64, most: usize) -> Vec<Rect> {
    let mut blocks = stacked(&runs(cells));
    let size = |block: &Block| (block.rows.1 - block.rows.0) * (block.columns.1 - block.columns.0);
    // A stable sort: equal ones stay in the order of the picture.
    blocks.sort_by_key(|block| std::cmp::Reverse(size(block)));
    blocks.truncate(most);
    let along = |from: f64, cell: u32| from + f64::from(cell) * side;
    let rect = |Block { rows, columns }| Rect {
        left: along(left, columns.0),
        top: along(top, rows.0),
        width: f64::from(columns.1 - columns.0) * side,
        height: f64::from(rows.1 - rows.0) * side,
    };
    blocks.into_iter().map(rect).collect()
}

/// Joins neighbours in a row.
fn runs(cells: &[Cell]) -> Vec<Block> {
    let mut runs: Vec<Block> = Vec::new();
    for &(row, column) in cells {
        match runs.last_mut().filter(|last| last.rows.0 == row && last.columns.1 == column) {
            Some(last) => last.columns.1 += 1,
            None => runs.push(Block { rows: (row, row + 1), columns: (column, column + 1) }),
        }
    }
    runs
}

/// Joins runs of the same columns in successive rows.
fn stacked(runs: &[Block]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for run in runs {
        let above = |block: &&mut Block| block.rows.1 == run.rows.0 && block.columns == run.columns;
        match blocks.iter_mut().find(above) {
            Some(block) => block.rows.1 = run.rows.1,
            None => blocks.push(*run),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_become_rectangles_that_cover_exactly_them() {
        // A column of three rows, a pair, a cell alone.
        let cells = [(0, 0), (0, 1), (0, 5), (1, 0), (1, 1), (2, 0), (2, 1), (4, 3), (4, 4)];
        let rect = |left: f64, top: f64, width: f64, height: f64| Rect { left, top, width, height };
        let all = [rect(10.0, 20.0, 8.0, 12.0), rect(22.0, 36.0, 8.0, 4.0), rect(30.0, 20.0, 4.0, 4.0)];
        assert_eq!(joined(&cells, (10.0, 20.0), 4.0, 9), all);
        assert_eq!(joined(&cells, (10.0, 20.0), 4.0, 2), all[..2]);
        assert!(joined(&[], (0.0, 0.0), 4.0, 9).is_empty());
    }
}

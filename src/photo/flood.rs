//! Follows the connected cells of a grid.

/// Visits the cells that share sides with those of `open`, in a grid of `count` cells in rows of `columns`. `take` returns
/// `true` for a cell that belongs to the part and is met for the first time; the search goes on from such cells alone.
pub(super) fn flood(mut open: Vec<usize>, columns: usize, count: usize, mut take: impl FnMut(usize) -> bool) {
    while let Some(at) = open.pop() {
        if !take(at) {
            continue;
        }
        let column = at % columns;
        open.extend((column > 0).then(|| at - 1));
        open.extend((column + 1 < columns).then(|| at + 1));
        open.extend(at.checked_sub(columns));
        open.extend(Some(at + columns).filter(|&below| below < count));
    }
}

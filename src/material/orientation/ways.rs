//! The eight placements of a picture ("ways"), as a group.
//!
//! Way `4 * mirrored + turns`: the upright picture is first mirrored left to right (or not), then turned clockwise by `turns`
//! quarter turns.

/// Number of ways.
pub(super) const WAYS: usize = 8;

/// Returns the origin of cell (`x`, `y`) of a square of side `k` after way `way`.
pub(super) fn source(way: usize, k: usize, x: usize, y: usize) -> (usize, usize) {
    let (mut x, mut y) = (x, y);
    // A clockwise quarter turn takes its row y, column x from row k - 1 - x, column y.
    for _ in 0..way % 4 {
        (x, y) = (y, k - 1 - x);
    }
    if way >= 4 { (k - 1 - x, y) } else { (x, y) }
}

/// Returns the way that leads from `from` to `to`: `from` after it gives `to`.
pub(super) fn relative(from: usize, to: usize) -> usize {
    let turns = (to % 4 + 4 - from % 4) % 4;
    // A mirror changes the sense of the turns that follow it.
    let turns = if from >= 4 { (4 - turns) % 4 } else { turns };
    ((from / 4) ^ (to / 4)) * 4 + turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(way: usize, k: usize, cells: &[usize]) -> Vec<usize> {
        (0..k * k)
            .map(|i| {
                let (x, y) = source(way, k, i % k, i / k);
                cells[y * k + x]
            })
            .collect()
    }

    #[test]
    fn a_clockwise_turn_moves_the_top_left_corner_to_the_top_right() {
        let cells: Vec<usize> = (0..9).collect();
        assert_eq!(done(1, 3, &cells), [6, 3, 0, 7, 4, 1, 8, 5, 2]);
        assert_eq!(done(4, 3, &cells), [2, 1, 0, 5, 4, 3, 8, 7, 6]);
        // Mirrored first: the mirrored picture's first column, read upwards, becomes the first row.
        assert_eq!(done(5, 3, &cells), done(1, 3, &done(4, 3, &cells)));
    }

    #[test]
    fn relative_leads_from_one_way_to_the_other() {
        let cells: Vec<usize> = (0..9).collect();
        for from in 0..WAYS {
            for to in 0..WAYS {
                let both = done(from, 3, &done(relative(from, to), 3, &cells));
                assert_eq!(both, done(to, 3, &cells), "{from} {to}");
            }
        }
    }
}

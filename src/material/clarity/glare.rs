//! Glare of lamps and flashes on film or gloss: spots burnt out to full white on paper that is not white.

use super::cells::{Cells, percentile};

/// A cell is burnt out from this share of burnt-out pixels on, in 255ths.
const BURNT: u8 = 230;
/// Paper at or above this level is white by itself; a spot on it cannot be told from it.
const WHITE_PAPER: u8 = 240;
/// Least share of the picture in a spot that counts: smaller ones hide no word.
const MIN_SPOT_SHARE: f64 = 0.001;
/// Distance from a spot in which there must be writing, in cells, least and most: as far as the spot is wide, because its rim
/// washes writing out.
const NEAR: std::ops::RangeInclusive<usize> = 4..=12;
/// Least share of cells with writing among the neighbours: a white margin or a lamp on the table has none.
const MIN_WRITING_NEAR: f64 = 0.03;
/// A white ground covers at least this share of a side of the picture: a scanner's bed, the sheet below a card. A spot covers
/// less.
const MAX_SIDE_SHARE: f64 = 0.5;
/// A lamp's spot fades out: the median of its rim is at least this far from the paper's level to white.
const MIN_FADE: f64 = 0.25;

/// Returns the share of the picture in such spots, 0 to 1.
pub(super) fn share(cells: &Cells) -> f64 {
    let mut paper: Vec<u8> = cells.strokes().map(|cell| cell.high).collect();
    let Some(paper) = percentile(&mut paper, 0.5) else { return 0.0 };
    if paper >= WHITE_PAPER {
        return 0.0;
    }
    let all = cells.cells.len();
    let mut seen = vec![false; all];
    let mut burnt = 0;
    for start in 0..all {
        let spot = spot(cells, start, &mut seen);
        let is_large = spot.len() as f64 >= MIN_SPOT_SHARE * all as f64;
        if is_large && !is_ground(cells, &spot) && is_glare(cells, &spot, paper) {
            burnt += spot.len();
        }
    }
    burnt as f64 / all.max(1) as f64
}

/// Returns the burnt-out cells that are connected with this one.
fn spot(cells: &Cells, start: usize, seen: &mut [bool]) -> Vec<usize> {
    let is_burnt = |at: usize| cells.cells[at].clipped >= BURNT;
    let mut spot = Vec::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if seen[at] || !is_burnt(at) {
            continue;
        }
        seen[at] = true;
        spot.push(at);
        open.extend(cells.around(at, 1));
    }
    spot
}

/// Returns `true` if a burnt-out part is the white ground below a document.
fn is_ground(cells: &Cells, spot: &[usize]) -> bool {
    let (across, down) = (cells.across, cells.down);
    let count = |is_on: &dyn Fn(usize, usize) -> bool| {
        spot.iter().filter(|&&at| is_on(at % across, at / across)).count() as f64
    };
    let (wide, high) = (MAX_SIDE_SHARE * across as f64, MAX_SIDE_SHARE * down as f64);
    count(&|x, _| x == 0) >= high
        || count(&|x, _| x + 1 == across) >= high
        || count(&|_, y| y == 0) >= wide
        || count(&|_, y| y + 1 == down) >= wide
}

fn is_glare(cells: &Cells, spot: &[usize], paper: u8) -> bool {
    let reach = spot.len().isqrt().clamp(*NEAR.start(), *NEAR.end());
    let mut distance = vec![usize::MAX; cells.cells.len()];
    for &at in spot {
        distance[at] = 0;
    }
    for &at in spot {
        for near in cells.around(at, reach) {
            let (dx, dy) =
                ((near % cells.across).abs_diff(at % cells.across), (near / cells.across).abs_diff(at / cells.across));
            distance[near] = distance[near].min(dx.max(dy));
        }
    }
    let ring = |reach: std::ops::RangeInclusive<usize>| {
        cells.cells.iter().zip(&distance).filter(move |(_, d)| reach.contains(d)).map(|(cell, _)| cell)
    };
    let near = ring(1..=reach).count().max(1) as f64;
    let writing = ring(1..=reach).filter(|cell| cell.strokes).count() as f64 / near;
    let mut rim: Vec<u8> = ring(1..=1).map(|cell| cell.high).collect();
    let Some(rim) = percentile(&mut rim, 0.5) else { return false };
    let fade = (f64::from(rim) - f64::from(paper)) / (255.0 - f64::from(paper));
    writing >= MIN_WRITING_NEAR && fade >= MIN_FADE
}

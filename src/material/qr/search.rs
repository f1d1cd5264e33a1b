//! Which three marks belong to one code. Every bound of the work is here.

use super::Codes;
use super::edges::corner;
use super::grid::{CodeGrid, Fourth, MAX_SIDE, MIN_SIDE, Trial, distance};
use super::ink::Ink;
use super::marks::{Mark, marks};
use super::perspective::Point;

/// Three marks that could be a code's are tried this often in one picture. A sheet of twelve codes needs some hundred.
const MAX_TRIALS: usize = 400;
/// So many grids are fitted and read, two at most for three marks, which takes some 20 ms for the largest code. More codes
/// are on no document.
const MAX_READINGS: usize = 24;
/// Modules of one code's marks differ by at most this factor, and so do the code's two sides, however it is held.
const MAX_STRETCH: f64 = 2.0;
/// Cosine of the angle at the top left mark: 90 degrees, give or take 20 for a page seen from aside.
const MAX_COSINE: f64 = 0.35;
/// Part of the timing patterns that must agree before a grid is fitted. By chance a half does.
const MIN_TIMING: f64 = 0.6;
/// A smaller "code" that cannot be read is three glyphs that happen to look like a code's corners, such as 回.
const MIN_SIDE_PX: u32 = 40;

/// Looks for codes; `None` where a bound was reached.
pub(super) fn search(ink: &Ink) -> Option<Codes> {
    let marks = marks(ink)?;
    let mut used = vec![false; marks.len()];
    let mut codes = Codes { found: 0, readable: 0 };
    let (mut trials, mut readings) = (0, 0);
    for corners in candidates(&marks) {
        if corners.marks.iter().any(|&mark| used[mark]) {
            continue;
        }
        trials += 1;
        if trials > MAX_TRIALS {
            return None;
        }
        let mut best = Trial::Nothing;
        for grid in corners.grids(ink, &marks) {
            readings += 1;
            if readings > MAX_READINGS {
                return None;
            }
            best = best.max(grid.tried());
            if best == Trial::Readable {
                break;
            }
        }
        match best {
            Trial::Readable => codes.readable += 1,
            Trial::Unreadable { side_px } if side_px >= MIN_SIDE_PX => {}
            Trial::Unreadable { .. } | Trial::Nothing => continue,
        }
        codes.found += 1;
        corners.marks.iter().for_each(|&mark| used[mark] = true);
    }
    Some(codes)
}

/// Three marks that could be those of one code.
struct Corners {
    /// Top left, top right, bottom left.
    marks: [usize; 3],
    /// Modules a side, by the distances.
    side: f64,
    /// Their difference from a square; less is better.
    oddness: f64,
}

/// All of them, the squarest first.
fn candidates(marks: &[Mark]) -> Vec<Corners> {
    let mut all = Vec::new();
    for a in 0..marks.len() {
        for b in a + 1..marks.len() {
            for c in b + 1..marks.len() {
                all.extend(corners(marks, [a, b, c]));
            }
        }
    }
    all.sort_by(|a, b| a.oddness.total_cmp(&b.oddness).then(a.marks.cmp(&b.marks)));
    all
}

fn at(mark: &Mark) -> Point {
    (mark.x, mark.y)
}

fn corners(marks: &[Mark], three: [usize; 3]) -> Option<Corners> {
    let stretch = |a: f64, b: f64| a.max(b) / a.min(b);
    let modules = three.map(|i| marks[i].module_px);
    let of_modules = stretch(modules[0].max(modules[1]).max(modules[2]), modules[0].min(modules[1]).min(modules[2]));
    if of_modules > MAX_STRETCH {
        return None;
    }
    // The top left mark is opposite the longest side.
    let [p, q, r] = three.map(|i| at(&marks[i]));
    let (pq, qr, rp) = (distance(p, q), distance(q, r), distance(r, p));
    let [corner, one, other] = match (pq >= qr && pq >= rp, qr >= rp) {
        (true, _) => [three[2], three[0], three[1]],
        (false, true) => [three[0], three[1], three[2]],
        (false, false) => [three[1], three[2], three[0]],
    };
    let to = |mark: usize| (marks[mark].x - marks[corner].x, marks[mark].y - marks[corner].y);
    let ((ax, ay), (bx, by)) = (to(one), to(other));
    let (a, b) = (distance((0.0, 0.0), (ax, ay)), distance((0.0, 0.0), (bx, by)));
    let cosine = ((ax * bx + ay * by) / (a * b)).abs();
    let of_sides = stretch(a, b);
    if of_sides > MAX_STRETCH || cosine > MAX_COSINE {
        return None;
    }
    // A level line crosses a turned mark aslant, and is longer by the cosine of the turn.
    let aslant = |x: f64, y: f64, length: f64| x.abs().max(y.abs()) / length;
    let module = modules.iter().sum::<f64>() / 3.0;
    let side = (a / aslant(ax, ay, a) + b / aslant(bx, by, b)) / 2.0 / module + 7.0;
    if side < MIN_SIDE as f64 * 0.8 || side > MAX_SIDE as f64 * 1.2 {
        return None;
    }
    // Clockwise in the picture, where y grows downwards; a mirrored code is read with rows for columns.
    let (right, down) = if ax * by - ay * bx > 0.0 { (one, other) } else { (other, one) };
    let oddness = (of_modules - 1.0) + (of_sides - 1.0) + cosine;
    Some(Corners { marks: [corner, right, down], side, oddness })
}

impl Corners {
    /// The two grids, of the sizes near the one by distances and of both perspectives, whose timing patterns agree best.
    fn grids<'a>(&self, ink: &'a Ink, marks: &[Mark]) -> impl Iterator<Item = CodeGrid<'a>> {
        let version = ((self.side - 17.0) / 4.0).round() as i64;
        // The larger a code, the more the distances may be wrong.
        let reach = 1 + version.max(0) / 8;
        let sides = (version - reach..=version + reach).filter(|v| (1..=40).contains(v)).map(|v| v as usize * 4 + 17);
        let at = self.marks.map(|mark| at(&marks[mark]));
        let seen_aside = corner(ink, at, self.side).map(Fourth::Corner);
        let fourths = [Some(Fourth::Parallelogram), seen_aside];
        let grids = sides.flat_map(|side| {
            fourths.into_iter().flatten().filter_map(move |fourth| CodeGrid::new(ink, side, at, fourth))
        });
        let mut agreeing: Vec<(f64, CodeGrid)> =
            grids.map(|grid| (grid.timing_agrees(), grid)).filter(|(agree, _)| *agree >= MIN_TIMING).collect();
        agreeing.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        agreeing.into_iter().take(2).map(|(_, grid)| grid)
    }
}

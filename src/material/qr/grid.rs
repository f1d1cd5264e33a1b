//! One code: its grid laid over three finder marks, fitted to the patterns that every code has, and read.

use rqrr::{DeQRError, Grid, SimpleGrid};

use super::ink::Ink;
use super::perspective::{Perspective, Point};

/// The largest code: version 40.
pub(super) const MAX_SIDE: usize = 177;
/// The smallest: version 1.
pub(super) const MIN_SIDE: usize = 21;
/// Middle of a finder mark from the code's edges, in modules.
const MARK: f64 = 3.5;
/// Middle of the last alignment pattern from the code's far edges, in modules.
const ALIGNMENT: f64 = 6.5;
/// Part of a pattern's samples that agree by chance is a half. From here on there may be a code: blur takes a fifth.
const MAY_BE_CODE: f64 = 0.7;
/// From here on there is a code, whether it can be read or not. Pages without a code, and codes that are torn through
/// their timing patterns, stay below.
const IS_CODE: f64 = 0.9;
/// Places in a module that are looked at.
const SAMPLES: [Point; 5] = [(0.0, 0.0), (0.25, 0.25), (-0.25, 0.25), (0.25, -0.25), (-0.25, -0.25)];

/// The result of one trial, the better the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trial {
    /// No code there.
    Nothing,
    /// A code that cannot be read.
    Unreadable { side_px: u32 },
    /// A code that can be read.
    Readable,
}

/// The point that settles a grid's perspective, besides its three marks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fourth {
    /// The one that makes a parallelogram: the page is seen from straight above.
    Parallelogram,
    /// The corner at the bottom right, where the edges of two marks meet.
    Corner(Point),
}

/// A grid of `side` modules over a picture.
pub(super) struct CodeGrid<'a> {
    ink: &'a Ink,
    side: usize,
    /// Middle of the marks at the top left, the top right and the bottom left, and the point that settles the
    /// perspective, in order around: top left, top right, the point, bottom left.
    at: [Point; 4],
    /// The same in modules.
    in_code: [Point; 4],
    map: Perspective,
    /// The patterns that every code of this size has: middles of modules, and whether they are dark.
    patterns: Vec<(Point, bool)>,
}

impl<'a> CodeGrid<'a> {
    /// The grid over marks at the top left, the top right and the bottom left, and a fourth point.
    pub fn new(ink: &'a Ink, side: usize, marks: [Point; 3], fourth: Fourth) -> Option<Self> {
        let [top_left, top_right, bottom_left] = marks;
        let far = side as f64 - MARK;
        let (corner, of_corner) = match fourth {
            Fourth::Parallelogram => {
                let sum = (top_right.0 + bottom_left.0, top_right.1 + bottom_left.1);
                ((sum.0 - top_left.0, sum.1 - top_left.1), (far, far))
            }
            Fourth::Corner(corner) => (corner, (side as f64, side as f64)),
        };
        let at = [top_left, top_right, corner, bottom_left];
        let in_code = [(MARK, MARK), (far, MARK), of_corner, (MARK, far)];
        let map = Perspective::between(in_code, at)?;
        Some(Self { ink, side, at, in_code, map, patterns: [timing(side), finders(side)].concat() })
    }

    /// Part of the timing patterns that agrees, 0 to 1.
    pub fn timing_agrees(&self) -> f64 {
        self.agreement(&timing(self.side), &self.map)
    }

    /// Fits the grid and reads it.
    pub fn tried(mut self) -> Trial {
        if self.agreement(&self.patterns, &self.map) < MAY_BE_CODE {
            return Trial::Nothing;
        }
        if self.side > MIN_SIDE {
            self.align();
        }
        self.fit();
        let agreement = self.agreement(&self.patterns, &self.map).min(self.timing_agrees());
        if agreement < MAY_BE_CODE {
            return Trial::Nothing;
        }
        if self.can_be_read() {
            Trial::Readable
        } else if agreement >= IS_CODE {
            Trial::Unreadable { side_px: self.side_px() }
        } else {
            Trial::Nothing
        }
    }

    fn agreement(&self, patterns: &[(Point, bool)], map: &Perspective) -> f64 {
        let agree = |&((u, v), dark): &(Point, bool)| {
            SAMPLES.iter().filter(|(du, dv)| self.is_dark(map, (u + du, v + dv)) == dark).count()
        };
        patterns.iter().map(agree).sum::<usize>() as f64 / (patterns.len() * SAMPLES.len()) as f64
    }

    fn is_dark(&self, map: &Perspective, at: Point) -> bool {
        let (x, y) = map.map(at);
        // A place that is not finite saturates, and is outside.
        self.ink.is_dark(x.floor() as i64, y.floor() as i64)
    }

    /// Looks for the last alignment pattern around its place in a parallelogram, and lets it settle the perspective.
    fn align(&mut self) {
        let far = self.side as f64 - ALIGNMENT;
        let pattern = alignment((0.0, 0.0));
        // A page seen from aside moves it by up to a tenth of the code.
        let reach = (self.side as i64 / 5).clamp(8, 24);
        let mut best = (0.0, (far, far));
        for dv in -reach..=reach {
            for du in -reach..=reach {
                let middle = (far + du as f64 / 2.0, far + dv as f64 / 2.0);
                let moved: Vec<_> =
                    pattern.iter().map(|&((u, v), dark)| ((u + middle.0, v + middle.1), dark)).collect();
                // Of equals the nearest.
                let away = (du * du + dv * dv) as f64 * 1e-6;
                let agreement = self.agreement(&moved, &self.map) - away;
                if agreement > best.0 {
                    best = (agreement, middle);
                }
            }
        }
        if best.0 >= IS_CODE - 0.1 {
            self.at[2] = self.map.map(best.1);
            self.in_code[2] = (far, far);
            if let Some(map) = Perspective::between(self.in_code, self.at) {
                self.map = map;
            }
            self.patterns.extend(alignments(self.side));
        }
    }

    /// Moves the four points by less and less, as long as more of the patterns agree.
    fn fit(&mut self) {
        let mut best = self.agreement(&self.patterns, &self.map);
        let (first, second) = (self.at[0], self.at[1]);
        let module_px = (distance(first, second) / (self.in_code[1].0 - self.in_code[0].0)).max(1.0);
        for step in [0.5, 0.25, 0.125].map(|part| part * module_px) {
            for corner in [2, 0, 1, 3] {
                for (dx, dy) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
                    let mut at = self.at;
                    at[corner] = (at[corner].0 + dx, at[corner].1 + dy);
                    let Some(map) = Perspective::between(self.in_code, at) else { continue };
                    let agreement = self.agreement(&self.patterns, &map);
                    if agreement > best {
                        (best, self.at, self.map) = (agreement, at, map);
                    }
                }
            }
        }
    }

    /// Returns `true` if the modules can be corrected and decoded. A mode of writing that the library does not know, such
    /// as GB/T 18284's for Chinese, is no fault of the code.
    fn can_be_read(&self) -> bool {
        let module = |x: usize, y: usize| {
            let (u, v) = (x as f64 + 0.5, y as f64 + 0.5);
            let dark = SAMPLES.iter().filter(|(du, dv)| self.is_dark(&self.map, (u + du, v + dv)));
            dark.count() * 2 > SAMPLES.len()
        };
        let grid = Grid::new(SimpleGrid::from_func(self.side, module));
        !matches!(
            grid.decode_to(std::io::sink()),
            Err(DeQRError::FormatEcc | DeQRError::DataEcc | DeQRError::InvalidVersion | DeQRError::InvalidGridSize)
        )
    }

    /// The shorter of the edges at the top and the left, in pixels.
    fn side_px(&self) -> u32 {
        let side = self.side as f64;
        let [origin, right, down] = [(0.0, 0.0), (side, 0.0), (0.0, side)].map(|at| self.map.map(at));
        distance(origin, right).min(distance(origin, down)) as u32
    }
}

/// Returns the distance of two points.
pub(super) fn distance((ax, ay): Point, (bx, by): Point) -> f64 {
    ((ax - bx) * (ax - bx) + (ay - by) * (ay - by)).sqrt()
}

fn middle(x: usize, y: usize) -> Point {
    (x as f64 + 0.5, y as f64 + 0.5)
}

/// The alternating row and column between the marks (ISO/IEC 18004, 5.3.5).
fn timing(side: usize) -> Vec<(Point, bool)> {
    let along = 7..side - 7;
    along.flat_map(|i| [(middle(i, 6), i % 2 == 0), (middle(6, i), i % 2 == 0)]).collect()
}

/// The three marks, each with its light rim where the code goes on.
fn finders(side: usize) -> Vec<(Point, bool)> {
    let mut patterns = Vec::new();
    for (left, top) in [(0, 0), (side - 7, 0), (0, side - 7)] {
        for y in 0..7usize {
            for x in 0..7usize {
                let ring = x.abs_diff(3).max(y.abs_diff(3));
                patterns.push((middle(left + x, top + y), ring != 2));
            }
        }
    }
    patterns
}

/// A square of five modules with a dark rim and a dark middle (ISO/IEC 18004, 5.3.6), around a point.
fn alignment((u, v): Point) -> Vec<(Point, bool)> {
    let offsets = (-2i32..=2).flat_map(|y| (-2i32..=2).map(move |x| (x, y)));
    offsets.map(|(x, y)| ((u + f64::from(x), v + f64::from(y)), x.abs().max(y.abs()) != 1)).collect()
}

/// All alignment patterns of a code but those that touch a finder mark (ISO/IEC 18004, annex E).
fn alignments(side: usize) -> Vec<(Point, bool)> {
    let places = alignment_places(side);
    let last = side - 7;
    let mut patterns = Vec::new();
    for &y in &places {
        for &x in &places {
            if !matches!((x, y), (6, 6)) && (x, y) != (6, last) && (x, y) != (last, 6) {
                patterns.extend(alignment(middle(x, y)));
            }
        }
    }
    patterns
}

/// Row and column numbers of the alignment patterns' middles: annex E's table, by the rule behind it. Steps are even and
/// equal from the far end on; the first may be shorter.
fn alignment_places(side: usize) -> Vec<usize> {
    let version = (side - 17) / 4;
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let span = side - 13;
    // Version 32 is the one exception.
    let step = if version == 32 { 26 } else { (span.div_ceil(count - 1)).next_multiple_of(2) };
    let mut places: Vec<usize> = (0..count - 1).map(|i| side - 7 - i * step).collect();
    places.push(6);
    places.reverse();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alignment_patterns_stand_where_annex_e_puts_them() {
        let cases: [(usize, &[usize]); 9] = [
            (1, &[]),
            (2, &[6, 18]),
            (7, &[6, 22, 38]),
            (14, &[6, 26, 46, 66]),
            (16, &[6, 26, 50, 74]),
            (32, &[6, 34, 60, 86, 112, 138]),
            (36, &[6, 24, 50, 76, 102, 128, 154]),
            (39, &[6, 26, 54, 82, 110, 138, 166]),
            (40, &[6, 30, 58, 86, 114, 142, 170]),
        ];
        for (version, want) in cases {
            assert_eq!(alignment_places(version * 4 + 17), want, "version {version}");
        }
    }
}

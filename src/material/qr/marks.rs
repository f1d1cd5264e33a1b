//! The finder marks of QR codes (ISO/IEC 18004, 5.3.3): a square in a ring, which every line through the middle crosses
//! as dark, light, dark, light, dark in lengths of 1 : 1 : 3 : 1 : 1, however the code is turned.

use super::ink::Ink;

/// Most sightings. In one line alone glyphs and hatching look like a mark, too; more than this is a pattern.
const MAX_SIGHTINGS: usize = 2_000;
/// More marks than this are not looked at: a sheet of twenty codes has sixty.
pub(super) const MAX_MARKS: usize = 64;
/// A run may be longer or shorter than its share by this part of it: blur and steps of whole pixels.
const TOLERANCE: f64 = 0.6;
/// Two sightings within this many modules are of one mark: half of its side is 3.5.
const SAME_MARK_MODULES: f64 = 2.0;
/// The crossing lines of one mark differ in length by at most this factor, which the tilt of a page may do.
const MAX_STRETCH: f64 = 2.2;

/// A finder mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    pub x: f64,
    pub y: f64,
    /// A seventh of the length of a level line through the middle, in pixels. Such a line crosses a turned mark aslant.
    pub module_px: f64,
    /// Lines that saw it.
    sightings: u32,
}

/// All marks; `None` where there are more than are looked at.
pub(super) fn marks(ink: &Ink) -> Option<Vec<Mark>> {
    let mut seen: Vec<Mark> = Vec::new();
    let mut runs = Vec::new();
    for y in 0..ink.height {
        runs_of(ink.row(y), &mut runs);
        for five in runs.windows(5) {
            let lengths = [0, 1, 2, 3, 4].map(|i| five[i].1 as f64);
            let (at, length) = five[2];
            if !ink.row(y)[at] || !is_mark(lengths) {
                continue;
            }
            let middle = at as f64 + length as f64 / 2.0;
            let Some(mark) = confirmed(ink, middle, y as f64 + 0.5, lengths.iter().sum()) else { continue };
            match seen.iter().position(|other| is_same(other, &mark)) {
                Some(other) => seen[other].join(&mark),
                None if seen.len() == MAX_SIGHTINGS => return None,
                None => seen.push(mark),
            }
        }
    }
    // A middle of three modules is crossed by three lines at least where a module has a pixel.
    seen.retain(|mark| mark.sightings >= 2);
    (seen.len() <= MAX_MARKS).then_some(seen)
}

/// Start and length of each run of equal pixels.
fn runs_of(row: &[bool], runs: &mut Vec<(usize, usize)>) {
    runs.clear();
    let mut start = 0;
    for run in row.chunk_by(|a, b| a == b) {
        runs.push((start, run.len()));
        start += run.len();
    }
}

fn is_mark(lengths: [f64; 5]) -> bool {
    let module = lengths.iter().sum::<f64>() / 7.0;
    let near = |length: f64, modules: f64| (length - modules * module).abs() < TOLERANCE * module * modules.min(2.0);
    module >= 1.0 && near(lengths[2], 3.0) && [0, 1, 3, 4].iter().all(|&i| near(lengths[i], 1.0))
}

/// The mark around a place on a line that crosses it, where a line down, a level line through its middle and one aslant
/// cross it, too.
fn confirmed(ink: &Ink, x: f64, y: f64, length: f64) -> Option<Mark> {
    let (up, down, tall) = crossed(ink, x, y, (0, 1), length)?;
    let y = y.floor() + 0.5 + (down - up) / 2.0;
    let (left, right, wide) = crossed(ink, x, y, (1, 0), length)?;
    let x = x.floor() + 0.5 + (right - left) / 2.0;
    let stretch = tall / wide;
    if !(1.0 / MAX_STRETCH..=MAX_STRETCH).contains(&stretch) {
        return None;
    }
    crossed(ink, x, y, (1, 1), length).or_else(|| crossed(ink, x, y, (1, -1), length))?;
    Some(Mark { x, y, module_px: wide / 7.0, sightings: 1 })
}

/// Follows a line both ways from inside the square. Gives how far the square reaches back and on, and the whole length of
/// the five runs, in steps; `None` where they are no mark's, or longer than twice `length`.
fn crossed(ink: &Ink, x: f64, y: f64, (dx, dy): (i64, i64), length: f64) -> Option<(f64, f64, f64)> {
    let (x, y) = (x.floor() as i64, y.floor() as i64);
    if !ink.is_dark(x, y) {
        return None;
    }
    let most = (length * 2.0) as i64;
    let follow = |direction: i64| {
        let mut ends = [0i64; 3];
        let mut step = 1;
        for (run, end) in ends.iter_mut().enumerate() {
            let dark = run != 1;
            while step <= most && ink.is_dark(x + dx * direction * step, y + dy * direction * step) == dark {
                step += 1;
            }
            *end = step - 1;
        }
        (step <= most).then_some(ends.map(|end| end as f64))
    };
    let (back, on) = (follow(-1)?, follow(1)?);
    let lengths = [back[2] - back[1], back[1] - back[0], back[0] + 1.0 + on[0], on[1] - on[0], on[2] - on[1]];
    is_mark(lengths).then_some((back[0], on[0], lengths.iter().sum()))
}

fn is_same(a: &Mark, b: &Mark) -> bool {
    let near = SAME_MARK_MODULES * a.module_px.max(b.module_px);
    (a.x - b.x).abs() < near && (a.y - b.y).abs() < near
}

impl Mark {
    /// The mean of both, by the lines that saw them.
    fn join(&mut self, other: &Mark) {
        let (n, m) = (f64::from(self.sightings), f64::from(other.sightings));
        let mean = |a: f64, b: f64| (a * n + b * m) / (n + m);
        self.x = mean(self.x, other.x);
        self.y = mean(self.y, other.y);
        self.module_px = mean(self.module_px, other.module_px);
        self.sightings += other.sightings;
    }
}

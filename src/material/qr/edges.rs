//! The corner of a code that has no mark: where the outer edges of the two marks beside it meet. On a page seen from aside
//! it is not where a parallelogram puts it.

use super::ink::Ink;
use super::perspective::Point;

/// The edge of a mark is this far from its middle, in modules.
const EDGE: f64 = 3.5;
/// An edge is looked for between these distances; beyond it is a light rim of four modules.
const REACH: (f64, f64) = (2.0, 5.5);
/// Steps along a module, and the lines across an edge, in modules aside from the middle.
const STEP: f64 = 0.1;
const ASIDE: [f64; 9] = [-2.4, -1.8, -1.2, -0.6, 0.0, 0.6, 1.2, 1.8, 2.4];

/// The corner at the bottom right of a code of about `side` modules, whose marks have their middles at the top left, the top
/// right and the bottom left. `None` where the edges do not meet.
pub(super) fn corner(ink: &Ink, [top_left, top_right, bottom_left]: [Point; 3], side: f64) -> Option<Point> {
    let module = |to: Point| ((to.0 - top_left.0) / (side - 7.0), (to.1 - top_left.1) / (side - 7.0));
    let (right, down) = (module(top_right), module(bottom_left));
    let vertical = edge(ink, top_right, right, down)?;
    let horizontal = edge(ink, bottom_left, down, right)?;
    meeting(vertical, horizontal)
}

/// A point and a direction.
type Line = (Point, Point);

/// The line along the outer edge of a mark, which faces `out`, a module's length.
fn edge(ink: &Ink, middle: Point, out: Point, along: Point) -> Option<Line> {
    let at = |u: f64, v: f64| (middle.0 + u * out.0 + v * along.0, middle.1 + u * out.1 + v * along.1);
    // How far the ink reaches on each line, in modules.
    let steps = ((REACH.1 - REACH.0) / STEP) as usize;
    let reach = |v: f64| {
        let far = (0..steps).rev().map(|step| REACH.0 + step as f64 * STEP).find(|&u| {
            let (x, y) = at(u, v);
            ink.is_dark(x.floor() as i64, y.floor() as i64)
        });
        far.map(|u| u + STEP / 2.0)
    };
    let reaches: Vec<f64> = ASIDE.iter().map_while(|&v| reach(v)).collect();
    if reaches.len() < ASIDE.len() {
        return None;
    }
    // The straight line closest to them: the ways aside are even around 0.
    let mean = reaches.iter().sum::<f64>() / reaches.len() as f64;
    let squares: f64 = ASIDE.iter().map(|v| v * v).sum();
    let slope = ASIDE.iter().zip(&reaches).map(|(v, u)| v * u).sum::<f64>() / squares;
    let is_edge = (mean - EDGE).abs() < 1.5 && slope.abs() < 0.8;
    is_edge.then(|| (at(mean, 0.0), (slope * out.0 + along.0, slope * out.1 + along.1)))
}

fn meeting((p, d): Line, (q, e): Line) -> Option<Point> {
    let area = d.0 * e.1 - d.1 * e.0;
    let along = ((q.0 - p.0) * e.1 - (q.1 - p.1) * e.0) / area;
    let point = (p.0 + along * d.0, p.1 + along * d.1);
    (point.0.is_finite() && point.1.is_finite()).then_some(point)
}

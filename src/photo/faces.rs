//! Finds faces. Takes a bitmap and the model, gives rectangles with scores; judges nothing.
//!
//! The detector knows upright faces only, so a weak answer is compared with the picture's other three turns.

use rustface::{Detector, ImageData};

use super::luma::Luma;
use crate::codec::bitmap::Bitmap;
use crate::codec::rect::Rect;
use crate::codec::turn::QuarterTurn;

/// Long side of the first search. The window is 40 px, so faces from 2/15 of the picture's long side are seen.
/// Measured on 70 shared pictures: the same faces as at 360 px for three quarters of the time; at 180 px five are missed.
const SEARCH_LONG_SIDE_PX: u32 = 300;
/// Long side of a second search where the first saw nothing: faces from 1/18, at six times the cost.
const FINE_LONG_SIDE_PX: u32 = 720;
/// Long side for trying the other turns where a weak face was seen upright.
const TURNED_LONG_SIDE_PX: u32 = 200;
/// Long side when looking again at a composed photo, whose face fills half of it.
const OUTPUT_LONG_SIDE_PX: u32 = 220;
/// Sizes of the face, in pixels of the searched picture, at which its box is asked for again.
const REFINE_FACE_PX: [f64; 5] = [46.0, 51.0, 57.0, 64.0, 71.0];
/// Room around the face when asking again, in parts of it.
const REFINE_MARGIN: f64 = 0.3;
/// The detector's own default. On the shared pictures animals reach 1.8, the weakest true face of a group 5.0.
const MIN_SCORE: f64 = 3.85;
/// Scores above this are never seen on a turned face (highest: 11), so the other turns need no try.
const SURE_SCORE: f64 = 16.0;
/// How much better another turn must score. Turned faces score at most half of what they score upright.
const TURN_ADVANTAGE: f64 = 1.5;
/// The detector's window; smaller pictures cannot be searched.
const WINDOW_PX: u32 = 40;

/// One face, in pixels of the bitmap that was searched. The box reaches from mid-forehead to just above the chin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    pub rect: Rect,
    pub score: f64,
}

/// What a search saw.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Search {
    /// Best first. In pixels of the bitmap as given, also when it lies turned (then of the bitmap set upright).
    pub faces: Vec<Face>,
    /// How far the content is turned clockwise.
    pub rotation_cw: QuarterTurn,
}

/// Looks for faces; where the upright answer is weak and the person may lie, in all four turns.
pub(super) fn search(bitmap: &Bitmap, may_lie: bool, detector: &mut dyn Detector) -> Search {
    let long_side = bitmap.width_px().max(bitmap.height_px());
    let upright = detect(&Luma::reduced(bitmap, SEARCH_LONG_SIDE_PX), long_side, detector);
    let best = best_score(&upright);
    if best >= SURE_SCORE {
        return Search { faces: upright, rotation_cw: QuarterTurn::Deg0 };
    }
    if may_lie && let Some(lying) = search_turned(bitmap, &upright, detector) {
        return lying;
    }
    if upright.is_empty() && long_side > SEARCH_LONG_SIDE_PX {
        let faces = detect(&Luma::reduced(bitmap, FINE_LONG_SIDE_PX), long_side, detector);
        return Search { faces, rotation_cw: QuarterTurn::Deg0 };
    }
    Search { faces: upright, rotation_cw: QuarterTurn::Deg0 }
}

/// The turn that shows clearly better faces than the picture as it is.
fn search_turned(bitmap: &Bitmap, upright: &[Face], detector: &mut dyn Detector) -> Option<Search> {
    let long_side = bitmap.width_px().max(bitmap.height_px());
    let small = Luma::reduced(bitmap, if upright.is_empty() { SEARCH_LONG_SIDE_PX } else { TURNED_LONG_SIDE_PX });
    let mut turned = |turn: QuarterTurn| (turn, detect(&small.turned_cw(turn.quarters()), long_side, detector));
    type Seen = (QuarterTurn, Vec<Face>);
    let better = |a: Seen, b: Seen| if best_score(&b.1) > best_score(&a.1) { b } else { a };
    let quarter = better(turned(QuarterTurn::Deg90), turned(QuarterTurn::Deg180));
    let (turn, faces) = better(quarter, turned(QuarterTurn::Deg270));
    let is_clear = best_score(&faces) > best_score(upright).max(MIN_SCORE) * TURN_ADVANTAGE;
    is_clear.then_some(Search { faces, rotation_cw: turn.inverse() })
}

/// Looks again at a composed photo, which is upright and whose face is large.
pub(super) fn search_output(bitmap: &Bitmap, detector: &mut dyn Detector) -> Vec<Face> {
    let long_side = bitmap.width_px().max(bitmap.height_px());
    detect(&Luma::reduced(bitmap, OUTPUT_LONG_SIDE_PX), long_side, detector)
}

/// The same face more exactly; `None` where it is not seen again. One answer of the detector is off by up to a tenth of the
/// face, depending on how the picture falls on its grid; the middle of several answers at neighbouring sizes is off by a
/// third of that.
pub(super) fn refined(bitmap: &Bitmap, face: Rect, detector: &mut dyn Detector) -> Option<Rect> {
    let margin = face.width * REFINE_MARGIN;
    let area = Rect {
        left: face.left - margin,
        top: face.top - margin,
        width: face.width + 2.0 * margin,
        height: face.height + 2.0 * margin,
    };
    let mut answers = Vec::with_capacity(REFINE_FACE_PX.len());
    for face_px in REFINE_FACE_PX {
        let width_px = (face_px * (1.0 + 2.0 * REFINE_MARGIN)).round() as u32;
        let Some((luma, part)) = Luma::part(bitmap, area, width_px) else { continue };
        let scale = part.width / f64::from(luma.width_px);
        let found = detect(&luma, luma.width_px.max(luma.height_px), detector);
        let near = found.iter().map(|f| f.rect.scaled(scale)).map(|r| Rect {
            left: r.left + part.left,
            top: r.top + part.top,
            ..r
        });
        answers.extend(near.filter(|r| overlap(*r, face) > 0.4).take(1));
    }
    if answers.is_empty() {
        return None;
    }
    let median = |side: fn(&Rect) -> f64| {
        let mut values: Vec<f64> = answers.iter().map(side).collect();
        values.sort_unstable_by(f64::total_cmp);
        let n = values.len();
        (values[(n - 1) / 2] + values[n / 2]) / 2.0
    };
    let (left, right) = (median(|r| r.left), median(Rect::right));
    let (top, bottom) = (median(|r| r.top), median(Rect::bottom));
    Some(Rect { left, top, width: right - left, height: bottom - top })
}

/// Intersection over union.
fn overlap(a: Rect, b: Rect) -> f64 {
    let width = (a.right().min(b.right()) - a.left.max(b.left)).max(0.0);
    let height = (a.bottom().min(b.bottom()) - a.top.max(b.top)).max(0.0);
    let both = width * height;
    both / (a.width * a.height + b.width * b.height - both)
}

fn best_score(faces: &[Face]) -> f64 {
    faces.first().map_or(0.0, |f| f.score)
}

/// One search; rectangles come back in pixels of a picture whose long side is `long_side_px`.
fn detect(luma: &Luma, long_side_px: u32, detector: &mut dyn Detector) -> Vec<Face> {
    if luma.width_px.min(luma.height_px) < WINDOW_PX {
        return Vec::new();
    }
    detector.set_score_thresh(MIN_SCORE);
    let found = detector.detect(&ImageData::new(&luma.samples, luma.width_px, luma.height_px));
    let scale = f64::from(long_side_px) / f64::from(luma.width_px.max(luma.height_px));
    let mut faces: Vec<Face> = found
        .iter()
        .map(|f| {
            let b = f.bbox();
            let (left, top) = (f64::from(b.x()), f64::from(b.y()));
            let rect = Rect { left, top, width: f64::from(b.width()), height: f64::from(b.height()) };
            Face { rect: rect.scaled(scale), score: f.score() }
        })
        .collect();
    faces.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
    faces
}

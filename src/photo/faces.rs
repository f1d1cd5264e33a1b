//! Finds faces. Takes a bitmap and the model, gives points on faces; judges nothing.
//!
//! The detector proposes candidates, and the mesh confirms them or not. If the first answer is sure, the search ends.

use super::detect::{Candidate, detect};
use super::frame::{Frame, Point};
use super::mesh::{self, Landmarks};
use super::model::FaceModel;
use crate::codec::bitmap::Bitmap;
use crate::codec::turn::QuarterTurn;

/// The mesh confirms a face if its flag is at least this: even odds.
const MIN_FLAG: f64 = 0.5;
/// A point of the detector and the same point of the mesh are at most this many pupil distances apart.
const MAX_APART: f64 = 0.5;
/// An answer is sure if a face has at least this score and this size, as a ratio of the picture's long side. On the shared
/// portraits a face upside down scores up to 0.81, an upright one seldom less than 0.86.
const SURE_SCORE: f64 = 0.85;
const SURE_SIZE: f64 = 0.12;
/// Distance of the pupils as a ratio of the detector's box, roughly: it turns a distance of pupils into a size.
const PUPILS_OF_BOX: f64 = 0.4;
/// Lead of a turn that shows the face upright over one that shows it turned. On the shared portraits the right turn leads
/// by 0.09 or more; a mask upside down looks like a forehead and leads by up to 0.04.
const UPRIGHT_LEAD: f64 = 0.05;
/// The search ends at this many faces: the finding says that there are several.
const MAX_FACES: usize = 8;
/// The squares of a second search are at most this ratio of the picture's long side, so that a square picture is cut into
/// overlapping quarters.
const LARGEST_SQUARE: f64 = 0.7;

/// Result of a search.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Search {
    /// The largest first, in pixels of the bitmap as given.
    pub faces: Vec<Landmarks>,
    /// Clockwise turn of the best face.
    pub rotation_cw: QuarterTurn,
}

/// A confirmed face.
struct Found {
    score: f64,
    landmarks: Landmarks,
}

/// Finds faces: in the picture as it is; if that answer is not sure, in all four turns where the person may be turned;
/// then in squares of the picture.
pub(super) fn search(bitmap: &Bitmap, may_be_turned: bool, model: &FaceModel) -> Search {
    let whole = Frame::around(bitmap);
    let mut found = Vec::new();
    look(bitmap, &whole, model, &mut found);
    if may_be_turned && !is_sure(&found, &whole) {
        for turn in [90.0f64, 180.0, 270.0] {
            let mut turned = Vec::new();
            look(bitmap, &Frame { lean_rad: turn.to_radians(), ..whole }, model, &mut turned);
            if best(&turned) > best(&found) {
                found = turned;
            }
        }
    }
    if !is_sure(&found, &whole) {
        for square in squares(&whole, bitmap) {
            look(bitmap, &square, model, &mut found);
        }
    }
    let best = found.iter().max_by(|a, b| a.weight().total_cmp(&b.weight()));
    let rotation_cw = best.filter(|_| may_be_turned).map_or(QuarterTurn::Deg0, Found::turn);
    // A face turned otherwise than the best one is a pattern that resembles a face.
    let upright = |face: &Found| !may_be_turned || face.turn() == rotation_cw;
    let mut faces: Vec<Landmarks> = found.into_iter().filter(upright).map(|face| face.landmarks).collect();
    faces.sort_by(|a, b| b.inter_eye_px().total_cmp(&a.inter_eye_px()));
    Search { faces, rotation_cw }
}

impl Found {
    /// Returns the product of detector's score and mesh's flag, plus the lead of an upright face.
    fn weight(&self) -> f64 {
        let lead = if self.turn() == QuarterTurn::Deg0 { UPRIGHT_LEAD } else { 0.0 };
        self.score * self.landmarks.flag + lead
    }

    /// Returns the clockwise turn of the face in the picture.
    fn turn(&self) -> QuarterTurn {
        quarter_turn(self.landmarks.lean_rad())
    }
}

fn best(found: &[Found]) -> f64 {
    found.iter().map(Found::weight).fold(0.0, f64::max)
}

/// Returns the quarter turn nearest to a lean.
fn quarter_turn(lean_rad: f64) -> QuarterTurn {
    let quarters = (lean_rad / std::f64::consts::FRAC_PI_2).round() as i32;
    match quarters.rem_euclid(4) {
        0 => QuarterTurn::Deg0,
        1 => QuarterTurn::Deg90,
        2 => QuarterTurn::Deg180,
        _ => QuarterTurn::Deg270,
    }
}

/// Returns `true` if one of the faces leaves no doubt.
fn is_sure(found: &[Found], whole: &Frame) -> bool {
    let is_large = |face: &Landmarks| face.inter_eye_px() / PUPILS_OF_BOX >= SURE_SIZE * whole.width;
    found.iter().any(|f| f.score >= SURE_SCORE && is_large(&f.landmarks))
}

/// Returns squares of the picture's short side, each half over the next, along its long side; of a square picture, its
/// quarters.
fn squares(whole: &Frame, bitmap: &Bitmap) -> Vec<Frame> {
    let (width, height) = (f64::from(bitmap.width_px()), f64::from(bitmap.height_px()));
    let side = width.min(height).min(whole.width * LARGEST_SQUARE);
    let along = |length: f64| {
        let steps = ((length - side) / (side / 2.0)).ceil().max(0.0);
        (0..=steps as u32).map(move |i| {
            side / 2.0 + if steps > 0.0 { (length - side) * f64::from(i) / steps } else { (length - side) / 2.0 }
        })
    };
    let at = |x: f64, y: f64| Frame { middle: Point { x, y }, width: side, height: side, lean_rad: 0.0 };
    along(height).flat_map(|y| along(width).map(move |x| at(x, y))).collect()
}

fn look(bitmap: &Bitmap, frame: &Frame, model: &FaceModel, found: &mut Vec<Found>) {
    for candidate in detect(bitmap, frame, model) {
        if found.len() >= MAX_FACES {
            return;
        }
        if found.iter().any(|f| is_same(&f.landmarks, &candidate)) {
            continue;
        }
        if let Some(landmarks) = confirmed(bitmap, &candidate, model) {
            found.push(Found { score: candidate.score, landmarks });
        }
    }
}

/// Returns the points of the mesh in a close, level frame of the face, or `None` if the mesh sees no face or another one.
fn confirmed(bitmap: &Bitmap, candidate: &Candidate, model: &FaceModel) -> Option<Landmarks> {
    let first = mesh::look(bitmap, &mesh::first_frame(candidate.middle, candidate.size, candidate.eyes), model);
    if first.flag < MIN_FLAG || apart(&first, candidate) > MAX_APART {
        return None;
    }
    again(bitmap, &first, model)
}

/// Returns the same face measured in its own frame: more exact points, or the points in another picture at the same place.
pub(super) fn again(bitmap: &Bitmap, face: &Landmarks, model: &FaceModel) -> Option<Landmarks> {
    let landmarks = mesh::look(bitmap, &face.frame(), model);
    (landmarks.flag >= MIN_FLAG).then_some(landmarks)
}

/// Returns the greatest distance between detector and mesh at eyes, nose and mouth, in pupil distances.
fn apart(face: &Landmarks, candidate: &Candidate) -> f64 {
    let mouth = face.mouth[0].middle(face.mouth[1]);
    let pairs = [
        (face.eyes[0].middle(), candidate.eyes[0]),
        (face.eyes[1].middle(), candidate.eyes[1]),
        (face.nose, candidate.nose),
        (mouth, candidate.mouth),
    ];
    let far = pairs.iter().map(|(a, b)| a.distance(*b)).fold(0.0, f64::max);
    far / face.inter_eye_px().max(f64::MIN_POSITIVE)
}

fn is_same(face: &Landmarks, candidate: &Candidate) -> bool {
    let between = face.eyes[0].middle().middle(face.eyes[1].middle());
    between.distance(candidate.eyes[0].middle(candidate.eyes[1])) < face.inter_eye_px()
}

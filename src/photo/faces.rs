//! Finds faces. Takes a bitmap and the model, gives points on faces; judges nothing.
//!
//! The detector proposes; what the mesh does not confirm is no face. A sure first answer asks for no more looks.

use super::detect::{Candidate, detect};
use super::frame::{Frame, Point};
use super::mesh::{self, Landmarks};
use super::model::FaceModel;
use crate::codec::bitmap::Bitmap;
use crate::codec::turn::QuarterTurn;

/// The mesh's own flag must be above.
const MIN_FLAG: f64 = 0.5;
/// The points of detector and mesh lie within this many pupil distances of each other.
const MAX_APART: f64 = 0.5;
/// An answer is sure where a face scores as much and is at least as large, in parts of the picture's long side. On the shared
/// portraits a face upside down scores up to 0.81, an upright one seldom less than 0.86.
const SURE_SCORE: f64 = 0.85;
const SURE_SIZE: f64 = 0.12;
/// What a picture that shows the face upright has ahead of one that shows it turned. On the shared portraits the right turn
/// leads by 0.09 or more; a mask upside down looks like a forehead and leads by up to 0.04.
const UPRIGHT_LEAD: f64 = 0.05;
/// More faces than this are not looked for: several are several.
const MAX_FACES: usize = 8;

/// What a search saw.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Search {
    /// The largest first, in pixels of the bitmap as given.
    pub faces: Vec<Landmarks>,
    /// How far the best one is turned clockwise.
    pub rotation_cw: QuarterTurn,
}

/// A confirmed face.
struct Found {
    score: f64,
    landmarks: Landmarks,
}

/// Looks for faces; where the upright answer is not sure and the person may lie, in all four turns.
pub(super) fn search(bitmap: &Bitmap, may_lie: bool, model: &FaceModel) -> Search {
    let whole = Frame::around(bitmap);
    let mut found = Vec::new();
    look(bitmap, &whole, model, &mut found);
    if may_lie && !is_sure(&found, &whole) {
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
    let rotation_cw = best.filter(|_| may_lie).map_or(QuarterTurn::Deg0, Found::turn);
    // What lies otherwise than the best is a pattern that looks like a face.
    let upright = |face: &Found| !may_lie || face.turn() == rotation_cw;
    let mut faces: Vec<Landmarks> = found.into_iter().filter(upright).map(|face| face.landmarks).collect();
    faces.sort_by(|a, b| b.inter_eye_px().total_cmp(&a.inter_eye_px()));
    Search { faces, rotation_cw }
}

impl Found {
    /// How much detector and mesh together believe in it; an upright face is the likelier one.
    fn weight(&self) -> f64 {
        let lead = if self.turn() == QuarterTurn::Deg0 { UPRIGHT_LEAD } else { 0.0 };
        self.score * self.landmarks.flag + lead
    }

    /// How the picture shows it turned.
    fn turn(&self) -> QuarterTurn {
        quarter_turn(self.landmarks.lean_rad())
    }
}

fn best(found: &[Found]) -> f64 {
    found.iter().map(Found::weight).fold(0.0, f64::max)
}

/// The quarter turn next to a lean.
fn quarter_turn(lean_rad: f64) -> QuarterTurn {
    let quarters = (lean_rad / std::f64::consts::FRAC_PI_2).round() as i32;
    match quarters.rem_euclid(4) {
        0 => QuarterTurn::Deg0,
        1 => QuarterTurn::Deg90,
        2 => QuarterTurn::Deg180,
        _ => QuarterTurn::Deg270,
    }
}

/// Whether one of the faces leaves no doubt.
fn is_sure(found: &[Found], whole: &Frame) -> bool {
    // The pupils lie some 0.4 of the detector's box apart.
    found.iter().any(|f| f.score >= SURE_SCORE && f.landmarks.inter_eye_px() / 0.4 >= SURE_SIZE * whole.width)
}

/// Squares of the picture's short side, half overlapping, along its long side; the quarters of a square picture.
fn squares(whole: &Frame, bitmap: &Bitmap) -> Vec<Frame> {
    let (width, height) = (f64::from(bitmap.width_px()), f64::from(bitmap.height_px()));
    let side = width.min(height).min(whole.width * 0.7);
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

/// The mesh, level and close about the face; `None` where it sees none or another one.
fn confirmed(bitmap: &Bitmap, candidate: &Candidate, model: &FaceModel) -> Option<Landmarks> {
    let first = mesh::look(bitmap, &mesh::first_frame(candidate.middle, candidate.size, candidate.eyes), model);
    if first.flag < MIN_FLAG || apart(&first, candidate) > MAX_APART {
        return None;
    }
    again(bitmap, &first, model)
}

/// The same face more exactly, or at the same place of another picture.
pub(super) fn again(bitmap: &Bitmap, face: &Landmarks, model: &FaceModel) -> Option<Landmarks> {
    let landmarks = mesh::look(bitmap, &face.frame(), model);
    (landmarks.flag >= MIN_FLAG).then_some(landmarks)
}

/// How far detector and mesh disagree about eyes, nose and mouth, in pupil distances.
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

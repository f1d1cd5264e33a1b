//! Detects faces: BlazeFace, short range. Takes a frame of a picture, gives candidates; the mesh confirms them.

use super::frame::{Frame, Point};
use super::model::FaceModel;
use crate::codec::bitmap::Bitmap;
use crate::net::Plane;

/// Side of the net's input, in pixels.
const SIDE: usize = 128;
/// The net's two grids: cells per side, and boxes per cell.
const GRIDS: [(usize, usize); 2] = [(16, 2), (8, 6)];
/// Numbers of a box: middle, width and height, then six points.
const NUMBERS: usize = 16;
/// Least score of a candidate: even odds.
const MIN_SCORE: f64 = 0.5;
/// Boxes belong to one face if they share more than this (intersection over union).
const ONE_FACE: f64 = 0.3;

/// A face of the detector, in pixels of the bitmap.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// 0.5 to 1.
    pub score: f64,
    pub middle: Point,
    /// The longer side of its box.
    pub size: f64,
    /// Left as the viewer sees it, right.
    pub eyes: [Point; 2],
    pub nose: Point,
    pub mouth: Point,
}

/// Runs the net once. Returns the candidates, the best first.
pub(super) fn detect(bitmap: &Bitmap, frame: &Frame, model: &FaceModel) -> Vec<Candidate> {
    let input = frame.cut(bitmap, SIDE, SIDE, (2.0, -1.0));
    let answers = model.detector().run(input);
    let mut boxes = Vec::new();
    for (&(side, each), (scores, places)) in GRIDS.iter().zip(answers.chunks_exact(2).map(|two| (&two[0], &two[1]))) {
        read_boxes(side, each, scores, places, &mut boxes);
    }
    boxes.sort_by(|a: &Box, b| b.score.total_cmp(&a.score));
    let mut faces: Vec<Candidate> = Vec::new();
    while let Some(best) = boxes.first().cloned() {
        let (same, others): (Vec<Box>, Vec<Box>) = boxes.into_iter().partition(|b| b.overlap(&best) > ONE_FACE);
        boxes = others;
        faces.push(mean(&same, best.score).seen_through(frame));
    }
    faces
}

/// A box of the net, as ratios of the frame.
#[derive(Debug, Clone)]
struct Box {
    score: f64,
    numbers: [f64; NUMBERS],
}

fn read_boxes(side: usize, each: usize, scores: &Plane, places: &Plane, boxes: &mut Vec<Box>) {
    for row in 0..side {
        for column in 0..side {
            for i in 0..each {
                let score = 1.0 / (1.0 + libm::exp(-f64::from(scores.at(row, column)[i])));
                if score < MIN_SCORE {
                    continue;
                }
                let raw = &places.at(row, column)[i * NUMBERS..][..NUMBERS];
                let mut numbers: [f64; NUMBERS] = std::array::from_fn(|n| f64::from(raw[n]) / SIDE as f64);
                // All but width and height are relative to the middle of the cell.
                let middle = [column, row].map(|i| (i as f64 + 0.5) / side as f64);
                for n in (0..NUMBERS).filter(|n| !(2..4).contains(n)) {
                    numbers[n] += middle[n % 2];
                }
                boxes.push(Box { score, numbers });
            }
        }
    }
}

/// Returns the mean of the boxes of one face, weighted by score: steadier than the best box alone.
fn mean(same: &[Box], score: f64) -> Box {
    let weight: f64 = same.iter().map(|b| b.score).sum();
    let numbers = std::array::from_fn(|n| same.iter().map(|b| b.numbers[n] * b.score).sum::<f64>() / weight);
    Box { score, numbers }
}

impl Box {
    /// Returns intersection over union.
    fn overlap(&self, other: &Self) -> f64 {
        let shared = |axis: usize| {
            let edges = |b: &Self, sign: f64| b.numbers[axis] + sign * b.numbers[axis + 2] / 2.0;
            (edges(self, 1.0).min(edges(other, 1.0)) - edges(self, -1.0).max(edges(other, -1.0))).max(0.0)
        };
        let area = |b: &Self| b.numbers[2] * b.numbers[3];
        let both = shared(0) * shared(1);
        both / (area(self) + area(other) - both).max(f64::MIN_POSITIVE)
    }

    fn seen_through(&self, frame: &Frame) -> Candidate {
        let point = |n: usize| frame.place(self.numbers[n], self.numbers[n + 1]);
        Candidate {
            score: self.score,
            middle: point(0),
            size: self.numbers[2].max(self.numbers[3]) * frame.width,
            eyes: [point(4), point(6)],
            nose: point(8),
            mouth: point(10),
        }
    }
}

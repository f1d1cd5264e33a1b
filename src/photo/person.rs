//! Masks the person: MediaPipe's selfie segmentation around a face. Takes a bitmap and a face, gives a grid of yes and no.

use super::flood::flood;
use super::frame::{Frame, Point};
use super::mesh::Landmarks;
use super::model::FaceModel;
use crate::codec::bitmap::Bitmap;
use crate::codec::rect::Rect;

/// Side of the net's input in pixels, and of its answer.
const SIDE: usize = 256;
/// Reach of the mask: to either side of the face's middle in widths of the face, above the hairline and below the chin in
/// heights of the face.
const ASIDE: f64 = 2.2;
const ABOVE: f64 = 1.2;
const BELOW: f64 = 1.2;
/// Margin around the person for soft hair, in widths of the face: no part of the background.
const MARGIN: f64 = 0.10;

/// Mask of the person in the part of a picture around a face.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    /// In pixels of the bitmap, inside it.
    pub area: Rect,
    person: Vec<bool>,
    /// The same with a margin for soft hair.
    near: Vec<bool>,
}

impl Person {
    /// Runs the net once. Parts that are not connected with the face or the lower edge are somebody or something else.
    pub fn find(bitmap: &Bitmap, face: &Landmarks, model: &FaceModel) -> Self {
        let area = area(bitmap, face.rect());
        let answer = model.mask().run(Frame::of(area).cut(bitmap, SIDE, SIDE, (1.0, 0.0)));
        // Each cell of the answer holds four pixels, row by row. A pixel above zero belongs to a person, by even odds.
        let seen: Vec<bool> = (0..SIDE * SIDE)
            .map(|i| {
                let (row, column) = (i / SIDE, i % SIDE);
                answer[0].at(row / 2, column / 2)[row % 2 * 2 + column % 2] > 0.0
            })
            .collect();
        let mut person = Self { area, person: vec![false; SIDE * SIDE], near: Vec::new() };
        let is_face = person.filled(&face.outline);
        let open = (0..SIDE * SIDE).filter(|&i| is_face[i] || i >= (SIDE - 1) * SIDE).collect();
        flood(open, SIDE, SIDE * SIDE, |i| (seen[i] || is_face[i]) && !std::mem::replace(&mut person.person[i], true));
        let margin = face.rect().width * MARGIN;
        let places = |length: f64| (margin / length * SIDE as f64).round() as usize;
        person.near = widened(&person.person, places(area.width), places(area.height));
        person
    }

    /// Returns the same in a picture whose pixels are `factor` times as many a side.
    pub fn scaled(&self, factor: f64) -> Self {
        Self { area: self.area.scaled(factor), ..self.clone() }
    }

    /// Returns `true` if a place belongs to the person, and `None` outside the mask.
    pub fn is_person(&self, place: Point) -> Option<bool> {
        self.at(&self.person, place)
    }

    /// Returns the same with a margin for soft hair.
    pub fn is_near(&self, place: Point) -> Option<bool> {
        self.at(&self.near, place)
    }

    /// Returns the height of a row in pixels of the bitmap.
    pub fn row_px(&self) -> f64 {
        self.area.height / SIDE as f64
    }

    fn at(&self, grid: &[bool], place: Point) -> Option<bool> {
        let along = |v: f64, from: f64, length: f64| {
            let at = ((v - from) / length * SIDE as f64).floor();
            (0.0..SIDE as f64).contains(&at).then_some(at as usize)
        };
        let column = along(place.x, self.area.left, self.area.width)?;
        let row = along(place.y, self.area.top, self.area.height)?;
        Some(grid[row * SIDE + column])
    }

    /// Returns the cells inside an outline: the net's mask has holes if a face fills the picture.
    fn filled(&self, outline: &[Point]) -> Vec<bool> {
        let mut grid = vec![false; SIDE * SIDE];
        for (row, line) in grid.chunks_exact_mut(SIDE).enumerate() {
            let y = self.area.top + (row as f64 + 0.5) / SIDE as f64 * self.area.height;
            let edges = outline.iter().zip(outline.iter().cycle().skip(1));
            let mut crossings: Vec<f64> = edges
                .filter(|(a, b)| (a.y <= y) != (b.y <= y))
                .map(|(a, b)| a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x))
                .map(|x| (x - self.area.left) / self.area.width * SIDE as f64)
                .collect();
            crossings.sort_by(f64::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let [first, last] = [pair[0], pair[1]].map(|x| x.round().clamp(0.0, SIDE as f64) as usize);
                line[first..last].fill(true);
            }
        }
        grid
    }
}

/// Returns the area of the mask around a face, inside the picture.
fn area(bitmap: &Bitmap, face: Rect) -> Rect {
    let clamp = |v: f64, side: u32| v.clamp(0.0, f64::from(side));
    let left = clamp(face.centre_x() - face.width * ASIDE, bitmap.width_px() - 1);
    let right = clamp(face.centre_x() + face.width * ASIDE, bitmap.width_px()).max(left + 1.0);
    let top = clamp(face.top - face.height * ABOVE, bitmap.height_px() - 1);
    let bottom = clamp(face.bottom() + face.height * BELOW, bitmap.height_px()).max(top + 1.0);
    Rect { left, top, width: right - left, height: bottom - top }
}

/// Returns the grid widened by so many cells, across and down.
fn widened(grid: &[bool], across: usize, down: usize) -> Vec<bool> {
    let mut wide = vec![false; grid.len()];
    for i in (0..grid.len()).filter(|&i| grid[i]) {
        let (row, column) = (i / SIDE * SIDE, i % SIDE);
        wide[row + column.saturating_sub(across)..=row + (column + across).min(SIDE - 1)].fill(true);
    }
    // Down: `last` is the last row that is set above the lower end of the reach.
    let mut both = vec![false; grid.len()];
    for column in 0..SIDE {
        let mut last: Option<usize> = None;
        for row in 0..SIDE + down {
            if row < SIDE && wide[row * SIDE + column] {
                last = Some(row);
            }
            if let Some(to) = row.checked_sub(down) {
                both[to * SIDE + column] = last.is_some_and(|last| last + 2 * down >= row);
            }
        }
    }
    both
}

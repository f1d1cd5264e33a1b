//! Places on a face by the face's own axes: the same numbers on a turned or large face as on a level or small one.

use super::frame::Point;
use super::mesh::Landmarks;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::{Converter, Lab};

/// Axes with their origin between the eyes: along the line of the eyes to the viewer's right, and down. The unit is the
/// distance of the eyes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axes {
    origin: Point,
    unit: f64,
    cosine: f64,
    sine: f64,
}

impl Axes {
    /// Returns the axes of a face.
    pub fn of(face: &Landmarks) -> Self {
        let [left, right] = [0, 1].map(|side: usize| face.eyes[side].middle());
        let unit = left.distance(right).max(f64::MIN_POSITIVE);
        Self { origin: left.middle(right), unit, cosine: (right.x - left.x) / unit, sine: (right.y - left.y) / unit }
    }

    /// Returns the length of the unit in pixels of the bitmap.
    pub fn unit_px(&self) -> f64 {
        self.unit
    }

    /// Converts a place on the axes to a point of the bitmap.
    pub fn place(&self, [across, down]: [f64; 2]) -> Point {
        let (x, y) = (across * self.unit, down * self.unit);
        Point { x: self.origin.x + x * self.cosine - y * self.sine, y: self.origin.y + x * self.sine + y * self.cosine }
    }

    /// Converts a point of the bitmap to a place on the axes.
    pub fn parts(&self, place: Point) -> [f64; 2] {
        let (x, y) = (place.x - self.origin.x, place.y - self.origin.y);
        [(x * self.cosine + y * self.sine) / self.unit, (y * self.cosine - x * self.sine) / self.unit]
    }
}

/// Returns the mean colour of a square around a place, or `None` if the square is outside the bitmap.
pub(super) fn colour_at(bitmap: &Bitmap, middle: Point, reach_px: f64, lab: &Converter) -> Option<Lab> {
    let along = |v: f64, side: u32| {
        let clamp = |v: f64| v.clamp(0.0, f64::from(side)) as u32;
        clamp(v - reach_px)..clamp(v + reach_px + 1.0)
    };
    let (mut sums, mut count) = ([0.0f32; 3], 0.0f32);
    for y in along(middle.y, bitmap.height_px()) {
        for x in along(middle.x, bitmap.width_px()) {
            let Lab { l, a, b } = lab.lab(bitmap.pixel(x, y));
            sums.iter_mut().zip([l, a, b]).for_each(|(sum, v)| *sum += v);
            count += 1.0;
        }
    }
    let [l, a, b] = sums.map(|sum| sum / count);
    (count > 0.0).then_some(Lab { l, a, b })
}

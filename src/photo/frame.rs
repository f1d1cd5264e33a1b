//! A turned rectangle of a picture, and its pixels as a net takes them.

use serde::Serialize;

use crate::codec::bitmap::Bitmap;
use crate::codec::rect::Rect;
use crate::net::Plane;

/// A place in a picture, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f64,
    /// Pixels from the upper edge.
    pub y: f64,
}

impl Point {
    /// Returns the same place in a picture with `factor` times as many pixels per side.
    pub fn scaled(self, factor: f64) -> Self {
        Self { x: self.x * factor, y: self.y * factor }
    }

    /// Returns the distance to another place.
    pub fn distance(self, other: Self) -> f64 {
        let (x, y) = (other.x - self.x, other.y - self.y);
        (x * x + y * y).sqrt()
    }

    /// Returns the place halfway to another one.
    pub fn middle(self, other: Self) -> Self {
        Self { x: (self.x + other.x) / 2.0, y: (self.y + other.y) / 2.0 }
    }

    /// Returns the middle of a rectangle.
    pub(super) fn middle_of(rect: Rect) -> Self {
        Self { x: rect.centre_x(), y: rect.centre_y() }
    }

    /// Returns the rectangle of these sides with this middle.
    pub(super) fn middle_to_rect(self, width: f64, height: f64) -> Rect {
        Rect { left: self.x - width / 2.0, top: self.y - height / 2.0, width, height }
    }

    /// Returns the clockwise lean of the line to another place, in radians: 0 if it is level to the right.
    pub fn lean_to(self, other: Self) -> f64 {
        libm::atan2(other.y - self.y, other.x - self.x)
    }
}

/// One number is the mean of at most this many samples per side: more cost time and change little.
const MAX_SAMPLES: usize = 4;

/// A rectangle around a middle, turned clockwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub middle: Point,
    pub width: f64,
    pub height: f64,
    pub lean_rad: f64,
}

impl Frame {
    /// Returns an upright frame.
    pub fn of(rect: Rect) -> Self {
        Self { middle: Point::middle_of(rect), width: rect.width, height: rect.height, lean_rad: 0.0 }
    }

    /// Returns the square with the whole picture in its middle.
    pub fn around(bitmap: &Bitmap) -> Self {
        let (width, height) = (f64::from(bitmap.width_px()), f64::from(bitmap.height_px()));
        let side = width.max(height);
        Self { middle: Point { x: width / 2.0, y: height / 2.0 }, width: side, height: side, lean_rad: 0.0 }
    }

    /// Converts a place in the frame to the picture: 0, 0 is the frame's upper left corner, 1, 1 the lower right one.
    pub fn place(&self, across: f64, down: f64) -> Point {
        let (x, y) = ((across - 0.5) * self.width, (down - 0.5) * self.height);
        let (sine, cosine) = (libm::sin(self.lean_rad), libm::cos(self.lean_rad));
        Point { x: self.middle.x + x * cosine - y * sine, y: self.middle.y + x * sine + y * cosine }
    }

    /// Returns the picture inside the frame as `columns` by `rows` cells of red, green and blue: 0 to 1, times `factor`,
    /// plus `shift`. Outside the picture it is black.
    pub fn cut(&self, bitmap: &Bitmap, columns: usize, rows: usize, (factor, shift): (f32, f32)) -> Plane {
        let step = (self.width / columns as f64).max(self.height / rows as f64);
        let samples = (step.round() as usize).clamp(1, MAX_SAMPLES);
        let across = |i: usize| i as f64 / (columns * samples) as f64;
        let (origin, half) = (self.place(0.0, 0.0), 0.5 / samples as f64);
        let along = |end: Point| Point { x: end.x - origin.x, y: end.y - origin.y };
        let (right, down) = (along(self.place(1.0, 0.0)), along(self.place(0.0, 1.0)));
        let read = if samples == 1 { bilinear } else { nearest };
        let unit = factor / (255 * samples * samples) as f32;
        let mut numbers = Vec::with_capacity(columns * rows * 3);
        for row in 0..rows {
            for column in 0..columns {
                let mut sums = [0.0f32; 3];
                for y in row * samples..(row + 1) * samples {
                    let v = y as f64 / (rows * samples) as f64 + half / rows as f64;
                    for x in column * samples..(column + 1) * samples {
                        let u = across(x) + half / columns as f64;
                        let place =
                            Point { x: origin.x + right.x * u + down.x * v, y: origin.y + right.y * u + down.y * v };
                        let pixel = read(bitmap, place);
                        for c in 0..3 {
                            sums[c] += pixel[c];
                        }
                    }
                }
                numbers.extend(sums.map(|sum| sum * unit + shift));
            }
        }
        Plane::new(rows, columns, 3, numbers)
    }
}

fn is_inside(bitmap: &Bitmap, Point { x, y }: Point) -> bool {
    x >= 0.0 && y >= 0.0 && x < f64::from(bitmap.width_px()) && y < f64::from(bitmap.height_px())
}

/// Returns the pixel at a place, black outside.
fn nearest(bitmap: &Bitmap, place: Point) -> [f32; 3] {
    if !is_inside(bitmap, place) {
        return [0.0; 3];
    }
    bitmap.pixel(place.x as u32, place.y as u32).map(f32::from)
}

/// Interpolates between the four pixels around a place, black outside.
pub(super) fn bilinear(bitmap: &Bitmap, place: Point) -> [f32; 3] {
    if !is_inside(bitmap, place) {
        return [0.0; 3];
    }
    let split = |v: f64, side: u32| {
        let v = (v - 0.5).clamp(0.0, f64::from(side - 1));
        let first = v as u32;
        (first, (first + 1).min(side - 1), (v - f64::from(first)) as f32)
    };
    let (left, right, x) = split(place.x, bitmap.width_px());
    let (top, bottom, y) = split(place.y, bitmap.height_px());
    let [a, b, c, d] =
        [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| bitmap.pixel(x, y).map(f32::from));
    std::array::from_fn(|i| {
        let (upper, lower) = (a[i] + (b[i] - a[i]) * x, c[i] + (d[i] - c[i]) * x);
        upper + (lower - upper) * y
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red grows to the right, green downwards.
    fn slopes(side: u32) -> Bitmap {
        let rgb = (0..side * side).flat_map(|i| [(i % side) as u8, (i / side) as u8, 9]).collect();
        Bitmap::new(side, side, rgb).unwrap()
    }

    #[test]
    fn a_turned_frame_reads_along_its_own_axes() {
        let picture = slopes(200);
        let middle = Point { x: 100.0, y: 100.0 };
        for (side, columns) in [(40.0, 40), (80.0, 40), (60.0, 13)] {
            let level = Frame { middle, width: side, height: side, lean_rad: 0.0 };
            let turned = Frame { lean_rad: std::f64::consts::FRAC_PI_2, ..level };
            let [level, turned] = [level, turned].map(|f| f.cut(&picture, columns, columns, (255.0, 0.0)));
            for (row, column) in [(0, 0), (3, 11), (12, 7)] {
                let (a, b) = (level.at(row, column), turned.at(row, column));
                let expected = 100.0 + ((column as f64 + 0.5) / columns as f64 - 0.5) * side - 0.5;
                assert!((f64::from(a[0]) - expected).abs() < 0.51, "{a:?}, {expected}");
                // After a quarter turn the right is below.
                assert!((f64::from(b[1]) - expected).abs() < 0.51, "{b:?}, {expected}");
            }
        }
    }

    #[test]
    fn outside_is_black() {
        let white = Bitmap::new(10, 10, vec![255; 300]).unwrap();
        let frame = Frame { middle: Point { x: 0.0, y: 5.0 }, width: 10.0, height: 10.0, lean_rad: 0.0 };
        let plane = frame.cut(&white, 10, 10, (2.0, -1.0));
        assert_eq!((plane.at(5, 2), plane.at(5, 8)), (&[-1.0; 3][..], &[1.0; 3][..]));
    }
}

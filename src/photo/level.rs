//! A picture turned about a place, so that the line of the eyes is level: arithmetic on places, no pixel.

use super::frame::Point;
use crate::codec::rect::Rect;

/// The turn between a picture and the level one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    /// The same place in both.
    pivot: Point,
    lean_deg: f64,
    sine: f64,
    cosine: f64,
}

impl Level {
    /// Sets upright what leans clockwise by `lean_deg`.
    pub fn new(pivot: Point, lean_deg: f64) -> Self {
        let (sine, cosine) = (libm::sin(lean_deg.to_radians()), libm::cos(lean_deg.to_radians()));
        Self { pivot, lean_deg, sine, cosine }
    }

    pub fn lean_deg(&self) -> f64 {
        self.lean_deg
    }

    /// Returns the place in the level picture.
    pub fn in_level(&self, place: Point) -> Point {
        let (x, y) = (place.x - self.pivot.x, place.y - self.pivot.y);
        Point { x: self.pivot.x + x * self.cosine + y * self.sine, y: self.pivot.y + y * self.cosine - x * self.sine }
    }

    /// Returns the place in the picture as it is.
    pub fn in_picture(&self, place: Point) -> Point {
        let (x, y) = (place.x - self.pivot.x, place.y - self.pivot.y);
        Point { x: self.pivot.x + x * self.cosine - y * self.sine, y: self.pivot.y + x * self.sine + y * self.cosine }
    }

    /// Returns a rectangle of the level picture at its place in the picture as it is, but not turned: a turn by the lean about
    /// its middle makes it the same part.
    pub fn unturned(&self, rect: Rect) -> Rect {
        self.in_picture(Point::middle_of(rect)).middle_to_rect(rect.width, rect.height)
    }

    /// Returns half of the width and of the height that a rectangle of the level picture takes in the picture as it is.
    pub fn half_sides(&self, width: f64, height: f64) -> (f64, f64) {
        let (sine, cosine) = (self.sine.abs(), self.cosine.abs());
        ((width * cosine + height * sine) / 2.0, (width * sine + height * cosine) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaning_line_is_level_and_comes_back() {
        let [left, right] = [Point { x: 10.0, y: 20.0 }, Point { x: 110.0, y: 30.0 }];
        let lean_deg = left.lean_to(right).to_degrees();
        let level = Level::new(Point { x: 60.0, y: 25.0 }, lean_deg);
        let [a, b] = [left, right].map(|p| level.in_level(p));
        assert!((a.y - b.y).abs() < 1e-9 && b.x > a.x, "{a:?} {b:?}");
        assert!(level.in_picture(b).distance(right) < 1e-9);
        assert!((level.in_level(Point { x: 60.0, y: 25.0 }).distance(Point { x: 60.0, y: 25.0 })) < 1e-9);
        let (across, down) = level.half_sides(200.0, 100.0);
        let corner = Level::new(Point { x: 0.0, y: 0.0 }, lean_deg).in_picture(Point { x: 100.0, y: -50.0 });
        assert!((across - corner.x).abs() < 1e-9 && down > 50.0, "{across} {down} {corner:?}");
    }
}

//! A plane seen from aside: four points to four points (Heckbert 1989, 2.2.3), in matrices of 3 x 3.

/// Maps points of a code, in modules, to points of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Perspective([f64; 9]);

/// A point: x, y.
pub(super) type Point = (f64, f64);

impl Perspective {
    /// The map that takes each of `from` to its own of `to`, both in order around; `None` where three are on a line.
    pub fn between(from: [Point; 4], to: [Point; 4]) -> Option<Self> {
        let back = adjugate(&of_square(from)?);
        let map = product(&of_square(to)?, &back);
        map.iter().all(|v| v.is_finite()).then_some(Self(map))
    }

    /// The place of a point in the picture; not finite for a point on the horizon.
    pub fn map(&self, (u, v): Point) -> Point {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let depth = g * u + h * v + i;
        ((a * u + b * v + c) / depth, (d * u + e * v + f) / depth)
    }
}

/// The map of the unit square's corners, (0, 0), (1, 0), (1, 1), (0, 1), to four points.
fn of_square([p0, p1, p2, p3]: [Point; 4]) -> Option<[f64; 9]> {
    let (dx1, dy1) = (p1.0 - p2.0, p1.1 - p2.1);
    let (dx2, dy2) = (p3.0 - p2.0, p3.1 - p2.1);
    let (dx3, dy3) = (p0.0 - p1.0 + p2.0 - p3.0, p0.1 - p1.1 + p2.1 - p3.1);
    let area = dx1 * dy2 - dx2 * dy1;
    if area == 0.0 {
        return None;
    }
    let g = (dx3 * dy2 - dx2 * dy3) / area;
    let h = (dx1 * dy3 - dx3 * dy1) / area;
    Some([
        p1.0 - p0.0 + g * p1.0,
        p3.0 - p0.0 + h * p3.0,
        p0.0,
        p1.1 - p0.1 + g * p1.1,
        p3.1 - p0.1 + h * p3.1,
        p0.1,
        g,
        h,
        1.0,
    ])
}

/// The inverse but for a factor, which a perspective does not feel.
fn adjugate(&[a, b, c, d, e, f, g, h, i]: &[f64; 9]) -> [f64; 9] {
    [
        e * i - f * h,
        c * h - b * i,
        b * f - c * e,
        f * g - d * i,
        a * i - c * g,
        c * d - a * f,
        d * h - e * g,
        b * g - a * h,
        a * e - b * d,
    ]
}

fn product(a: &[f64; 9], b: &[f64; 9]) -> [f64; 9] {
    std::array::from_fn(|i| (0..3).map(|k| a[i / 3 * 3 + k] * b[k * 3 + i % 3]).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_point_goes_to_its_own() {
        let from = [(3.5, 3.5), (21.5, 3.5), (18.5, 18.5), (3.5, 21.5)];
        let to = [(100.0, 40.0), (180.0, 60.0), (150.0, 130.0), (80.0, 140.0)];
        let map = Perspective::between(from, to).unwrap();
        for (from, to) in from.into_iter().zip(to) {
            let (x, y) = map.map(from);
            assert!((x - to.0).abs() < 1e-9 && (y - to.1).abs() < 1e-9, "{from:?}: {x}, {y}");
        }
        assert!(Perspective::between(from, [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]).is_none());
    }
}

//! Measures the light on a face: the difference of its halves, and its burnt-out share.

use super::axes::{Axes, colour_at};
use super::flood::flood;
use super::mesh::Landmarks;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;

/// Half the side of the square that a place is averaged over, by [`Axes`].
const REACH: f64 = 0.10;
/// A pixel is burnt out if all its channels are at least this: nothing is left of the skin.
const BURNT: u8 = 250;
/// Rim of the face's box, as a ratio of its sides, that is left out: hair and background.
const RIM: f64 = 0.1;

/// The light on a face.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Light {
    /// Difference of the halves in CIE L*: the median of five pairs of places.
    pub uneven: f64,
    /// Burnt-out share of the face, forehead to chin.
    pub burnt: f64,
    /// Bounds of its largest spot; `None` if nothing is burnt out.
    pub spot: Option<Rect>,
}

/// Measures a face. Places outside the bitmap do not count.
pub(super) fn measure(bitmap: &Bitmap, face: &Landmarks, lab: &Converter) -> Light {
    let axes = Axes::of(face);
    let [nose_across, nose_down] = axes.parts(face.nose);
    let [mouth_across, mouth_down] = axes.parts(face.mouth[0].middle(face.mouth[1]));
    // Pairs of places by [`Axes`], each with its middle, the distance to either side, and the height: forehead, below the
    // eyes, beside the nose, beside the mouth, jaw. They were chosen on skin that hair, brows and beards seldom cover.
    let pairs = [
        (0.0, 0.35, -0.5),
        (nose_across * 0.4, 0.5, 0.25),
        (nose_across, 0.42, nose_down),
        (mouth_across, 0.5, mouth_down),
        (mouth_across, 0.35, mouth_down + 0.3),
    ];
    let lightness = |across: f64, down: f64| {
        colour_at(bitmap, axes.place([across, down]), REACH * axes.unit_px(), lab).map(|colour| f64::from(colour.l))
    };
    let mut steps: Vec<f64> = pairs
        .iter()
        .filter_map(|&(middle, aside, down)| Some(lightness(middle - aside, down)? - lightness(middle + aside, down)?))
        .collect();
    steps.sort_by(f64::total_cmp);
    let uneven = steps.get(steps.len() / 2).map_or(0.0, |step| step.abs());
    let Burnt { share, spot } = burnt(bitmap, face.rect());
    Light { uneven, burnt: share, spot }
}

struct Burnt {
    share: f64,
    spot: Option<Rect>,
}

/// Returns the burnt-out pixels in the box without its rim.
fn burnt(bitmap: &Bitmap, face: Rect) -> Burnt {
    let along = |from: f64, length: f64, side: u32| {
        let clamp = |v: f64| v.clamp(0.0, f64::from(side)) as u32;
        clamp(from + length * RIM)..clamp(from + length * (1.0 - RIM))
    };
    let rows = along(face.top, face.height, bitmap.height_px());
    let columns = along(face.left, face.width, bitmap.width_px());
    let mut spots = Spots { columns: columns.len(), is_burnt: Vec::with_capacity(rows.len() * columns.len()) };
    for y in rows.clone() {
        spots.is_burnt.extend(columns.clone().map(|x| bitmap.pixel(x, y).iter().all(|&v| v >= BURNT)));
    }
    let burnt = spots.is_burnt.iter().filter(|&&is| is).count();
    let share = burnt as f64 / spots.is_burnt.len().max(1) as f64;
    let spot = spots.largest().map(|spot| spot.shifted(columns.start.into(), rows.start.into()));
    Burnt { share, spot }
}

/// Burnt-out pixels of a box, row by row.
struct Spots {
    columns: usize,
    is_burnt: Vec<bool>,
}

impl Spots {
    /// Returns the bounds of the spot of most pixels. Pixels that share a side belong to one spot.
    fn largest(mut self) -> Option<Rect> {
        let mut best: Option<(usize, Rect)> = None;
        for first in 0..self.is_burnt.len() {
            if self.is_burnt[first] {
                let (count, bounds) = self.taken(first);
                if best.is_none_or(|(most, _)| count > most) {
                    best = Some((count, bounds));
                }
            }
        }
        best.map(|(_, bounds)| bounds)
    }

    /// Removes a spot. Returns the number of its pixels and its bounds.
    fn taken(&mut self, first: usize) -> (usize, Rect) {
        let (mut count, mut low, mut high) = (0, [usize::MAX; 2], [0; 2]);
        flood(vec![first], self.columns, self.is_burnt.len(), |i| {
            let is_new = std::mem::take(&mut self.is_burnt[i]);
            if is_new {
                count += 1;
                for (axis, v) in [i % self.columns, i / self.columns].into_iter().enumerate() {
                    (low[axis], high[axis]) = (low[axis].min(v), high[axis].max(v + 1));
                }
            }
            is_new
        });
        let [left, top, right, bottom] = [low[0], low[1], high[0], high[1]].map(|v| v as f64);
        (count, Rect { left, top, width: right - left, height: bottom - top })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_spot_of_a_face_is_told() {
        // Two spots in the middle, the larger one 20 x 10; a lamp outside of the face.
        let is_light = |x: u32, y: u32| {
            (40..60).contains(&x) && (50..60).contains(&y) || (70..75).contains(&x) && (80..85).contains(&y) || x < 5
        };
        let at = |i: u32| [if is_light(i % 120, i / 120) { 255 } else { 90 }; 3];
        let bitmap = Bitmap::new(120, 120, (0..120 * 120).flat_map(at).collect()).unwrap();
        let face = |left: f64| Rect { left, top: 0.0, width: 100.0, height: 120.0 };
        let Burnt { share, spot } = burnt(&bitmap, face(10.0));
        assert_eq!(spot, Some(Rect { left: 40.0, top: 50.0, width: 20.0, height: 10.0 }));
        assert!((share - 225.0 / (80.0 * 96.0)).abs() < 0.002, "{share}");
        // Outside of the bitmap there is nothing.
        let Burnt { share, spot } = burnt(&bitmap, face(200.0));
        assert_eq!((share, spot), (0.0, None));
    }
}

//! Measures the light on a face: the difference of its halves, and its burnt-out share.

use super::axes::{Axes, colour_at};
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Light {
    /// Difference of the halves in CIE L*: the median of five pairs of places.
    pub uneven: f64,
    /// Burnt-out share of the face, forehead to chin.
    pub burnt: f64,
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
    Light { uneven: steps.get(steps.len() / 2).map_or(0.0, |step| step.abs()), burnt: burnt(bitmap, face.rect()) }
}

/// Returns the share of burnt-out pixels in the box without its rim.
fn burnt(bitmap: &Bitmap, face: Rect) -> f64 {
    let along = |from: f64, length: f64, side: u32| {
        let clamp = |v: f64| v.clamp(0.0, f64::from(side)) as u32;
        clamp(from + length * RIM)..clamp(from + length * (1.0 - RIM))
    };
    let (mut burnt, mut all) = (0u32, 0u32);
    for y in along(face.top, face.height, bitmap.height_px()) {
        for x in along(face.left, face.width, bitmap.width_px()) {
            burnt += u32::from(bitmap.pixel(x, y).iter().all(|&v| v >= BURNT));
            all += 1;
        }
    }
    f64::from(burnt) / f64::from(all.max(1))
}

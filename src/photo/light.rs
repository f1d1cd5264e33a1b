//! How light falls on the face: one half against the other, and what is burnt out.

use super::axes::{Axes, colour_at};
use super::mesh::Landmarks;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;

/// Half a side of the square whose mean is taken, by [`Axes`].
const REACH: f64 = 0.10;
/// All channels at or above: nothing is left of the skin there.
const BURNT: u8 = 250;

/// The light on a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Light {
    /// How much lighter (CIE L*) one half is than the other: the median of five pairs of places.
    pub uneven: f64,
    /// The share of the face, forehead to chin, that is burnt out to white.
    pub burnt: f64,
}

/// Measures a face. Places outside of the bitmap do not count.
pub(super) fn measure(bitmap: &Bitmap, face: &Landmarks, lab: &Converter) -> Light {
    let axes = Axes::of(face);
    let [nose_across, nose_down] = axes.parts(face.nose);
    let [mouth_across, mouth_down] = axes.parts(face.mouth[0].middle(face.mouth[1]));
    // Forehead, below the eyes, beside the nose, beside the mouth, jaw: the middle, the way aside, and how far down.
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

/// The share of burnt pixels within the box, less its rim.
fn burnt(bitmap: &Bitmap, face: Rect) -> f64 {
    let along = |from: f64, length: f64, side: u32| {
        let clamp = |v: f64| v.clamp(0.0, f64::from(side)) as u32;
        clamp(from + length * 0.1)..clamp(from + length * 0.9)
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

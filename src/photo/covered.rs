//! Whether something covers the face, by its own colours: a mask over nose and cheeks is not of the colour of the skin about
//! the eyes, and dark glasses make what lies about the eyes darker than the cheeks. Hair, hats and scarves about the face are
//! not looked at.

use super::axes::{Axes, colour_at};
use super::mesh::Landmarks;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::{Converter, Lab};

/// Places where a mask leaves the skin free, by [`Axes`]: forehead, bridge of the nose, between lids and brows.
const UPPER: [[f64; 2]; 6] = [[0.0, -0.45], [-0.35, -0.5], [0.35, -0.5], [0.0, 0.05], LIDS[0], LIDS[1]];
const LIDS: [[f64; 2]; 2] = [[-0.5, -0.2], [0.5, -0.2]];
/// Below the eyes.
const BAGS: [[f64; 2]; 2] = [[-0.5, 0.22], [0.5, 0.22]];
/// From the tip of the nose to a cheek: beside the nostrils, above a beard.
const TO_CHEEK: f64 = 0.42;
/// Half a side of the square whose mean is taken.
const REACH: f64 = 0.07;
/// A difference of lightness counts as much as one of colour that is as large as the skin's own.
const LIGHTNESS: f64 = 80.0;
/// The colour of very pale skin, or of a grey picture, is no measure.
const LEAST_CHROMA: f64 = 6.0;

/// What may cover a face. Each is the least of several places, so that a shadow or a beard alone is nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cover {
    /// How far nose and both cheeks differ from the skin about the eyes, in parts of its own colour.
    pub lower: f64,
    /// How much darker than the cheeks (CIE L*) it is above and below both eyes.
    pub eyes: f64,
}

/// Measures a face; `None` where it is not wholly in the bitmap.
pub(super) fn measure(bitmap: &Bitmap, face: &Landmarks, lab: &Converter) -> Option<Cover> {
    let axes = Axes::of(face);
    let at = |place| colour_at(bitmap, axes.place(place), REACH * axes.unit_px(), lab);
    let all = |places: &[[f64; 2]]| places.iter().map(|&place| at(place)).collect::<Option<Vec<Lab>>>();
    let [across, down] = axes.parts(face.nose);
    let lower = all(&[[across, down], [across - TO_CHEEK, down], [across + TO_CHEEK, down]])?;
    let skin = median(&all(&UPPER)?);
    let chroma = f64::from(skin.chroma()).max(LEAST_CHROMA);
    let difference = |colour: &Lab| {
        let (a, b) = (f64::from(colour.a - skin.a), f64::from(colour.b - skin.b));
        let light = f64::from(colour.l - skin.l) / LIGHTNESS;
        ((a * a + b * b) / (chroma * chroma) + light * light).sqrt()
    };
    let (lids, bags) = (all(&LIDS)?, all(&BAGS)?);
    let darker = |side: usize| f64::from(lower[1 + side].l - lids[side].l.max(bags[side].l));
    Some(Cover { lower: lower.iter().map(difference).fold(f64::MAX, f64::min), eyes: darker(0).min(darker(1)) })
}

/// The median of each coordinate: a fringe or a lens at some of the places changes little.
fn median(colours: &[Lab]) -> Lab {
    let middle = |of: fn(&Lab) -> f32| {
        let mut values: Vec<f32> = colours.iter().map(of).collect();
        values.sort_by(f32::total_cmp);
        let half = values.len() / 2;
        if values.len().is_multiple_of(2) { (values[half - 1] + values[half]) / 2.0 } else { values[half] }
    };
    Lab { l: middle(|c| c.l), a: middle(|c| c.a), b: middle(|c| c.b) }
}

//! Measures how far something covers the face, by the face's own colours: a mask over nose and cheeks differs from the skin
//! around the eyes, and dark glasses make the lids darker than the cheeks. Hair, hats and scarves around the face are not
//! measured.

use super::axes::{Axes, colour_at};
use super::mesh::Landmarks;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::{Converter, Lab};

/// Places that a mask leaves free, by [`Axes`]: forehead, bridge of the nose, between lids and brows.
const UPPER: [[f64; 2]; 6] = [[0.0, -0.45], [-0.35, -0.5], [0.35, -0.5], [0.0, 0.05], LIDS[0], LIDS[1]];
const LIDS: [[f64; 2]; 2] = [[-0.5, -0.2], [0.5, -0.2]];
/// Below the eyes.
const BAGS: [[f64; 2]; 2] = [[-0.5, 0.22], [0.5, 0.22]];
/// Distance from the tip of the nose to a cheek: beside the nostrils, above a beard.
const TO_CHEEK: f64 = 0.42;
/// Half the side of the square that a place is averaged over.
const REACH: f64 = 0.07;
/// A difference of lightness (CIE L*) of this size counts as much as a difference of colour as large as the skin's chroma.
const LIGHTNESS: f64 = 80.0;
/// Least chroma to divide by: very pale skin and grey pictures have next to none.
const LEAST_CHROMA: f64 = 6.0;

/// Signs of a covered face. Each is the least of several places, so that a shadow or a beard alone does not count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cover {
    /// Difference of nose and both cheeks from the skin around the eyes, as a ratio of its chroma.
    pub lower: f64,
    /// Difference in CIE L* by which the places above and below both eyes are darker than the cheeks.
    pub eyes: f64,
}

/// Measures a face. Returns `None` if a place is outside the bitmap.
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

/// Returns the median of each coordinate: a fringe or a lens at some of the places changes little.
fn median(colours: &[Lab]) -> Lab {
    let middle = |of: fn(&Lab) -> f32| {
        let mut values: Vec<f32> = colours.iter().map(of).collect();
        values.sort_by(f32::total_cmp);
        let half = values.len() / 2;
        if values.len().is_multiple_of(2) { (values[half - 1] + values[half]) / 2.0 } else { values[half] }
    };
    Lab { l: middle(|c| c.l), a: middle(|c| c.a), b: middle(|c| c.b) }
}

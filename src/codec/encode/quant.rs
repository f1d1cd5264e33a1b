//! Quantisation tables: a smooth family of few parameters, scaled by a continuous quality.

use super::ChromaSubsampling;
use super::dct::UNITS;
use super::tuning::{Curve, Tuning};
use crate::codec::zigzag::ZIGZAG;

/// Steps in zigzag order, 1-255.
pub(super) type QuantTable = [u8; 64];

/// One component's steps, whole and before rounding.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantiser {
    /// The steps as the file states them.
    pub(super) table: QuantTable,
    /// One over each step, in stored units.
    pub(super) inverse: [f32; 64],
    /// The weight of an error of one step: the square of the whole step over the ideal one. It keeps the price of bits
    /// continuous in quality although steps are small whole numbers here (3 or 4 where a portrait meets 30 KB).
    pub(super) weight: [f32; 64],
}

/// The quantisers of Y, Cb and Cr.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantisers(pub(super) [Quantiser; 3]);

impl Quantisers {
    /// For a quality of 0-100.
    pub(super) fn new(quality: f32, subsampling: ChromaSubsampling, tuning: &Tuning) -> Self {
        let scale = scale_of(quality);
        let (across, down) = subsampling.luma_blocks();
        let chroma = if subsampling == ChromaSubsampling::Cs444 { &tuning.chroma_full } else { &tuning.chroma_reduced };
        Self([
            quantiser(&tuning.luma, scale, 1, 1),
            quantiser(&chroma[0], scale, across, down),
            quantiser(&chroma[1], scale, across, down),
        ])
    }
}

/// The quality at which every step of the family has become 1.
const FINEST_SCALE: f32 = 1.0 / 256.0;

/// Returns the ratio of the steps to those at quality 50: the scale that libjpeg made customary, without its whole numbers.
pub(super) fn scale_of(quality: f32) -> f32 {
    if quality < 50.0 { 50.0 / quality } else { ((100.0 - quality) / 50.0).max(FINEST_SCALE) }
}

/// Returns the quality of a scale.
pub(super) fn quality_of(scale: f32) -> f32 {
    if scale > 1.0 { 50.0 / scale } else { 100.0 - 50.0 * if scale > FINEST_SCALE { scale } else { 0.0 } }
}

/// `across` and `down`: picture pixels a sample, so that a frequency counts as what it is in the picture.
fn quantiser(curve: &Curve, scale: f32, across: usize, down: usize) -> Quantiser {
    let mut out = Quantiser { table: [0; 64], inverse: [0.0; 64], weight: [0.0; 64] };
    for (k, &position) in ZIGZAG.iter().enumerate() {
        let (v, u) = (position / 8, position % 8);
        let (u, v) = (f32::from(u) / across as f32, f32::from(v) / down as f32);
        let rise = libm::powf(u * u + v * v, curve.power * 0.5) * curve.slope;
        let step = if k == 0 { curve.dc } else { curve.ac * (1.0 + rise) };
        let ideal = step * scale;
        let whole = ideal.round().clamp(1.0, 255.0);
        out.table[k] = whole as u8;
        out.inverse[k] = 1.0 / (UNITS * whole);
        out.weight[k] = (whole / ideal) * (whole / ideal);
    }
    out
}

//! Quantisation tables: a smooth family of few parameters, scaled by a continuous quality.

use super::ChromaSubsampling;
use super::dct::ZIGZAG;
use super::tuning::{Curve, Tuning};

/// Steps in zigzag order, 1-255.
pub(super) type QuantTable = [u8; 64];

/// The tables of Y, Cb and Cr.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QuantTables(pub(super) [QuantTable; 3]);

impl QuantTables {
    /// For a quality of 0-100.
    pub(super) fn new(quality: f32, subsampling: ChromaSubsampling, tuning: &Tuning) -> Self {
        let scale = scale_of(quality);
        let (across, down) = subsampling.luma_blocks();
        let chroma = if subsampling == ChromaSubsampling::Cs444 { &tuning.chroma_full } else { &tuning.chroma_reduced };
        Self([
            table(&tuning.luma, scale, 1, 1),
            table(&chroma[0], scale, across, down),
            table(&chroma[1], scale, across, down),
        ])
    }
}

/// How much coarser than at quality 50 the steps are; the scale that libjpeg made customary, without its whole numbers.
fn scale_of(quality: f32) -> f32 {
    if quality < 50.0 { 50.0 / quality.max(0.5) } else { (100.0 - quality) / 50.0 }
}

/// `across` and `down`: picture pixels a sample, so that a frequency counts as what it is in the picture.
fn table(curve: &Curve, scale: f32, across: usize, down: usize) -> QuantTable {
    let mut out = [0; 64];
    for (k, out) in out.iter_mut().enumerate() {
        let (v, u) = (usize::from(ZIGZAG[k]) / 8, usize::from(ZIGZAG[k]) % 8);
        let (u, v) = (u as f32 / across as f32, v as f32 / down as f32);
        let rise = libm::powf(u * u + v * v, curve.power * 0.5) * curve.slope;
        let step = if k == 0 { curve.dc } else { curve.ac * (1.0 + rise) };
        *out = (step * scale).round().clamp(1.0, 255.0) as u8;
    }
    out
}

//! The numbers that were fitted, in one place.
//!
//! Fitted to SSIMULACRA2 on every second portrait of the measuring set (its middle, 208 x 272 px at 9,000 bytes), one
//! number after the other; `docs/encoder.md` has the result on the other half.

/// Steps of one component over frequency at quality 50: `ac * (1 + slope * f^power)`, f in half cycles over 8 pixels of
/// the picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Curve {
    pub(crate) dc: f32,
    pub(crate) ac: f32,
    pub(crate) slope: f32,
    pub(crate) power: f32,
}

/// All fitted numbers. Pairs are luma, chroma.
#[derive(Debug, Clone)]
pub(crate) struct Tuning {
    pub(crate) luma: Curve,
    /// Cb and Cr at full resolution.
    pub(crate) chroma_full: [Curve; 2],
    /// Cb and Cr at reduced resolution.
    pub(crate) chroma_reduced: [Curve; 2],
    /// The price of one bit in squared quantisation steps. Higher blurs, lower leaves steps too coarse.
    pub(crate) lambda: [f32; 2],
    /// The same for DC, where a saved bit may show as a step in a smooth cheek.
    pub(crate) lambda_dc: [f32; 2],
    /// Masking: a block's lambda grows with ((variance + floor) / 64)^power, because texture hides errors.
    pub(crate) masking_floor: [f32; 2],
    /// See `masking_floor`.
    pub(crate) masking_power: [f32; 2],
    /// A luma block's lambda grows with its brightness to this power. Gained 0.03 points.
    pub(crate) light: f32,
    /// At and above this quality at 4:2:0, 4:4:4 is tried, and kept if it reaches it too. On portraits the two cross
    /// between 93.5 and 95.
    pub(crate) full_chroma_quality: f32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            luma: Curve { dc: 10.0, ac: 12.0, slope: 0.48, power: 0.86 },
            chroma_full: [
                Curve { dc: 14.0, ac: 18.0, slope: 0.98, power: 1.0 },
                Curve { dc: 14.0, ac: 25.0, slope: 0.7, power: 1.0 },
            ],
            chroma_reduced: [
                Curve { dc: 7.2, ac: 9.2, slope: 0.78, power: 1.8 },
                Curve { dc: 10.0, ac: 14.0, slope: 0.38, power: 1.6 },
            ],
            lambda: [0.066, 0.044],
            lambda_dc: [0.054, 0.027],
            masking_floor: [4.0, 6.0],
            masking_power: [0.43, 0.4],
            light: 0.3,
            full_chroma_quality: 94.2,
        }
    }
}

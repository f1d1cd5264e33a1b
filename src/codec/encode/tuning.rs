//! The numbers that were fitted, in one place.

/// Steps of one component over frequency at quality 50: `ac * (1 + slope * f^power)`, f in half cycles a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Curve {
    pub dc: f32,
    pub ac: f32,
    pub slope: f32,
    pub power: f32,
}

/// All fitted numbers.
#[derive(Debug, Clone)]
pub(crate) struct Tuning {
    pub luma: Curve,
    /// Cb and Cr at full resolution.
    pub chroma_full: [Curve; 2],
    /// Cb and Cr at reduced resolution.
    pub chroma_reduced: [Curve; 2],
    /// What one bit may cost in squared quantisation steps: luma, chroma.
    pub lambda: [f32; 2],
    /// The same for DC.
    pub lambda_dc: [f32; 2],
    /// Masking: a block's lambda grows with (variance + floor)^power.
    pub masking_floor: [f32; 2],
    pub masking_power: [f32; 2],
    /// 0: 4:4:4 only, 1: 4:2:0 only (while it is being fitted).
    pub force: u8,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            luma: Curve { dc: 10.0, ac: 12.0, slope: 0.1, power: 1.2 },
            chroma_full: [
                Curve { dc: 20.0, ac: 30.0, slope: 0.5, power: 1.0 },
                Curve { dc: 14.0, ac: 20.0, slope: 0.5, power: 1.0 },
            ],
            chroma_reduced: [
                Curve { dc: 16.0, ac: 20.0, slope: 0.5, power: 1.0 },
                Curve { dc: 10.0, ac: 14.0, slope: 0.5, power: 1.0 },
            ],
            lambda: [0.08, 0.08],
            lambda_dc: [0.02, 0.02],
            masking_floor: [8.0, 8.0],
            masking_power: [0.2, 0.0],
            force: 0,
        }
    }
}

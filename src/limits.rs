//! The limits that protect this program: memory and pixels. Those of the office are in the policy, never here.

use crate::error::{Error, Quantity, Result, Stage};

/// Bounds that are checked before an allocation is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest input file. Default: 64 MiB.
    pub max_input_bytes: u64,
    /// Largest picture by its header, width times height. Default: 200 million.
    pub max_input_pixels: u64,
    /// Largest width or height by the header. Default: 65,535.
    pub max_side_px: u32,
    /// Most memory that one decode may take, working buffers included. Default: 192 MiB.
    pub max_decode_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_input_bytes: 64 << 20,
            max_input_pixels: 200_000_000,
            max_side_px: 65_535,
            max_decode_bytes: 192 << 20,
        }
    }
}

impl Limits {
    /// Refuses a picture with too many pixels by its header, in 64-bit arithmetic on every platform.
    pub fn check_pixels(&self, width_px: u32, height_px: u32) -> Result<()> {
        let side = u64::from(width_px.max(height_px));
        if side > u64::from(self.max_side_px) {
            return Err(Error::limit(Stage::Probe, Quantity::SidePx, side, self.max_side_px.into()));
        }
        let pixels = u64::from(width_px) * u64::from(height_px);
        if pixels > self.max_input_pixels {
            return Err(Error::limit(Stage::Probe, Quantity::Pixels, pixels, self.max_input_pixels));
        }
        Ok(())
    }

    /// Refuses an allocation before it is made.
    pub fn check_bytes(&self, stage: Stage, bytes: u64) -> Result<()> {
        if bytes > self.max_decode_bytes {
            return Err(Error::limit(stage, Quantity::MemoryBytes, bytes, self.max_decode_bytes));
        }
        Ok(())
    }
}

//! Pixels to a baseline JPEG that spends a byte budget as well as it can.
//!
//! Takes a [`Bitmap`] and an [`EncodeSpec`]; gives a [`Jpeg`] of at most `max_bytes`; refuses where even the lowest
//! acceptable quality does not fit. The picture is transformed once. Each probe of the search only quantises and counts
//! again; `docs/encoder.md` has the reasons and the figures.

mod dct;
mod huffman;
mod planes;
mod quant;
mod scan;
mod search;
mod trellis;
pub(crate) mod tuning;
mod write;

#[cfg(test)]
mod tests;

use crate::codec::bitmap::Bitmap;
use crate::error::{Error, Quantity, Result, Stage};

use self::tuning::Tuning;

/// The limits of an encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeSpec {
    /// Largest size of the file in bytes.
    pub max_bytes: u32,
    /// Density to write into the JFIF header, dots per inch, at least 1; `None` writes none.
    pub dpi: Option<u16>,
}

/// Resolution of the colour planes against the picture's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChromaSubsampling {
    /// 4:4:4, full resolution.
    Cs444,
    /// 4:2:2, half the width.
    Cs422,
    /// 4:2:0, half the width and half the height.
    Cs420,
}

impl ChromaSubsampling {
    /// Luma blocks across and down one MCU.
    fn luma_blocks(self) -> (usize, usize) {
        match self {
            Self::Cs444 => (1, 1),
            Self::Cs422 => (2, 1),
            Self::Cs420 => (2, 2),
        }
    }
}

/// A finished file.
#[derive(Debug, Clone, PartialEq)]
pub struct Jpeg {
    /// The file.
    pub bytes: Vec<u8>,
    /// 0-100, continuous; comparable only between files of this encoder.
    pub quality: f32,
    /// The colour resolution that was chosen.
    pub chroma_subsampling: ChromaSubsampling,
}

/// Quality below which a picture is refused rather than ruined.
const LOWEST_QUALITY: f32 = 10.0;
/// The quality at which all steps are as fine as JPEG has them.
const HIGHEST_QUALITY: f32 = 100.0;
/// SOF0 has 16 bits for a side; 65,535 is the largest.
const MAX_SIDE_PX: u32 = 65_535;

/// The best file that fits in `spec.max_bytes`.
///
/// # Errors
/// `LimitExceeded` of [`Quantity::Bytes`] with the smallest size reached if even quality 10 does not fit, of
/// [`Quantity::SidePx`] above 65,535.
pub fn encode(bitmap: &Bitmap, spec: &EncodeSpec) -> Result<Jpeg> {
    encode_tuned(bitmap, spec, &Tuning::default())
}

pub(crate) fn encode_tuned(bitmap: &Bitmap, spec: &EncodeSpec, tuning: &Tuning) -> Result<Jpeg> {
    check_sides(bitmap)?;
    search::within(bitmap, spec, tuning)
}

/// The file at one quality (0-100; a number outside counts as the nearer end), whatever its size.
///
/// # Errors
/// `LimitExceeded` of [`Quantity::SidePx`] above 65,535.
pub fn encode_at_quality(bitmap: &Bitmap, quality: f32, dpi: Option<u16>) -> Result<Jpeg> {
    check_sides(bitmap)?;
    let quality = quality.clamp(LOWEST_QUALITY, HIGHEST_QUALITY);
    let tuning = Tuning::default();
    Ok(search::at_quality(bitmap, quality, search::subsampling_for(bitmap, quality, &tuning), dpi, &tuning))
}

fn check_sides(bitmap: &Bitmap) -> Result<()> {
    match bitmap.width_px().max(bitmap.height_px()) {
        side if side > MAX_SIDE_PX => {
            Err(Error::limit(Stage::Encode, Quantity::SidePx, side.into(), MAX_SIDE_PX.into()))
        }
        _ => Ok(()),
    }
}

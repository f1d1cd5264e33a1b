//! Takes a file and its [`Header`], gives an upright sRGB [`Bitmap`], already reduced if the caller needs fewer pixels than
//! the file has. Memory follows the output, and is compared with [`Limits`] before any of it is allocated.
//!
//! Refuses damaged and truncated picture data as `Malformed`: half a picture is never passed on as a whole one.

use crate::error::{Error, Quantity, Result, Stage};
use crate::limits::Limits;

use super::bitmap::Bitmap;
use super::color::{Conversion, Samples};
use super::probe::{Header, Layout};
use super::reduce::{Factor, Reducer};
use super::upright::Canvas;

mod jpeg;
mod png;
mod webp;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// Upright, sRGB; transparency put on white.
    pub bitmap: Bitmap,
    /// Decoded pixels per upright source pixel: 1, 0.5, 0.25 or 0.125. Sides are rounded up.
    pub scale: f64,
    /// Width of the whole upright source.
    pub upright_width_px: u32,
    /// Height of the whole upright source.
    pub upright_height_px: u32,
    /// `true` if the file stores one grey channel.
    pub grey_source: bool,
    /// The file has a colour profile that could not be used; its values were taken as sRGB.
    pub profile_ignored: bool,
}

/// Decodes `bytes`, whose header is `header`, at the strongest reduction (1/8, 1/4, 1/2 or none) that still gives at
/// least this many upright pixels, width and height; at full size if even that is less. If memory does not allow that size,
/// at the largest size that it allows: [`Decoded::scale`] says which.
///
/// # Errors
/// `Malformed` for damaged or truncated data; `Unsupported` for a variant that is not read; `LimitExceeded` if not even an
/// eighth fits into `limits`.
pub fn decode(bytes: &[u8], header: &Header, at_least: (u32, u32), limits: &Limits) -> Result<Decoded> {
    let (upright_width_px, upright_height_px) = header.upright_size();
    let enough = |f: Factor| f.reduced(upright_width_px) >= at_least.0 && f.reduced(upright_height_px) >= at_least.1;
    let wish = Factor::ALL.into_iter().find(|f| enough(*f)).unwrap_or(Factor::NONE);
    let need = |f: Factor| match &header.layout {
        Layout::Jpeg(layout) => jpeg::bytes(header, layout, f),
        Layout::Png => png::bytes(header, f),
        Layout::WebP(layout) => webp::bytes(header, layout, f),
    };
    // From the wish towards stronger reduction.
    let fits = |f: &Factor| need(*f) <= limits.max_decode_bytes;
    let Some(factor) = Factor::ALL.into_iter().rev().filter(|f| *f >= wish).find(fits) else {
        return Err(Error::limit(Stage::Decode, Quantity::MemoryBytes, need(Factor::MOST), limits.max_decode_bytes));
    };
    let (bitmap, profile_ignored) = match &header.layout {
        Layout::Jpeg(layout) => jpeg::decode(bytes, header, layout, factor)?,
        Layout::Png => png::decode(bytes, header, factor)?,
        Layout::WebP(layout) => webp::decode(bytes, header, layout, factor)?,
    };
    let scale = factor.scale();
    Ok(Decoded { bitmap, scale, upright_width_px, upright_height_px, grey_source: header.grey, profile_ignored })
}

/// The end of the decoders' work: rows are reduced, converted to sRGB, set upright.
struct Sink {
    reducer: Option<Reducer>,
    conversion: Conversion,
    rgb: Vec<u8>,
    canvas: Canvas,
}

impl Sink {
    /// Bytes that a sink takes for a picture of this stored size.
    fn bytes(header: &Header, samples: Samples, factor: Factor) -> u64 {
        let (width, height) = (factor.reduced(header.width_px), factor.reduced(header.height_px));
        let reducer = Reducer::bytes(header.width_px, samples.count(), factor);
        reducer + u64::from(width) * 3 + Canvas::bytes(width, height)
    }

    /// For rows of the stored size, to be reduced by `factor`.
    fn new(header: &Header, conversion: Conversion, samples: Samples, factor: Factor) -> Self {
        let (width, height) = (header.width_px, header.height_px);
        let mut sink = Self::for_reduced(header, conversion, factor);
        if factor != Factor::NONE {
            sink.reducer = Some(Reducer::new(width, height, samples.count(), factor));
        }
        sink
    }

    /// For rows that the decoder itself reduces by `factor`.
    fn for_reduced(header: &Header, conversion: Conversion, factor: Factor) -> Self {
        let (width, height) = (factor.reduced(header.width_px), factor.reduced(header.height_px));
        let rgb = if conversion.is_copy() { Vec::new() } else { vec![0; width as usize * 3] };
        Self { reducer: None, conversion, rgb, canvas: Canvas::new(width, height, header.orientation) }
    }

    /// The next stored row, transparency already put on white.
    fn push_row(&mut self, row: &[u8]) {
        let row = match &mut self.reducer {
            None => row,
            Some(reducer) => match reducer.push_row(row) {
                Some(row) => row,
                None => return,
            },
        };
        if self.conversion.is_copy() {
            self.canvas.push_row(row);
        } else {
            self.conversion.convert(row, &mut self.rgb);
            self.canvas.push_row(&self.rgb);
        }
    }

    /// The bitmap, and whether a profile was ignored.
    fn finish(self) -> Result<(Bitmap, bool)> {
        Ok((self.canvas.finish()?, self.conversion.profile_ignored))
    }
}

/// Puts a sample on white: `round(value * alpha + 255 * (1 - alpha))`.
fn on_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    ((sample * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

#[cold]
fn malformed(why: impl std::fmt::Display) -> Error {
    Error::malformed(Stage::Decode, why)
}

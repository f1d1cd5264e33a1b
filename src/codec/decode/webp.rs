//! WebP through `image-webp`, the decoder that `image` uses: the whole picture at once, then reduced.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use crate::codec::bitmap::Bitmap;
use crate::codec::color::{Conversion, Samples};
use crate::codec::format::Unread;
use crate::codec::probe::Header;
use crate::codec::probe::webp::Layout;
use crate::codec::reduce::Factor;
use crate::error::{Error, Result, Stage};

use super::{Sink, malformed, on_white};

/// Bytes that the crate holds besides pixels: Huffman tables, segment and probability tables.
const WORKING_BYTES: u64 = 4 << 20;

/// Bytes that decoding takes at most.
pub(super) fn bytes(header: &Header, layout: &Layout, factor: Factor) -> u64 {
    let pixels = u64::from(header.width_px) * u64::from(header.height_px);
    let channels = if header.transparent { 4 } else { 3 };
    // Lossy: planes of 1.5 samples a pixel in whole macroblocks. Lossless, and the alpha of a lossy picture: RGBA and
    // the transforms' pictures. An animation composes its first frame on a canvas.
    let working = if layout.lossless || header.transparent || header.animated { 8 } else { 2 };
    let profile = Conversion::bytes(layout.profile.as_ref().map_or(0, |range| range.len()));
    pixels * (channels + working) + WORKING_BYTES + profile + Sink::bytes(header, Samples::Rgb, factor)
}

/// Decodes the picture; of an animation the first frame.
pub(super) fn decode(bytes: &[u8], header: &Header, layout: &Layout, factor: Factor) -> Result<(Bitmap, bool)> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(refusal)?;
    if decoder.dimensions() != (header.width_px, header.height_px) {
        return Err(malformed("the WebP states two sizes"));
    }
    let profile = layout.profile.clone().and_then(|range| bytes.get(range));
    let conversion = Conversion::new(Samples::Rgb, profile);
    let size = decoder.output_buffer_size().ok_or_else(|| malformed("the WebP's size overflows"))?;
    let mut whole = vec![0; size];
    decoder.read_image(&mut whole).map_err(refusal)?;
    let mut sink = Sink::new(header, conversion, Samples::Rgb, factor);
    let width = header.width_px as usize;
    if decoder.has_alpha() {
        let mut flat = vec![0; width * 3];
        for row in whole.chunks_exact(width * 4) {
            for (pixel, out) in row.chunks_exact(4).zip(flat.chunks_exact_mut(3)) {
                for (sample, out) in pixel.iter().zip(out) {
                    *out = on_white(*sample, pixel[3]);
                }
            }
            sink.push_row(&flat);
        }
    } else {
        whole.chunks_exact(width * 3).for_each(|row| sink.push_row(row));
    }
    sink.finish()
}

fn refusal(error: DecodingError) -> Error {
    match error {
        DecodingError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            malformed("the WebP is truncated")
        }
        DecodingError::UnsupportedFeature(_) => Error::unsupported(Stage::Decode, Unread::WebpLater.as_str()),
        other => malformed(other),
    }
}

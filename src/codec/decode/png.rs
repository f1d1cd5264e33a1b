//! PNG through the `png` crate, row by row. An interlaced picture must be whole in memory before it can be reduced.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Transformations};

use crate::codec::bitmap::Bitmap;
use crate::codec::color::{Conversion, Samples};
use crate::codec::probe::Header;
use crate::codec::reduce::Factor;
use crate::error::{Error, Quantity, Result, Stage};

use super::{Sink, malformed, on_white};

/// Profiles, inflate window and other chunks that the crate may hold; it refuses more.
const CHUNK_BYTES: u64 = 8 << 20;

fn samples(header: &Header) -> Samples {
    if header.grey { Samples::Grey } else { Samples::Rgb }
}

/// Bytes that the crate may allocate by its own count.
fn allowance(header: &Header) -> u64 {
    // Four samples of 16 bits are the widest row; the unfilter buffer holds it more than once.
    CHUNK_BYTES + u64::from(header.width_px) * 8 * 4
}

/// Bytes that decoding takes at most.
pub(super) fn bytes(header: &Header, factor: Factor) -> u64 {
    let pixels = u64::from(header.width_px) * u64::from(header.height_px);
    let whole = if header.progressive { pixels * 4 } else { 0 };
    let profile = Conversion::bytes(if header.has_profile { CHUNK_BYTES as usize } else { 0 });
    allowance(header) + whole + profile + Sink::bytes(header, samples(header), factor)
}

/// Decodes the default picture; of an APNG that is the one that viewers without animation show.
pub(super) fn decode(bytes: &[u8], header: &Header, factor: Factor) -> Result<(Bitmap, bool)> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_limits(png::Limits { bytes: usize::try_from(allowance(header)).unwrap_or(usize::MAX) });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(refusal)?;
    let (color, _) = reader.output_color_type();
    let conversion = Conversion::new(samples(header), reader.info().icc_profile.as_deref());
    let mut sink = Sink::new(header, conversion, samples(header), factor);
    let (width, height) = (header.width_px as usize, header.height_px as usize);
    let row_bytes = width * color.samples();
    let mut flat = Vec::new();

    if header.progressive {
        let size = reader.output_buffer_size().filter(|&size| size == row_bytes * height);
        let mut whole = vec![0; size.ok_or_else(|| malformed("the PNG states two sizes"))?];
        let frame = reader.next_frame(&mut whole).map_err(refusal)?;
        if (frame.width, frame.height) != (header.width_px, header.height_px) {
            return Err(malformed("the PNG's first frame is smaller than the picture"));
        }
        whole.chunks_exact(row_bytes).for_each(|row| sink.push_row(flatten(row, color, &mut flat)));
    } else {
        for _ in 0..height {
            let row = reader.next_row().map_err(refusal)?;
            let row = row.map(|row| row.data()).filter(|data| data.len() == row_bytes);
            let row = row.ok_or_else(|| malformed("the PNG's first frame is smaller than the picture"))?;
            sink.push_row(flatten(row, color, &mut flat));
        }
    }
    sink.finish()
}

/// Puts transparency on white; a row without is given back as it is.
fn flatten<'a>(row: &'a [u8], color: ColorType, flat: &'a mut Vec<u8>) -> &'a [u8] {
    flat.clear();
    match color {
        ColorType::GrayscaleAlpha => flat.extend(row.chunks_exact(2).map(|p| on_white(p[0], p[1]))),
        ColorType::Rgba => {
            flat.extend(row.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]].map(|sample| on_white(sample, p[3]))));
        }
        _ => return row,
    }
    flat
}

fn refusal(error: DecodingError) -> Error {
    match error {
        DecodingError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => malformed("the PNG is truncated"),
        DecodingError::LimitsExceeded => {
            Error::limit(Stage::Decode, Quantity::MemoryBytes, CHUNK_BYTES + 1, CHUNK_BYTES)
        }
        other => malformed(other),
    }
}

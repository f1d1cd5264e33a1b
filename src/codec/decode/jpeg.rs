//! JPEG through `jpeg-decoder`.

use jpeg_decoder::{ColorTransform, Decoder, PixelFormat};

use crate::codec::bitmap::Bitmap;
use crate::codec::color::{Conversion, Samples};
use crate::codec::probe::Header;
use crate::codec::probe::jpeg::{Layout, Model};
use crate::codec::reduce::Factor;
use crate::error::{Error, Result, Stage};

use super::{Sink, malformed};

fn samples(model: Model) -> Samples {
    match model {
        Model::Grey => Samples::Grey,
        Model::YCbCr | Model::Rgb => Samples::Rgb,
        Model::Cmyk | Model::Ycck => Samples::Cmyk,
    }
}

/// Bytes that decoding takes at most.
pub(super) fn bytes(header: &Header, layout: &Layout, factor: Factor) -> u64 {
    let side = |px: u32| u64::from(px.div_ceil(32) * 32);
    let pixels = side(header.width_px) * side(header.height_px);
    let h = layout.components.iter().map(|c| u64::from(c.h)).max().unwrap_or(1);
    let v = layout.components.iter().map(|c| u64::from(c.v)).max().unwrap_or(1);
    let planes: u64 = layout.components.iter().map(|c| pixels * u64::from(c.h) * u64::from(c.v) / (h * v)).sum();
    let area = u64::from(factor.get()).pow(2);
    let coefficients = if header.progressive { planes * 2 } else { 0 };
    let samples = samples(layout.model);
    let interleaved = pixels / area * samples.count() as u64;
    let profile = Conversion::bytes(layout.profile.iter().map(|range| range.len()).sum());
    planes / area + coefficients + interleaved + profile + Sink::bytes(header, samples, factor)
}

/// Decodes and scales in one step.
pub(super) fn decode(bytes: &[u8], header: &Header, layout: &Layout, factor: Factor) -> Result<(Bitmap, bool)> {
    let mut decoder = Decoder::new(bytes);
    decoder.set_color_transform(match layout.model {
        Model::Grey => ColorTransform::Grayscale,
        Model::YCbCr => ColorTransform::YCbCr,
        Model::Rgb => ColorTransform::RGB,
        Model::Cmyk => ColorTransform::CMYK,
        Model::Ycck => ColorTransform::YCCK,
    });
    let reduced = (factor.reduced(header.width_px), factor.reduced(header.height_px));
    // It takes the strongest reduction at which either side is large enough.
    let size = decoder.scale(reduced.0 as u16, reduced.1 as u16).map_err(refusal)?;
    if (u32::from(size.0), u32::from(size.1)) != reduced {
        return Err(malformed("the JPEG cannot be scaled"));
    }
    let pixels = decoder.decode().map_err(refusal)?;
    let samples = samples(layout.model);
    let expected = match samples {
        Samples::Grey => PixelFormat::L8,
        Samples::Rgb => PixelFormat::RGB24,
        Samples::Cmyk => PixelFormat::CMYK32,
    };
    if decoder.info().map(|i| i.pixel_format) != Some(expected) {
        return Err(malformed("the JPEG states two colour models"));
    }
    let profile = profile(bytes, layout);
    let conversion = Conversion::new(samples, profile.as_deref());
    let mut sink = Sink::for_reduced(header, conversion, factor);
    pixels.chunks_exact(reduced.0 as usize * samples.count()).for_each(|row| sink.push_row(row));
    sink.finish()
}

/// The parts of the profile, joined.
fn profile(bytes: &[u8], layout: &Layout) -> Option<Vec<u8>> {
    let parts = layout.profile.iter().filter_map(|range| bytes.get(range.clone()));
    let joined: Vec<u8> = parts.flatten().copied().collect();
    (!joined.is_empty()).then_some(joined)
}

fn refusal(error: jpeg_decoder::Error) -> Error {
    match error {
        jpeg_decoder::Error::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            malformed("the JPEG is truncated")
        }
        jpeg_decoder::Error::Unsupported(what) => Error::unsupported(Stage::Decode, format!("jpeg ({what:?})")),
        other => malformed(other),
    }
}

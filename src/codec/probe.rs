//! Takes a file, gives its [`Header`]; reads headers only and allocates no pixels. Refuses formats that are not read, by
//! their real name, and pictures that their header makes larger than [`Limits`].

use crate::date::Date;
use crate::error::{Error, Quantity, Result, Stage};
use crate::limits::Limits;

use super::exif::Exif;
use super::format::Unread;
pub use super::format::{FileFormat, sniff};
pub use super::upright::Orientation;

pub(crate) mod jpeg;
pub(crate) mod png;
pub(crate) mod webp;

/// The header of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// By its bytes: [`FileFormat::Jpeg`], [`FileFormat::Png`] or [`FileFormat::WebP`]; the others are refused.
    pub format: FileFormat,
    /// Width as stored, before any turning; at least 1.
    pub width_px: u32,
    /// Height as stored, before any turning; at least 1.
    pub height_px: u32,
    /// The turn that sets the picture upright; `Normal` where EXIF says nothing valid.
    pub orientation: Orientation,
    /// The same as the EXIF tag, 1-8.
    pub orientation_tag: u8,
    /// The day the picture was taken, by EXIF.
    pub taken_on: Option<Date>,
    /// Bits a channel as stored: 1-16.
    pub bit_depth: u8,
    /// `true` if the stored colour model is grey.
    pub grey: bool,
    /// `true` if the stored colour model is CMYK (or YCCK).
    pub cmyk: bool,
    /// Progressive JPEG or interlaced PNG.
    pub progressive: bool,
    /// Transparency, which is put on white.
    pub transparent: bool,
    /// An APNG or animated WebP: only its default or first picture is read.
    pub animated: bool,
    /// Further pictures in the same file: frames of an animation, or JPEGs that follow the first (MPO, gain maps).
    pub further_pictures: u32,
    /// Bytes after the end of the picture. A camera's gain map or motion picture is there, and a polyglot's archive.
    pub trailing_bytes: u64,
    /// `true` if the file reaches its own end mark. Where it does not, decoding tells whether pixels are missing.
    pub ends_properly: bool,
    /// `true` if there is an ICC profile. Only decoding shows if it can be used.
    pub has_profile: bool,
    /// Further facts that the decoder needs.
    pub(crate) layout: Layout,
}

/// Further facts that the decoder of each format needs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Layout {
    Jpeg(jpeg::Layout),
    Png,
    WebP(webp::Layout),
}

impl Header {
    /// Width and height once upright.
    pub fn upright_size(&self) -> (u32, u32) {
        self.orientation.upright_size(self.width_px, self.height_px)
    }

    fn set_exif(&mut self, Exif { orientation, taken_on }: Exif) {
        self.orientation = orientation.unwrap_or_default();
        self.orientation_tag = self.orientation.tag();
        self.taken_on = taken_on;
    }
}

/// Reads the header of `bytes`.
///
/// # Errors
/// `Malformed` where the bytes are damaged or are no picture at all; `Unsupported` with the real format's name;
/// `LimitExceeded` for a file, a side or a pixel count above `limits`.
pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let length = bytes.len() as u64;
    if length > limits.max_input_bytes {
        return Err(Error::limit(Stage::Probe, Quantity::Bytes, length, limits.max_input_bytes));
    }
    if bytes.is_empty() {
        return Err(Error::malformed(Stage::Probe, "the file is empty"));
    }
    let header = match sniff(bytes) {
        FileFormat::Jpeg => jpeg::probe(bytes)?,
        FileFormat::Png => png::probe(bytes)?,
        FileFormat::WebP => webp::probe(bytes)?,
        FileFormat::Unknown => return Err(Error::malformed(Stage::Probe, "no known picture format")),
        other => return Err(Error::unsupported(Stage::Probe, other.as_str())),
    };
    limits.check_pixels(header.width_px, header.height_px)?;
    Ok(header)
}

/// Returns a header with everything at its default, to be filled in.
fn blank(format: FileFormat, width_px: u32, height_px: u32, layout: Layout) -> Header {
    Header {
        format,
        width_px,
        height_px,
        orientation: Orientation::Normal,
        orientation_tag: 1,
        taken_on: None,
        bit_depth: 8,
        grey: false,
        cmyk: false,
        progressive: false,
        transparent: false,
        animated: false,
        further_pictures: 0,
        trailing_bytes: 0,
        ends_properly: true,
        has_profile: false,
        layout,
    }
}

#[cold]
fn malformed(why: impl std::fmt::Display) -> Error {
    Error::malformed(Stage::Probe, why)
}

#[cold]
fn unsupported(variant: Unread) -> Error {
    Error::unsupported(Stage::Probe, variant.as_str())
}

/// A big-endian u16 at `at`.
fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..)?.get(..2)?.try_into().ok()?))
}

/// A big-endian u32 at `at`.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..)?.get(..4)?.try_into().ok()?))
}

/// A little-endian u32 at `at`.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..)?.get(..4)?.try_into().ok()?))
}

/// A little-endian 24-bit number at `at`.
fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let b = bytes.get(at..)?.get(..3)?;
    Some(u32::from(b[0]) | u32::from(b[1]) << 8 | u32::from(b[2]) << 16)
}

//! The one picture type inside: upright, sRGB, 8 bits a channel.

use image::{ImageBuffer, Rgb, RgbImage};

use crate::error::{Error, Result, Stage};

/// RGB8 pixels, row-major, no padding, sRGB, upright.
///
/// Pictures of the `image` crate go in and come out without a copy, so that its filters, and the decoders of other formats,
/// serve on both sides:
///
/// ```
/// use exam_preflight::codec::bitmap::Bitmap;
/// use exam_preflight::codec::encode::{EncodeSpec, encode};
/// use image::{Rgb, RgbImage};
///
/// # fn main() -> Result<(), exam_preflight::error::Error> {
/// let mut picture = RgbImage::from_fn(413, 531, |x, y| Rgb([(x / 2) as u8, (y / 3) as u8, 128]));
/// picture.put_pixel(0, 0, Rgb([255, 255, 255]));
/// let first_byte = picture.as_ptr();
///
/// let bitmap = Bitmap::try_from(picture)?;
/// let jpeg = encode(&bitmap, &EncodeSpec { max_bytes: 29_999, dpi: Some(300) })?;
/// assert!(jpeg.bytes.len() <= 29_999);
/// assert_eq!(image::imageops::rotate90(&bitmap.as_image()).dimensions(), (531, 413));
///
/// let picture = RgbImage::from(bitmap);
/// assert_eq!(picture.as_ptr(), first_byte);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width_px: u32,
    height_px: u32,
    rgb: Vec<u8>,
}

impl Bitmap {
    /// Returns a bitmap of `width_px * height_px * 3` bytes. Another number of bytes, or an empty side, is a misuse.
    pub fn new(width_px: u32, height_px: u32, rgb: Vec<u8>) -> Result<Self> {
        let want = u64::from(width_px) * u64::from(height_px) * 3;
        if want == 0 || want != rgb.len() as u64 {
            let why = format!("{width_px} x {height_px} pixels need {want} bytes, got {}", rgb.len());
            return Err(Error::misuse(Stage::Decode, why));
        }
        Ok(Self { width_px, height_px, rgb })
    }

    /// Width, at least 1.
    pub fn width_px(&self) -> u32 {
        self.width_px
    }

    /// Height, at least 1.
    pub fn height_px(&self) -> u32 {
        self.height_px
    }

    /// All samples, three a pixel.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// Returns all samples and consumes the bitmap.
    pub fn into_rgb(self) -> Vec<u8> {
        self.rgb
    }

    /// Returns the same pixels as a picture of the `image` crate, borrowed.
    pub fn as_image(&self) -> ImageBuffer<Rgb<u8>, &[u8]> {
        ImageBuffer::from_raw(self.width_px, self.height_px, &*self.rgb).expect("the length was checked by new")
    }

    /// One row of samples.
    pub fn row(&self, y: u32) -> &[u8] {
        let stride = self.width_px as usize * 3;
        &self.rgb[y as usize * stride..][..stride]
    }

    /// One pixel. Out of range is a programmer's mistake and panics.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let i = (y as usize * self.width_px as usize + x as usize) * 3;
        [self.rgb[i], self.rgb[i + 1], self.rgb[i + 2]]
    }
}

/// BT.601 luma of a pixel in 8-bit fixed point; the weights add up to 256.
pub(crate) fn luma_of(pixel: &[u8]) -> u8 {
    ((77 * u32::from(pixel[0]) + 150 * u32::from(pixel[1]) + 29 * u32::from(pixel[2]) + 128) >> 8) as u8
}

/// Takes the samples without a copy. An empty picture is a misuse.
impl TryFrom<RgbImage> for Bitmap {
    type Error = Error;

    fn try_from(picture: RgbImage) -> Result<Self> {
        let (width_px, height_px) = picture.dimensions();
        Self::new(width_px, height_px, picture.into_raw())
    }
}

/// Gives the samples without a copy.
impl From<Bitmap> for RgbImage {
    fn from(bitmap: Bitmap) -> Self {
        RgbImage::from_raw(bitmap.width_px, bitmap.height_px, bitmap.rgb).expect("the length was checked by new")
    }
}

//! The one picture type inside: upright, sRGB, 8 bits a channel.

use crate::error::{Error, Result, Stage};

/// RGB8 pixels, row-major, no padding, sRGB, upright.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width_px: u32,
    height_px: u32,
    rgb: Vec<u8>,
}

impl Bitmap {
    /// Takes `width_px * height_px * 3` bytes; anything else, or an empty side, is a misuse.
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

    /// All samples, given away.
    pub fn into_rgb(self) -> Vec<u8> {
        self.rgb
    }

    /// From a picture of the `image` crate, for callers that already hold one. An empty picture is a misuse.
    pub fn from_image(picture: image::RgbImage) -> Result<Self> {
        let (width_px, height_px) = picture.dimensions();
        Self::new(width_px, height_px, picture.into_raw())
    }

    /// To a picture of the `image` crate, without a copy.
    pub fn into_image(self) -> image::RgbImage {
        image::RgbImage::from_raw(self.width_px, self.height_px, self.rgb).expect("the length was checked by new")
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

//! Bytes to upright sRGB bitmaps and back: probe, decode, colour, resize, encode.

pub mod bitmap;
pub(crate) mod color;
pub mod decode;
pub mod encode;
pub(crate) mod exif;
pub mod format;
pub(crate) mod lab;
pub mod probe;
pub mod rect;
pub(crate) mod reduce;
pub mod resize;
pub mod resize_turned;
pub(crate) mod strip;
pub mod turn;
pub mod upright;
mod zigzag;

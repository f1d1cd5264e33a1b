//! Bytes to upright sRGB bitmaps and back: probe, decode, colour, resize, encode.

pub mod bitmap;
pub mod rect;

//! QR codes on a document: how many there are, and how many of them can be read. Their content is not kept.
//!
//! Takes grey levels, gives [`Codes`]. The search is ours, because it has to end: `rqrr`'s own copies the picture at every
//! trial, takes time with the fourth power of the finder marks, and panics on some turned codes. Here marks, trials and
//! readings are counted, and a search that reaches a bound gives nothing at all. `rqrr` reads the modules that are found.

mod edges;
mod grid;
mod ink;
mod marks;
mod perspective;
mod search;

use crate::finding::{Code, Finding};
use crate::material::grey::{self, Grey};
use ink::Ink;

/// A side of this part of the picture's longer side around a pixel says whether the pixel is dark: light may differ over
/// a page, and a page holds text of many sizes.
const NEAR: usize = 8;
/// A mark of a code that fills the picture is wider than that. Such a code is found in a reduced picture, by more of it.
const FAR: usize = 2;
/// Longest side of the reduced picture, in pixels: modules of a code of version 20 that fills it still have 8.
const FAR_MAX_SIDE_PX: usize = 800;

/// The QR codes of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Codes {
    pub found: u32,
    pub readable: u32,
}

/// Looks for codes: first by the light near each pixel, then for one that fills the picture. `None` where the picture has more of what looks like one than is tried: nothing is known then.
pub(super) fn find(grey: &Grey) -> Option<Codes> {
    let codes = search::search(&Ink::of(grey, NEAR))?;
    if codes.found > 0 {
        return Some(codes);
    }
    search::search(&Ink::of(&grey::reduced(grey, FAR_MAX_SIDE_PX), FAR))
}

impl Codes {
    /// Returns `true` if every code that was found can be read.
    pub fn are_readable(self) -> bool {
        self.readable == self.found
    }

    /// A warning where one cannot be read: the number beside it may still be read by a person.
    pub fn finding(self) -> Option<Finding> {
        let warning =
            || Finding::warning(Code::MaterialQrUnreadable).with("found", self.found).with("decoded", self.readable);
        (!self.are_readable()).then(warning)
    }
}

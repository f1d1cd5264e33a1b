//! QR codes on a document: how many are there, and how many of them decode. What they say is not looked at.

use rqrr::PreparedImage;

use crate::finding::{Code, Finding};
use crate::material::grey::Grey;

/// A smaller "code" is three glyphs that happen to look like a code's corners, such as 回.
const MIN_SIDE_PX: i32 = 40;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Codes {
    pub found: u32,
    pub decoded: u32,
}

/// Looks for codes.
pub(super) fn find(grey: &Grey) -> Codes {
    let level = |x: usize, y: usize| grey.levels[y * grey.width + x];
    let mut prepared = PreparedImage::prepare_from_greyscale(grey.width, grey.height, level);
    let mut codes = Codes { found: 0, decoded: 0 };
    for grid in prepared.detect_grids() {
        let side = |axis: fn(&rqrr::Point) -> i32| {
            let ends = grid.bounds.iter().map(axis);
            ends.clone().max().unwrap_or(0) - ends.min().unwrap_or(0)
        };
        let decodes = grid.decode_to(std::io::sink()).is_ok();
        if decodes || side(|p| p.x).min(side(|p| p.y)) >= MIN_SIDE_PX {
            codes.found += 1;
            codes.decoded += u32::from(decodes);
        }
    }
    codes
}

impl Codes {
    /// Whether all of them decode.
    pub fn all_decode(self) -> bool {
        self.decoded == self.found
    }

    /// A warning where one does not: the number beside it may still be read by a person.
    pub fn finding(self) -> Option<Finding> {
        let warning =
            || Finding::warning(Code::MaterialQrUnreadable).with("found", self.found).with("decoded", self.decoded);
        (!self.all_decode()).then(warning)
    }
}

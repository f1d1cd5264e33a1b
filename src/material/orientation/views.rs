//! Views: the levels of a picture, the largest also enlarged, and their tiles.

use super::{net, tiles};
use crate::material::grey::{self, Grey, LOOK_MAX_SIDE_PX};

/// Least long side of a level, in pixels: a smaller one holds no more than a word or two.
const MIN_SIDE_PX: usize = 180;
/// Pixels of the level per pixel of a zoomed tile.
const ZOOM: f32 = 2.0 / 3.0;

/// A level with its tiles, at its own size or zoomed.
pub(super) struct View<'a> {
    level: &'a Grey,
    pub spots: &'a [tiles::Spot],
    /// `true` if its tiles are enlarged by a half as they are cut.
    is_zoomed: bool,
}

impl View<'_> {
    /// Returns one of its tiles, turned so that lines along `turn` are level.
    pub fn tile(&self, spot: tiles::Spot, turn: Option<(f32, f32)>) -> Vec<u8> {
        match (turn, self.is_zoomed) {
            (None, false) => tiles::cut(self.level, spot),
            (None, true) => tiles::cut_turned(self.level, spot, ZOOM, (0.0, 1.0)),
            (Some(turn), is_zoomed) => tiles::cut_turned(self.level, spot, if is_zoomed { ZOOM } else { 1.0 }, turn),
        }
    }
}

/// Returns the views of all levels, and a zoomed view of the largest one: on a page that does not fill the picture print is
/// 7 pixels tall. A small picture was enlarged as a whole and needs no zoom.
pub(super) fn views<'a>(levels: &'a [Grey], spots: &'a [Vec<tiles::Spot>], with_zoom: bool) -> Vec<View<'a>> {
    let plain = levels.iter().zip(spots).map(|(level, spots)| View { level, spots, is_zoomed: false });
    let holds_a_tile = |view: &View<'_>| view.level.width.min(view.level.height) >= net::SIDE;
    let zoomed = plain.clone().take(1).filter(holds_a_tile).filter(|_| with_zoom);
    zoomed.map(|view| View { is_zoomed: true, ..view }).chain(plain).collect()
}

/// Returns `true` if the whole picture is enlarged first: enlarged by a half, it is still no larger than a look.
pub(super) fn is_small(grey: &Grey) -> bool {
    grey.width.max(grey.height) <= LOOK_MAX_SIDE_PX * 2 / 3
}

/// Returns the picture and its halves, the largest first.
pub(super) fn levels(first: Grey) -> Vec<Grey> {
    let mut all = if is_small(&first) && first.width.min(first.height) > 1 {
        vec![grey::enlarged(&first), first]
    } else {
        vec![first]
    };
    while let Some(last) = all.last()
        && last.width.max(last.height) / 2 >= MIN_SIDE_PX
    {
        let half = grey::resampled(last, last.width.div_ceil(2), last.height.div_ceil(2));
        all.push(half);
    }
    all
}

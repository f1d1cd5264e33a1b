//! What is looked at: the levels of a picture, the largest also enlarged, and their tiles.

use super::{net, tiles};
use crate::material::grey::{self, Grey, LOOK_MAX_SIDE_PX};

/// Levels end before a picture becomes smaller than this: less holds no more than a word or two.
const MIN_SIDE_PX: usize = 180;
/// Pixels of the level per pixel of a zoomed tile.
const ZOOM: f32 = 2.0 / 3.0;

/// One way to look at a level.
pub(super) struct View<'a> {
    level: &'a Grey,
    pub spots: &'a [tiles::Spot],
    /// Its tiles are enlarged by a half as they are cut.
    is_zoomed: bool,
}

impl View<'_> {
    /// One of its tiles, turned so that what runs along `turn` lies level.
    pub fn tile(&self, spot: tiles::Spot, turn: Option<(f32, f32)>) -> Vec<u8> {
        match (turn, self.is_zoomed) {
            (None, false) => tiles::cut(self.level, spot),
            (None, true) => tiles::cut_turned(self.level, spot, ZOOM, (0.0, 1.0)),
            (Some(turn), is_zoomed) => tiles::cut_turned(self.level, spot, if is_zoomed { ZOOM } else { 1.0 }, turn),
        }
    }
}

/// All levels; the largest is looked at enlarged as well, unless a smaller picture was enlarged as a whole: on a page that
/// does not fill the picture print is 7 pixels tall.
pub(super) fn views<'a>(levels: &'a [Grey], spots: &'a [Vec<tiles::Spot>], with_zoom: bool) -> Vec<View<'a>> {
    let plain = levels.iter().zip(spots).map(|(level, spots)| View { level, spots, is_zoomed: false });
    let holds_a_tile = |view: &View<'_>| view.level.width.min(view.level.height) >= net::SIDE;
    let zoomed = plain.clone().take(1).filter(holds_a_tile).filter(|_| with_zoom);
    zoomed.map(|view| View { is_zoomed: true, ..view }).chain(plain).collect()
}

/// Whether the whole picture is enlarged first.
pub(super) fn is_small(grey: &Grey) -> bool {
    grey.width.max(grey.height) <= LOOK_MAX_SIDE_PX * 2 / 3
}

/// The picture and its halves, the largest first.
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

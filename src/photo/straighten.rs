//! Chooses the crop, and the turn that straightens a small lean: geometry only, no pixel. Takes the person and the picture's
//! size, gives a rectangle whose turned corners are inside the picture.

use super::crop::{self, Plan, Room};
use super::frame::Point;
use super::head;
use super::level::Level;
use super::locate::Portrait;
use crate::codec::rect::Rect;
use crate::error::Result;
use crate::finding::Finding;
use crate::rules::photo_spec::PhotoSpec;

/// A smaller lean is left as it is: the measure is off by up to 0.95 degrees, so only a larger one is surely a lean. Sharpness
/// sets no limit: the turn costs hardly any (see `docs/photo.md`).
const MIN_LEAN_DEG: f64 = 1.0;
/// A larger lean is a posture: the shoulders would lean as far the other way.
const MAX_LEAN_DEG: f64 = 10.0;
/// If the picture has no room for the whole turn, smaller ones are tried in these steps.
const STEP_DEG: f64 = 0.5;
/// A smaller part of the lean is not worth a turn.
const LEAST_PART: f64 = 0.5;
/// Straightening may cost the crop this much of its distance from the targets: less than the full number of pixels, and far
/// less than a limit.
const MAX_COST: f64 = 0.5;
/// The turned crop keeps this distance from the limits of margin and middle, in parts of the photo: the face is measured again
/// on the photo. A head that is straight and off centre would be no gain.
const FROM_LIMITS: f64 = 0.01;

/// A crop, and the turn about its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    /// In pixels of the level picture.
    pub crop: Rect,
    /// `None` if nothing is turned: the level picture is the picture as it is.
    pub level: Option<Level>,
}

impl Cut {
    /// Returns the crop at its place in the picture as it is, before its turn.
    pub fn in_picture(&self) -> Rect {
        self.level.map_or(self.crop, |level| level.unturned(self.crop))
    }

    /// Returns the clockwise turn in degrees.
    pub fn lean_deg(&self) -> f64 {
        self.level.map_or(0.0, |level| level.lean_deg())
    }
}

/// The choices of the user.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wish {
    pub crop: Option<Rect>,
    pub straighten: Option<bool>,
}

/// Returns the crop by the user, by the head, or the largest one, with findings about it. `inside` is the picture without its
/// border.
pub(super) fn choose(
    Wish { crop, straighten }: Wish,
    portrait: Option<&Portrait>,
    (width_px, height_px): (u32, u32),
    inside: Rect,
    spec: &PhotoSpec,
) -> Result<(Cut, Vec<Finding>)> {
    let lean = portrait.map(|portrait| portrait.head.roll_deg).filter(|lean| is_small(*lean));
    if let Some(wanted) = crop {
        let (crop, findings) = crop::given(wanted, width_px, height_px, spec)?;
        let whole = Rect { left: 0.0, top: 0.0, width: width_px.into(), height: height_px.into() };
        let level = lean.filter(|_| straighten == Some(true)).and_then(|lean| about_middle(crop, lean, whole));
        return Ok((Cut { crop, level }, findings));
    }
    let Some(portrait) = portrait else {
        return Ok((Cut { crop: crop::largest_fitting(width_px, height_px, spec), level: None }, Vec::new()));
    };
    let as_it_is = crop::plan(portrait.head.rect, portrait.face.centre_x(), &Room { inside, level: None }, spec);
    let lean = lean.filter(|_| straighten != Some(false) && portrait.head.cut.is_none());
    let turned = lean.and_then(|lean| about_eyes(portrait, lean, inside, as_it_is.cost + MAX_COST, spec));
    Ok((turned.unwrap_or(Cut { crop: as_it_is.crop, level: None }), Vec::new()))
}

fn is_small(lean_deg: f64) -> bool {
    (MIN_LEAN_DEG..=MAX_LEAN_DEG).contains(&lean_deg.abs())
}

/// The turns to try, the whole one first.
fn turns(lean_deg: f64) -> impl Iterator<Item = f64> {
    let least = MIN_LEAN_DEG.max(lean_deg.abs() * LEAST_PART);
    let smaller = (0..).map(move |i| lean_deg.abs() - f64::from(i) * STEP_DEG).take_while(move |&turn| turn >= least);
    smaller.map(move |turn| turn.copysign(lean_deg))
}

/// Returns the largest turn about the eyes that leaves a crop of at most this cost.
fn about_eyes(portrait: &Portrait, lean_deg: f64, inside: Rect, max_cost: f64, spec: &PhotoSpec) -> Option<Cut> {
    let [left, right] = [0, 1].map(|side: usize| portrait.landmarks.eyes[side].middle());
    let mut careful = spec.clone();
    careful.head.max_centre_offset_ratio -= FROM_LIMITS;
    careful.head.min_top_margin_ratio += FROM_LIMITS;
    careful.head.max_top_margin_ratio -= FROM_LIMITS;
    turns(lean_deg).find_map(|turn| {
        let level = Level::new(left.middle(right), turn);
        let face = portrait.landmarks.moved(|place| level.in_level(place), 1.0);
        let head = head::level(&face, &portrait.person, &level);
        let room = Room { inside, level: Some(level) };
        let Plan { crop, cost } = crop::plan(head, face.rect().centre_x(), &room, &careful);
        (cost <= max_cost).then_some(Cut { crop, level: Some(level) })
    })
}

/// Returns the largest turn about a crop's middle that keeps its corners inside the picture.
fn about_middle(crop: Rect, lean_deg: f64, picture: Rect) -> Option<Level> {
    let middle = Point::middle_of(crop);
    turns(lean_deg).map(|turn| Level::new(middle, turn)).find(|level| {
        let (across, down) = level.half_sides(crop.width, crop.height);
        middle.x - across >= picture.left
            && middle.x + across <= picture.right()
            && middle.y - down >= picture.top
            && middle.y + down <= picture.bottom()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_begin_with_the_whole_lean_and_end_above_the_least() {
        assert_eq!(turns(-2.2).collect::<Vec<_>>(), [-2.2, -1.7000000000000002, -1.2000000000000002]);
        assert_eq!(turns(0.4).count(), 0);
        assert_eq!(turns(9.0).last(), Some(4.5));
        assert!(!is_small(0.9) && is_small(-3.0) && !is_small(10.1) && !is_small(f64::NAN));
    }

    #[test]
    fn a_crop_by_hand_turns_as_far_as_the_picture_reaches() {
        let picture = Rect { left: 0.0, top: 0.0, width: 1000.0, height: 1200.0 };
        let crop = |left: f64| Rect { left, top: 300.0, width: 413.0, height: 531.0 };
        let turn = |left: f64| about_middle(crop(left), 8.0, picture).map(|level| level.lean_deg());
        assert_eq!(turn(300.0), Some(8.0));
        assert_eq!(turn(0.0), None);
        let some = turn(20.0).unwrap();
        assert!((4.0..8.0).contains(&some), "{some}");
    }
}

//! Chooses the crop: geometry only, no pixel. Takes the head and the picture's size, gives a rectangle inside the picture.

use super::frame::Point;
use super::level::Level;
use crate::codec::rect::Rect;
use crate::error::{Error, Result, Stage};
use crate::finding::{Code, Finding};
use crate::rules::photo_spec::{HeadSpec, PhotoSpec};

/// Crop heights tried between the largest and the smallest head.
const STEPS: u32 = 200;
/// The heights tried go beyond the specification's largest and smallest head by a quarter, so that a head at the edge of
/// a picture finds the crop that breaks the fewest limits.
const BEYOND: f64 = 0.25;
/// A crop given by the user may differ this much from the photo's shape: a pixel or so of rounding.
const MAX_ASPECT_ERROR: f64 = 0.01;
/// The head is measured again on the photo and differs by up to this ratio. The crop keeps this distance from the limits.
const REMEASURE: f64 = 0.02;
/// Cost of fewer pixels than the photo has room for: as much as the largest distance from a target.
const FEW_PIXELS: f64 = 1.0;
/// Cost of leaving the specification: more than any distance from a target inside it.
const OUTSIDE_SPEC: f64 = 100.0;
/// Part of that cost that a limit costs however little it is broken.
const OUTSIDE_AT_LEAST: f64 = 0.1;
/// Share of that cost for a crop below the office's least size: such a crop is better than one that breaks a limit of the
/// head by as much.
const TOO_FEW_SHARE: f64 = 0.25;
/// Differences up to here are rounding.
const ROUNDING: f64 = 1e-9;

/// The part of a picture that a crop must not leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    /// In pixels of the picture as it is.
    pub inside: Rect,
    /// The turn that the crop shares; it is then given in pixels of the level picture.
    pub level: Option<Level>,
}

/// A crop, and how good it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plan {
    pub crop: Rect,
    /// 0 at all targets; [`OUTSIDE_SPEC`] parts of it and more if a limit is broken.
    pub cost: f64,
}

/// Returns the crop that puts this head nearest to the specification's targets without leaving the picture. `centre_x` is
/// the middle of the face, which long hair on one side does not move.
pub(super) fn plan(head: Rect, centre_x: f64, room: &Room, spec: &PhotoSpec) -> Plan {
    let largest = room.largest(spec);
    let reach = |ratio: f64| (head.height / ratio).clamp(1.0, largest.height);
    let closest = reach(spec.head.max_height_ratio * (1.0 + BEYOND));
    let widest = reach(spec.head.min_height_ratio * (1.0 - BEYOND));
    let between = (0..=STEPS).map(|i| closest + (widest - closest) * f64::from(i) / f64::from(STEPS));
    // At this height one source pixel becomes one output pixel.
    let unscaled = f64::from(spec.height_px).min(largest.height);
    let (_, least_height_px) = spec.least_size();
    let candidates = between.chain([largest.height, unscaled]).map(|height| {
        let crop = room.placed(head, centre_x, height, spec);
        Plan { crop, cost: cost(head, centre_x, crop, spec, f64::from(least_height_px)) }
    });
    let best = candidates.min_by(|a, b| a.cost.total_cmp(&b.cost));
    best.unwrap_or(Plan { crop: largest, cost: f64::MAX })
}

impl Room {
    /// Returns the largest crop of the photo's shape, in the middle.
    fn largest(&self, spec: &PhotoSpec) -> Rect {
        let Rect { left, top, width, height } = self.inside;
        let Some(level) = self.level else {
            return largest_fitting(width as u32, height as u32, spec).shifted(left, top);
        };
        // A crop of height 1 takes this much of the picture.
        let (across, down) = level.half_sides(aspect(spec), 1.0);
        let crop_height = (width / (2.0 * across)).min(height / (2.0 * down));
        level.in_level(Point::middle_of(self.inside)).middle_to_rect(crop_height * aspect(spec), crop_height)
    }

    /// Returns the crop of this height nearest to the target's margin and middle.
    fn placed(&self, head: Rect, centre_x: f64, height: f64, spec: &PhotoSpec) -> Rect {
        let wanted_top = head.top - spec.head.target_top_margin_ratio * height;
        let within = |v: f64, from: f64, room: f64| v.clamp(from, from + room.max(0.0));
        let Some(level) = self.level else {
            let width = (height * aspect(spec)).min(self.inside.width);
            let left = within(centre_x - width / 2.0, self.inside.left, self.inside.width - width);
            let top = within(wanted_top, self.inside.top, self.inside.height - height);
            return Rect { left, top, width, height };
        };
        let width = height * aspect(spec);
        let (across, down) = level.half_sides(width, height);
        let Point { x, y } = level.in_picture(Point { x: centre_x, y: wanted_top + height / 2.0 });
        let x = within(x, self.inside.left + across, self.inside.width - 2.0 * across);
        let y = within(y, self.inside.top + down, self.inside.height - 2.0 * down);
        level.in_level(Point { x, y }).middle_to_rect(width, height)
    }
}

/// Returns the largest crop of the photo's shape, in the middle of the picture.
pub(super) fn largest_fitting(width_px: u32, height_px: u32, spec: &PhotoSpec) -> Rect {
    let (width, height) = (f64::from(width_px), f64::from(height_px));
    let aspect = aspect(spec);
    let crop_height = height.min(width / aspect);
    let crop_width = (crop_height * aspect).min(width);
    Rect { left: (width - crop_width) / 2.0, top: (height - crop_height) / 2.0, width: crop_width, height: crop_height }
}

/// Returns the user's crop, with findings if it had to be moved or cut to shape. A rectangle without an area is a misuse.
pub(super) fn given(crop: Rect, width_px: u32, height_px: u32, spec: &PhotoSpec) -> Result<(Rect, Vec<Finding>)> {
    let sides = [crop.left, crop.top, crop.width, crop.height];
    if sides.iter().any(|v| !v.is_finite()) || crop.width < 1.0 || crop.height < 1.0 {
        let why = format!("a crop of {} x {} pixels at {}, {}", crop.width, crop.height, crop.left, crop.top);
        return Err(Error::misuse(Stage::Crop, why));
    }
    let mut findings = Vec::new();
    let (ratio, expected) = (crop.width / crop.height, aspect(spec));
    let mut shaped = crop;
    if (ratio / expected - 1.0).abs() > MAX_ASPECT_ERROR {
        findings.push(Finding::error(Code::PhotoCropAspect).with("ratio", ratio).with("expectedRatio", expected));
    }
    // Never stretched: the surplus side is trimmed evenly.
    shaped.width = crop.width.min(crop.height * expected);
    shaped.height = shaped.width / expected;
    shaped.left += (crop.width - shaped.width) / 2.0;
    shaped.top += (crop.height - shaped.height) / 2.0;
    if !crop.is_inside(width_px, height_px) {
        findings.push(
            Finding::error(Code::PhotoCropOutside)
                .with("left", crop.left)
                .with("top", crop.top)
                .with("width", crop.width)
                .with("height", crop.height)
                .with("widthPx", width_px)
                .with("heightPx", height_px),
        );
    }
    let largest = largest_fitting(width_px, height_px, spec);
    if shaped.height > largest.height {
        (shaped.width, shaped.height) = (largest.width, largest.height);
    }
    shaped.left = shaped.left.clamp(0.0, (f64::from(width_px) - shaped.width).max(0.0));
    shaped.top = shaped.top.clamp(0.0, (f64::from(height_px) - shaped.height).max(0.0));
    Ok((shaped, findings))
}

fn aspect(spec: &PhotoSpec) -> f64 {
    f64::from(spec.width_px) / f64::from(spec.height_px)
}

/// Returns a crop's distance from the targets, plus the cost of each limit that it breaks.
fn cost(head: Rect, centre_x: f64, crop: Rect, spec: &PhotoSpec, least_height_px: f64) -> f64 {
    let HeadSpec {
        min_height_ratio,
        target_height_ratio,
        max_height_ratio,
        min_top_margin_ratio,
        target_top_margin_ratio,
        max_top_margin_ratio,
        max_centre_offset_ratio,
        max_roll_deg: _,
    } = spec.head;
    let ratio = head.height / crop.height;
    let margin = (head.top - crop.top) / crop.height;
    let offset = (centre_x - crop.centre_x()).abs() / crop.width;
    let chin_out = (head.bottom() - crop.bottom()).max(0.0) / crop.height;
    let too_few = (least_height_px / crop.height - 1.0).max(0.0);
    let fewer = (1.0 - crop.height / f64::from(spec.height_px)).max(0.0);
    outside(ratio, min_height_ratio + REMEASURE, max_height_ratio - REMEASURE)
        + outside(margin, min_top_margin_ratio, max_top_margin_ratio)
        + outside(offset, 0.0, max_centre_offset_ratio)
        + outside(chin_out, 0.0, 0.0)
        + outside(too_few, 0.0, 0.0) * TOO_FEW_SHARE
        + if fewer > ROUNDING { FEW_PIXELS * (1.0 + fewer) } else { 0.0 }
        + (ratio - target_height_ratio).abs() / (max_height_ratio - min_height_ratio)
        + (margin - target_top_margin_ratio).abs() / (max_top_margin_ratio - min_top_margin_ratio)
        + offset / max_centre_offset_ratio
}

/// Returns zero inside the limits, and a fixed cost plus a slope outside, so that the least broken limit wins.
fn outside(value: f64, min: f64, max: f64) -> f64 {
    let by = (min - value).max(value - max).max(0.0);
    if by > ROUNDING { OUTSIDE_SPEC * (OUTSIDE_AT_LEAST + by) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::policy::{Policy, built_in};

    fn spec() -> PhotoSpec {
        Policy::from_json(built_in("hubei-2025").unwrap()).unwrap().photo
    }

    fn room(width: u32, height: u32) -> Room {
        let inside = Rect { left: 0.0, top: 0.0, width: width.into(), height: height.into() };
        Room { inside, level: None }
    }

    fn head(left: f64, top: f64, width: f64, height: f64) -> Rect {
        Rect { left, top, width, height }
    }

    /// A head, the picture around it, and what the crop should make of it.
    struct Case {
        name: &'static str,
        head: Rect,
        picture: (u32, u32),
        head_height_ratio: (f64, f64),
        top_margin_ratio: (f64, f64),
    }

    #[test]
    fn the_crop_stays_inside_keeps_its_shape_and_meets_the_targets_where_it_can() {
        let spec = spec();
        let target = (spec.head.target_height_ratio - 0.01, spec.head.target_height_ratio + 0.01);
        let margin = (spec.head.target_top_margin_ratio - 0.01, spec.head.target_top_margin_ratio + 0.01);
        let in_spec = (spec.head.min_height_ratio, spec.head.max_height_ratio);
        let cases = [
            Case {
                name: "room on all sides",
                head: head(1200.0, 900.0, 600.0, 900.0),
                picture: (3024, 4032),
                head_height_ratio: target,
                top_margin_ratio: margin,
            },
            Case {
                name: "little above the crown",
                head: head(300.0, 20.0, 400.0, 600.0),
                picture: (1000, 1400),
                head_height_ratio: in_spec,
                top_margin_ratio: (0.016, 0.06),
            },
            Case {
                name: "landscape, head at the left",
                head: head(100.0, 200.0, 300.0, 420.0),
                picture: (1600, 900),
                head_height_ratio: in_spec,
                top_margin_ratio: (0.016, 0.148),
            },
            Case {
                name: "a head that fills the picture",
                head: head(10.0, 10.0, 380.0, 500.0),
                picture: (413, 531),
                head_height_ratio: (0.9, 1.0),
                top_margin_ratio: (0.0, 0.1),
            },
        ];
        for Case { name, head, picture: (w, h), head_height_ratio, top_margin_ratio } in cases {
            let crop = plan(head, head.centre_x(), &room(w, h), &spec).crop;
            assert!(crop.is_inside(w, h), "{name}: {crop:?}");
            let shape = crop.width / crop.height * f64::from(spec.height_px) / f64::from(spec.width_px);
            assert!((shape - 1.0).abs() < 1e-9, "{name}: {crop:?}");
            let (ratio, margin) = (head.height / crop.height, (head.top - crop.top) / crop.height);
            let within = |v: f64, (min, max): (f64, f64)| (min..=max).contains(&v);
            assert!(within(ratio, head_height_ratio), "{name}: head {ratio}");
            assert!(within(margin, top_margin_ratio), "{name}: margin {margin}");
        }
    }

    #[test]
    fn a_small_head_is_cropped_wider_before_the_photo_becomes_smaller() {
        let spec = spec();
        // At the target the crop would be 515 px high.
        let crop = plan(head(300.0, 200.0, 250.0, 350.0), 425.0, &room(1000, 1000), &spec).crop;
        assert!(crop.height >= f64::from(spec.height_px) - 1e-6, "{crop:?}");
    }

    #[test]
    fn any_head_in_any_picture_gives_a_crop_inside() {
        let spec = spec();
        for (w, h) in [(1, 1), (190, 254), (254, 190), (413, 531), (5000, 40), (40, 5000)] {
            for head in [head(-50.0, -50.0, 10.0, 10.0), head(0.0, 0.0, 9000.0, 9000.0), head(20.0, 20.0, 1.0, 0.5)] {
                let crop = plan(head, head.centre_x(), &room(w, h), &spec).crop;
                assert!(crop.is_inside(w, h) && crop.width > 0.0, "{head:?} in {w} x {h}: {crop:?}");
            }
        }
    }

    #[test]
    fn no_corner_of_a_turned_crop_leaves_the_picture() {
        let spec = spec();
        for (w, h) in [(30, 40), (413, 531), (3000, 4000), (5000, 40)] {
            for lean_deg in [-10.0, -1.0, 4.0, 9.9] {
                for head in
                    [head(-50.0, -50.0, 10.0, 10.0), head(200.0, 100.0, 900.0, 1300.0), head(9e3, 9e3, 5.0, 5.0)]
                {
                    let level = Level::new(Point { x: 20.0, y: 700.0 }, lean_deg);
                    let turned = Room { level: Some(level), ..room(w, h) };
                    let crop = plan(head, head.centre_x(), &turned, &spec).crop;
                    for (x, y) in [(crop.left, crop.top), (crop.right(), crop.top), (crop.left, crop.bottom())] {
                        let Point { x, y } = level.in_picture(Point { x, y });
                        let corner = Rect { left: x, top: y, width: 0.0, height: 0.0 };
                        assert!(corner.is_inside(w, h), "{head:?} in {w} x {h}, {lean_deg}: {crop:?}, {corner:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_given_crop_is_taken_or_corrected_with_a_finding() {
        let spec = spec();
        let codes = |crop: Rect| {
            let (crop, findings) = given(crop, 1000, 1200, &spec).unwrap();
            assert!(crop.is_inside(1000, 1200), "{crop:?}");
            assert!((crop.width * 531.0 / (crop.height * 413.0) - 1.0).abs() < 0.001, "{crop:?}");
            (crop, findings.iter().map(|f| f.code).collect::<Vec<_>>())
        };
        let wanted = Rect { left: 100.0, top: 50.0, width: 413.0, height: 531.0 };
        assert_eq!(codes(wanted), (wanted, vec![]));
        assert_eq!(codes(Rect { left: 800.0, ..wanted }).1, [Code::PhotoCropOutside]);
        assert_eq!(codes(Rect { height: 413.0, ..wanted }).1, [Code::PhotoCropAspect]);
        let huge = Rect { left: -9e9, top: -9e9, width: 9e12, height: 1.0 };
        assert_eq!(codes(huge).1, [Code::PhotoCropAspect, Code::PhotoCropOutside]);
    }

    #[test]
    fn a_crop_without_an_area_is_a_misuse() {
        let spec = spec();
        for (width, height) in [(0.0, 100.0), (100.0, -1.0), (f64::NAN, 100.0), (100.0, f64::INFINITY)] {
            let crop = Rect { left: 0.0, top: 0.0, width, height };
            assert!(given(crop, 1000, 1000, &spec).is_err(), "{crop:?}");
        }
    }
}

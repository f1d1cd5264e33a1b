//! Measures the head around a face: crown and sides from the person's mask, chin from the mesh.

use super::background::{self, Background};
use super::frame::Point;
use super::level::Level;
use super::mesh::Landmarks;
use super::person::Person;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;

/// Hair above this height over the hairline, in heights of the face, is a bun or a quiff, and the crown is taken at this
/// height. GA 461-2004 lets tall hair be cropped.
const TALLEST_HAIR: f64 = 0.50;
/// The crown is at least this high over the hairline, in heights of the face.
const LOWEST_CROWN: f64 = 0.06;
/// Least distance from the middle of the face to a side of the head, in widths of the face.
const NARROWEST_HALF: f64 = 0.50;
/// Greatest such distance: long hair may reach the shoulders and is followed no further.
const WIDEST_HALF: f64 = 0.95;
/// The crown is at the first row over the forehead where less than this share of the band is hair.
const CROWN_SHARE: f64 = 0.12;
/// The picture's edge cuts the head if at least this share of the band is hair in the uppermost row.
const CUT_SHARE: f64 = 0.30;
/// Half the width of that band, in widths of the face.
const BAND_HALF: f64 = 0.40;
/// Steps across that band in a row: one for every 1.5 cells of the person's mask.
const BAND_STEPS: u32 = 32;
/// Rows between forehead and eyes in which the sides of the head are measured.
const SIDE_ROWS: u32 = 9;
/// Share of those rows that reach at most to the side of the head: a strand that stands off in the other rows does not
/// count.
const SIDE_PERCENTILE: (usize, usize) = (4, 5);

/// An edge of the picture that cuts the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Hair or skull.
    Top,
    /// Chin.
    Bottom,
    /// A cheek or an ear.
    Side,
}

impl Edge {
    /// Returns the word used in findings.
    pub fn as_str(self) -> &'static str {
        match self {
            Edge::Top => "top",
            Edge::Bottom => "bottom",
            Edge::Side => "side",
        }
    }
}

/// A head, in pixels of the bitmap.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    /// Crown (hair included, up to a limit) to chin; ears or hair at the temples, left to right.
    pub rect: Rect,
    /// The first edge that cuts it, in the order of [`measure`].
    pub cut: Option<Edge>,
    /// Clockwise lean of the line of the eyes, in degrees.
    pub roll_deg: f64,
    /// The background around it; `None` if too little of it is in the picture.
    pub background: Option<Background>,
}

/// Measures the head around a face of the bitmap.
pub(super) fn measure(bitmap: &Bitmap, face: &Landmarks, person: &Person, lab: &Converter) -> Head {
    let rect = face.rect();
    let Boundary { head, reaches_edge } = boundary(face, &Outline::of(person));
    let cut = if reaches_edge {
        Some(Edge::Top)
    } else if rect.left < 0.0 || rect.right() > f64::from(bitmap.width_px()) {
        Some(Edge::Side)
    } else if face.chin().y > f64::from(bitmap.height_px()) {
        Some(Edge::Bottom)
    } else {
        None
    };
    Head {
        rect: head,
        cut,
        roll_deg: face.lean_rad().to_degrees(),
        background: background::measure(bitmap, face, person, head.top, lab),
    }
}

/// Returns the box of the head in a level picture. `face` is the face there.
pub(super) fn level(face: &Landmarks, person: &Person, level: &Level) -> Rect {
    boundary(face, &Outline { person, level: Some(level) }).head
}

/// The person's outline, as the picture shows it or level.
struct Outline<'a> {
    person: &'a Person,
    level: Option<&'a Level>,
}

impl<'a> Outline<'a> {
    fn of(person: &'a Person) -> Self {
        Self { person, level: None }
    }

    fn is_person(&self, place: Point) -> Option<bool> {
        self.person.is_person(self.level.map_or(place, |level| level.in_picture(place)))
    }

    /// Rows above are outside of the picture; a level picture has no such row.
    fn first_row(&self) -> f64 {
        if self.level.is_some() { f64::MIN } else { 0.0 }
    }

    fn row_px(&self) -> f64 {
        self.person.row_px()
    }
}

struct Boundary {
    head: Rect,
    /// The picture's upper edge cuts the hair.
    reaches_edge: bool,
}

fn boundary(face: &Landmarks, outline: &Outline<'_>) -> Boundary {
    let rect = face.rect();
    let (crown_y, reaches_edge) = crown(face, rect, outline);
    let (left, right) = sides(face, rect, outline);
    let head = Rect { left, top: crown_y, width: right - left, height: face.chin().y - crown_y };
    Boundary { head, reaches_edge }
}

/// Returns the uppermost row of hair over the forehead, and `true` if the picture's edge cuts the hair there.
fn crown(face: &Landmarks, rect: Rect, outline: &Outline<'_>) -> (f64, bool) {
    let hairline = face.forehead().y;
    let (lowest, highest) = (hairline - rect.height * LOWEST_CROWN, hairline - rect.height * TALLEST_HAIR);
    let share = |y: f64| {
        let at = |i| face.forehead().x + rect.width * BAND_HALF * (f64::from(i) * 2.0 / f64::from(BAND_STEPS) - 1.0);
        let seen: Vec<bool> = (0..=BAND_STEPS).filter_map(|i| outline.is_person(Point { x: at(i), y })).collect();
        (!seen.is_empty()).then(|| seen.iter().filter(|&&is| is).count() as f64 / seen.len() as f64)
    };
    let mut y = lowest;
    let mut before = 1.0;
    loop {
        match share(y) {
            None => return (y.max(outline.first_row()), outline.person.area.top <= 0.0 && before >= CUT_SHARE),
            Some(share) if share < CROWN_SHARE => return ((y + outline.row_px() / 2.0).min(lowest), false),
            Some(share) => before = share,
        }
        y -= outline.row_px();
        if y < highest {
            return (
                highest.max(outline.first_row()),
                outline.person.area.top <= 0.0 && highest < 0.0 && before >= CUT_SHARE,
            );
        }
    }
}

/// Returns the left and right edge of the head between forehead and eyes.
fn sides(face: &Landmarks, rect: Rect, outline: &Outline<'_>) -> (f64, f64) {
    let (top, bottom) = (face.forehead().y, face.eyes[0].middle().y);
    let mut reaches: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for row in 0..SIDE_ROWS {
        let y = top + (bottom - top) * f64::from(row) / f64::from(SIDE_ROWS - 1);
        for (reach, direction) in reaches.iter_mut().zip([-1.0, 1.0]) {
            let mut aside = NARROWEST_HALF * rect.width;
            while aside < WIDEST_HALF * rect.width
                && outline.is_person(Point { x: rect.centre_x() + direction * aside, y }) == Some(true)
            {
                aside += outline.row_px();
            }
            reach.push(aside);
        }
    }
    let [left, right] = reaches.map(|mut reach| {
        reach.sort_unstable_by(f64::total_cmp);
        reach[reach.len() * SIDE_PERCENTILE.0 / SIDE_PERCENTILE.1]
    });
    (rect.centre_x() - left, rect.centre_x() + right)
}

//! The background around a person: every cell of it, how far it is from white, and the worst.

use super::frame::Point;
use super::mesh::Landmarks;
use super::person::Person;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::{Converter, Lab, WHITE};
use crate::codec::rect::Rect;

/// Cells across the width of a face: some 16 px on the photo. A stray hair fills none of them, a line on the wall does.
const CELLS_PER_FACE: f64 = 12.0;
/// Samples of a cell a side.
const SAMPLES: u32 = 8;
/// Fewest cells that a ground may be judged by.
const MIN_CELLS: usize = 10;
/// The ground is looked at down to here below the chin, in heights of the face: shoulders hide it further down.
const LOWEST: f64 = 0.25;
/// The share of the cells that the worst ones are.
const WORST_SHARE: f64 = 0.05;
/// Hair does not reach further to either side of the face's middle, in its widths: what does is no part of the person.
const WIDEST_HAIR: f64 = 0.95;

/// The background as measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Background {
    /// Median colour, channel by channel.
    pub rgb: [u8; 3],
    /// CIE76 of the median colour from white.
    pub delta_e: f64,
    /// Its distance from the grey axis (CIE C*ab).
    pub chroma: f64,
    /// CIE76 from white that the worst 5 % of the cells reach or pass.
    pub worst: f64,
    /// Root mean square CIE76 of the cells from the median colour.
    pub spread: f64,
}

struct Cell {
    rgb: [u8; 3],
    lab: Lab,
}

/// Measures every cell outside the person. `None` where hardly any is seen. `crown_y` is where the head ends.
pub(super) fn measure(
    bitmap: &Bitmap,
    face: &Landmarks,
    person: &Person,
    crown_y: f64,
    lab: &Converter,
) -> Option<Background> {
    let rect = face.rect();
    let side = (rect.width / CELLS_PER_FACE).max(2.0);
    let area = person.area;
    let bottom = area.bottom().min(face.chin().y + rect.height * LOWEST);
    let is_ground = |place: Point| match person.is_near(place) {
        Some(near) => !near || is_beyond_hair(place, rect, crown_y),
        None => false,
    };
    let (columns, rows) = ((area.width / side) as u32, ((bottom - area.top) / side).max(0.0) as u32);
    let mut cells = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let (left, top) = (area.left + f64::from(column) * side, area.top + f64::from(row) * side);
            cells.extend(cell(bitmap, left, top, side, lab, &is_ground));
        }
    }
    if cells.len() < MIN_CELLS {
        return None;
    }
    let rgb = std::array::from_fn(|channel| {
        let mut values: Vec<u8> = cells.iter().map(|cell| cell.rgb[channel]).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable(middle).1
    });
    let colour = lab.lab(rgb);
    let mut from_white: Vec<f32> = cells.iter().map(|cell| cell.lab.delta_e(WHITE)).collect();
    from_white.sort_unstable_by(|a, b| b.total_cmp(a));
    let worst = from_white[(cells.len() as f64 * WORST_SHARE) as usize];
    let squares: f64 = cells.iter().map(|cell| f64::from(cell.lab.delta_e(colour))).map(|d| d * d).sum();
    Some(Background {
        rgb,
        delta_e: colour.delta_e(WHITE).into(),
        chroma: colour.chroma().into(),
        worst: worst.into(),
        spread: (squares / cells.len() as f64).sqrt(),
    })
}

/// The mean of what is ground in a cell; `None` where less than half of it is.
fn cell(
    bitmap: &Bitmap,
    left: f64,
    top: f64,
    side: f64,
    lab: &Converter,
    is_ground: &dyn Fn(Point) -> bool,
) -> Option<Cell> {
    let (mut sums, mut count) = ([0u32; 3], 0u32);
    for i in 0..SAMPLES * SAMPLES {
        let along = |from: f64, i: u32| from + (f64::from(i) + 0.5) / f64::from(SAMPLES) * side;
        let place = Point { x: along(left, i % SAMPLES), y: along(top, i / SAMPLES) };
        let is_inside = place.x < f64::from(bitmap.width_px()) && place.y < f64::from(bitmap.height_px());
        if is_inside && is_ground(place) {
            let pixel = bitmap.pixel(place.x as u32, place.y as u32);
            sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u32::from(value));
            count += 1;
        }
    }
    if count * 2 < SAMPLES * SAMPLES {
        return None;
    }
    let rgb = sums.map(|sum| ((sum + count / 2) / count) as u8);
    Some(Cell { rgb, lab: lab.lab(rgb) })
}

/// Whether a place lies further aside than hair reaches at its height: an arch over the forehead to the crown.
fn is_beyond_hair(place: Point, face: Rect, crown_y: f64) -> bool {
    if place.y > face.bottom() {
        return false;
    }
    let foot = face.top + face.height * 0.25;
    let up = (foot - place.y) / (foot - crown_y + face.height * 0.12);
    let widest = if up <= 0.0 { WIDEST_HAIR } else { WIDEST_HAIR * (1.0 - up * up).max(0.0).sqrt() };
    (place.x - face.centre_x()).abs() > widest * face.width
}

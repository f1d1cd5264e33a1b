//! Measures the background around a person, cell by cell: the median colour, and the cells furthest from white.

use super::cells::{self, joined};
use super::frame::Point;
use super::mesh::Landmarks;
use super::person::Person;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::{Converter, Lab, WHITE};
use crate::codec::rect::Rect;

/// Cells across the width of a face: a cell is some 16 px wide on the photo. A stray hair fills none of them, a line on
/// the wall does.
const CELLS_PER_FACE: f64 = 12.0;
/// Samples per side of a cell.
const SAMPLES: u32 = 8;
/// A cell counts if at least this share of its samples, one in so many, is background.
const LEAST_SHARE: u32 = 2;
/// Fewest cells that a background is judged by.
const MIN_CELLS: usize = 10;
/// The background is measured down to this far below the chin, in heights of the face: further down, shoulders hide it.
const LOWEST: f64 = 0.25;
/// The share of the cells that count as the worst ones.
const WORST_SHARE: f64 = 0.05;
/// Greatest distance of hair from the middle of the face, in widths of the face: the half width of the head's box at most
/// (`head::WIDEST_HALF`). Beyond it the mask shows no part of the person.
const WIDEST_HAIR: f64 = 0.95;
/// Hair is that wide below this height, in heights of the face from the hairline down: the temples. From here up the
/// greatest distance falls to zero along a quarter of an ellipse.
const ARCH_FOOT: f64 = 0.25;
/// The ellipse ends this far above the crown, in heights of the face: room for hair above the crown's row.
const ARCH_ROOM: f64 = 0.12;

/// At most so many places are reported.
const MAX_PLACES: usize = 24;

/// Colour of a background, and its unevenness.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Background {
    /// Median colour, channel by channel.
    pub rgb: [u8; 3],
    /// CIE76 of the median colour from white.
    pub delta_e: f64,
    /// Distance of the median colour from the grey axis (CIE C*ab).
    pub chroma: f64,
    /// CIE76 from white that the worst 5 % of the cells have at least.
    pub worst: f64,
    /// Root mean square CIE76 of the cells from the median colour.
    pub spread: f64,
    grid: Grid,
    /// Row by row.
    cells: Vec<Cell>,
}

/// Place of the cells, in pixels of the bitmap.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Grid {
    origin: (f64, f64),
    side: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Cell {
    place: cells::Cell,
    rgb: [u8; 3],
    lab: Lab,
}

impl Background {
    /// Returns the places further from white than `max_delta_e` or further from the grey axis than `max_chroma`, the
    /// largest first, in pixels of the bitmap.
    pub fn places(&self, max_delta_e: f64, max_chroma: f64) -> Vec<Rect> {
        let is_off = |Cell { lab, .. }: &&Cell| {
            f64::from(lab.delta_e(WHITE)) > max_delta_e || f64::from(lab.chroma()) > max_chroma
        };
        let off: Vec<cells::Cell> = self.cells.iter().filter(is_off).map(|cell| cell.place).collect();
        joined(&off, self.grid.origin, self.grid.side, MAX_PLACES)
    }
}

/// Measures every cell outside the person. Returns `None` if there are fewer than [`MIN_CELLS`]. `crown_y` is the upper end
/// of the head.
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
            cells.extend(cell(bitmap, (left, top), side, lab, &is_ground).map(|(rgb, lab)| Cell {
                place: (row, column),
                rgb,
                lab,
            }));
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
        grid: Grid { origin: (area.left, area.top), side },
        cells,
    })
}

/// Returns the mean of the background in a cell, or `None` if the background fills too little of it.
fn cell(
    bitmap: &Bitmap,
    (left, top): (f64, f64),
    side: f64,
    lab: &Converter,
    is_ground: &dyn Fn(Point) -> bool,
) -> Option<([u8; 3], Lab)> {
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
    if count * LEAST_SHARE < SAMPLES * SAMPLES {
        return None;
    }
    let rgb = sums.map(|sum| ((sum + count / 2) / count) as u8);
    Some((rgb, lab.lab(rgb)))
}

/// Returns `true` if a place is further from the middle of the face than hair can be at its height: outside an arch over
/// forehead and crown.
fn is_beyond_hair(place: Point, face: Rect, crown_y: f64) -> bool {
    if place.y > face.bottom() {
        return false;
    }
    let foot = face.top + face.height * ARCH_FOOT;
    let up = (foot - place.y) / (foot - crown_y + face.height * ARCH_ROOM);
    let widest = if up <= 0.0 { WIDEST_HAIR } else { WIDEST_HAIR * (1.0 - up * up).max(0.0).sqrt() };
    (place.x - face.centre_x()).abs() > widest * face.width
}

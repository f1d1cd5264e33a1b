//! From the face to the head: crown and sides by the silhouette against the background, chin by proportion.
//!
//! All lengths are in parts of the face box, which the detector draws from mid-forehead to just above the chin.

use super::background::{self, Background, Ground};
use super::patch::{CELLS_PER_FACE, Patch};
use super::roll;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;

/// The chin lies this far below the box's lower edge. Seen on 22 shared portraits: 0.02 to 0.10, open mouths more.
const CHIN_BELOW_FACE: f64 = 0.05;
/// The crown lies this far above the box where no silhouette shows it. Median of the silhouettes that do.
const CROWN_ABOVE_FACE: f64 = 0.36;
/// Hair higher than this is a bun or a quiff: the crown is taken here. GA 461-2004 lets tall hair be cropped.
const TALLEST_HAIR: f64 = 0.62;
/// No skull ends lower than this above the box.
const LOWEST_CROWN: f64 = 0.08;
/// Half of the head's width where no silhouette shows it.
const HALF_WIDTH: f64 = 0.62;
/// The silhouette is not followed further than this to either side: long hair may reach the shoulders.
const WIDEST_HALF: f64 = 0.95;
/// The face reaches this far to either side of its middle; a picture edge inside cuts it.
const FACE_HALF_WIDTH: f64 = 0.55;
/// Height of the eyes in the face box, in parts of the box from its upper edge (measured: 0.36 to 0.42).
pub const EYE_LINE: f64 = 0.39;
/// Background is looked for down to the chest, where a silhouette tells the shoulders from the ground.
const LOWEST_GROUND: f64 = 1.90;
/// Shoulders begin about here, just below the chin. What reaches far aside above is no part of the person.
const SHOULDERS: f64 = 1.03;
/// Soft hair around a silhouette, in parts of the face's width.
const HAIR_MARGIN: f64 = 0.10;
/// A ground rougher than this (CIE76) shows no silhouette.
const ROUGHEST_GROUND: f32 = 9.0;
/// A cast shadow stays within this many times the limit from which a cell stands out.
const DARKEST_SHADOW: f32 = 3.0;
/// Where more than this share of what lies beside any head stands out, the ground was mistaken. Full hair takes a fifth.
const BUSY_SHARE: f64 = 0.40;
/// A row of the central band belongs to the head where at least this share of it differs from the ground.
const ROW_SHARE: f32 = 0.12;
/// The head is cut where the picture's uppermost row is filled by this share.
const CUT_SHARE: f32 = 0.30;

/// The edge of the picture that cuts the head.
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
    /// The word used in findings.
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
    /// Whether the crown was seen against the background, or taken from the face's proportions.
    pub crown_seen: bool,
    /// The first edge found that cuts it.
    pub cut: Option<Edge>,
    /// Degrees that it leans clockwise.
    pub roll_deg: f32,
    /// The background above and beside it; `None` where too little is in the picture.
    pub background: Option<Background>,
}

/// Measures the head around a face box that lies in the bitmap.
pub(super) fn measure(bitmap: &Bitmap, face: Rect, lab: &Converter) -> Head {
    let area = Rect {
        left: face.centre_x() - face.width * 1.8,
        top: face.top - face.height * 1.1,
        width: face.width * 3.6,
        height: face.height * (1.1 + LOWEST_GROUND),
    };
    let patch = Patch::sample(bitmap, area, face.width / CELLS_PER_FACE as f64, lab);
    let silhouette = Silhouette::new(&patch, face);
    let crown = silhouette.crown();
    let chin_y = face.bottom() + face.height * CHIN_BELOW_FACE;
    let (left, right) = silhouette.sides();
    let rect = Rect { left, top: crown.y, width: right - left, height: chin_y - crown.y };
    let half = face.width * FACE_HALF_WIDTH;
    let cut = if crown.cut {
        Some(Edge::Top)
    } else if face.centre_x() - half < 0.0 || face.centre_x() + half > f64::from(bitmap.width_px()) {
        Some(Edge::Side)
    } else if chin_y > f64::from(bitmap.height_px()) {
        Some(Edge::Bottom)
    } else {
        None
    };
    // Without a silhouette a sliver beside the head may be hair: only a broad margin can be believed.
    let min_cells = if silhouette.ground.is_some() { background::MIN_CELLS } else { background::MIN_CELLS * 5 };
    let background =
        background::measure(&patch, lab, min_cells, |column, row| silhouette.is_background(column, row, crown.y));
    Head { rect, crown_seen: crown.seen, cut, roll_deg: roll::roll_deg(bitmap, face), background }
}

struct Crown {
    y: f64,
    seen: bool,
    cut: bool,
}

/// The patch with the ground's model: which cells stand out from it.
struct Silhouette<'a> {
    patch: &'a Patch,
    face: Rect,
    /// The ground and the distance from which a cell stands out; `None` where the ground is too rough or unseen.
    ground: Option<(Ground, f32)>,
    /// For each row down to the lowest that shows ground, the columns that the head covers, margin included.
    covered: Vec<(usize, usize)>,
    /// The cells of the person and a margin around; empty without a ground.
    person: Vec<bool>,
}

impl<'a> Silhouette<'a> {
    fn new(patch: &'a Patch, face: Rect) -> Self {
        let ground = Ground::fit(patch, face)
            .filter(|g| g.roughness <= ROUGHEST_GROUND)
            .map(|g| (g, (g.roughness * 3.0).clamp(7.0, 22.0)));
        let mut silhouette = Self { patch, face, ground, covered: Vec::new(), person: Vec::new() };
        // A face that does not stand out from its ground gives no silhouette.
        let middle = patch.row_of(face.top + face.height * 0.5);
        if silhouette.filled(middle).is_none_or(|share| share < 0.5) {
            silhouette.ground = None;
        }
        if silhouette.stands_out_aside() > BUSY_SHARE {
            silhouette.ground = None;
        }
        // Without a silhouette hair and shoulders cannot be told from the ground, so no lower than the eyes.
        let lowest = if silhouette.ground.is_some() { LOWEST_GROUND } else { EYE_LINE };
        let lowest_row = patch.row_of(face.top + face.height * lowest);
        silhouette.covered = (0..=lowest_row).map(|row| silhouette.span(row)).collect();
        silhouette.person = silhouette.find_person();
        silhouette
    }

    fn stands_out(&self, column: usize, row: usize) -> Option<bool> {
        let (ground, limit) = self.ground.as_ref()?;
        let cell = self.patch.at(column, row)?;
        Some(ground.distance(column as f32, row as f32, cell.lab) > *limit)
    }

    /// Share of the central band that stands out; `None` outside the picture or without a ground.
    fn filled(&self, row: usize) -> Option<f32> {
        let half = self.face.width * 0.40;
        let from = self.patch.column_of(self.face.centre_x() - half);
        let to = self.patch.column_of(self.face.centre_x() + half);
        let (mut seen, mut out) = (0, 0);
        for stands_out in (from..=to).filter_map(|column| self.stands_out(column, row)) {
            seen += 1;
            out += u32::from(stands_out);
        }
        (seen > 0).then(|| out as f32 / seen as f32)
    }

    /// Follows the central band upwards from the forehead until the ground shows.
    fn crown(&self) -> Crown {
        let Rect { top, height, .. } = self.face;
        let highest = top - height * TALLEST_HAIR;
        let lowest = top - height * LOWEST_CROWN;
        let guess = top - height * CROWN_ABOVE_FACE;
        if self.ground.is_none() {
            return Crown { y: guess.max(0.0), seen: false, cut: guess < 0.0 };
        }
        let mut row = self.patch.row_of(lowest);
        let mut crown_row = row;
        let mut gap = 0;
        let mut edge_share = 0.0;
        loop {
            match self.filled(row) {
                // The picture's upper edge.
                None => {
                    return Crown { y: self.patch.y_of(crown_row).max(0.0), seen: true, cut: edge_share >= CUT_SHARE };
                }
                Some(share) if share >= ROW_SHARE => (crown_row, gap, edge_share) = (row, 0, share),
                // Two bare rows in a row, so that one glossy streak does not end the head.
                Some(_) if gap > 0 => break,
                Some(_) => (gap, edge_share) = (1, 0.0),
            }
            if row == 0 || self.patch.y_of(row) < highest {
                break;
            }
            row -= 1;
        }
        Crown { y: self.patch.y_of(crown_row).clamp(highest.max(0.0), lowest.max(0.0)), seen: true, cut: false }
    }

    /// The columns of one row that the head covers, widened by a margin for soft hair.
    fn span(&self, row: usize) -> (usize, usize) {
        let centre = self.face.centre_x();
        if self.ground.is_none() {
            let half = self.ellipse_half_width(self.patch.y_of(row));
            return (self.patch.column_of(centre - half), self.patch.column_of(centre + half));
        }
        let margin = self.face.width * HAIR_MARGIN;
        let walk = |direction: f64| {
            let step = self.patch.cell_px;
            let mut reach = 0.0;
            let mut bare = 0;
            let mut x = 0.0;
            while x < self.face.width * WIDEST_HALF && bare < 4 {
                match self.stands_out(self.patch.column_of(centre + direction * x), row) {
                    Some(false) => bare += 1,
                    _ => (reach, bare) = (x, 0),
                }
                x += step;
            }
            reach
        };
        (self.patch.column_of(centre - walk(-1.0) - margin), self.patch.column_of(centre + walk(1.0) + margin))
    }

    /// How far aside hair may reach at a height, in parts of the face's width: an arch over the forehead to the crown.
    fn widest_hair(&self, y: f64, crown_y: f64) -> f64 {
        let foot = self.face.top + self.face.height * 0.10;
        let up = (foot - y) / (foot - crown_y + self.face.height * 0.12);
        if up <= 0.0 { WIDEST_HALF } else { WIDEST_HALF * (1.0 - up * up).max(0.0).sqrt() }
    }

    /// The share of what lies beside any head, down to the eyes, that stands out from the ground.
    fn stands_out_aside(&self) -> f64 {
        let (mut seen, mut out) = (0, 0);
        for row in 0..=self.patch.row_of(self.face.top + self.face.height * EYE_LINE) {
            let half = self.ellipse_half_width(self.patch.y_of(row));
            for column in 0..self.patch.columns {
                if (self.patch.x_of(column) - self.face.centre_x()).abs() > half
                    && let Some(stands_out) = self.stands_out(column, row)
                {
                    seen += 1;
                    out += u32::from(stands_out);
                }
            }
        }
        if seen == 0 { 0.0 } else { f64::from(out) / f64::from(seen) }
    }

    /// Everything that stands out and hangs together with the face, or reaches the lower edge, as a jacket does whose
    /// collar is as white as the wall. What stands apart is an object in the background.
    fn find_person(&self) -> Vec<bool> {
        let Patch { columns, rows, .. } = *self.patch;
        if self.ground.is_none() {
            return Vec::new();
        }
        let mut person = vec![false; columns * rows];
        let face_row = self.patch.row_of(self.face.top + self.face.height * 0.5);
        let face_column = self.patch.column_of(self.face.centre_x());
        let mut open = Vec::new();
        // A face may have glossy cells as light as the ground: begin from all of its middle.
        let reach = CELLS_PER_FACE / 4;
        for row in face_row.saturating_sub(reach)..(face_row + reach).min(rows) {
            open.extend((face_column.saturating_sub(reach)..(face_column + reach).min(columns)).map(|c| (c, row)));
        }
        let lowest_row =
            (0..rows).rev().find(|&row| (0..columns).any(|c| self.patch.at(c, row).is_some())).unwrap_or(0);
        open.extend((0..columns).map(|column| (column, lowest_row)));
        while let Some((column, row)) = open.pop() {
            let i = row * columns + column;
            if person[i] || self.stands_out(column, row) != Some(true) || self.may_be_shadow(column, row) {
                continue;
            }
            person[i] = true;
            let beside =
                [(column.wrapping_sub(1), row), (column + 1, row), (column, row.wrapping_sub(1)), (column, row + 1)];
            open.extend(beside.into_iter().filter(|&(c, r)| c < columns && r < rows));
        }
        widened(&person, columns, rows, (CELLS_PER_FACE as f64 * HAIR_MARGIN).round() as usize)
    }

    /// Beside the cheeks and above the shoulders, what is only a little darker than the ground is the head's shadow on
    /// it. Hair there is much darker.
    fn may_be_shadow(&self, column: usize, row: usize) -> bool {
        let down = (self.patch.y_of(row) - self.face.top) / self.face.height;
        let aside = (self.patch.x_of(column) - self.face.centre_x()).abs() / self.face.width;
        let (Some((ground, limit)), Some(cell)) = (&self.ground, self.patch.at(column, row)) else { return false };
        let beside_cheek = aside > FACE_HALF_WIDTH && (EYE_LINE..SHOULDERS).contains(&down);
        beside_cheek && ground.distance(column as f32, row as f32, cell.lab) < limit * DARKEST_SHADOW
    }

    /// Half the width, at a height, of an ellipse around any head with short hair: for grounds that show no silhouette.
    fn ellipse_half_width(&self, y: f64) -> f64 {
        let centre_y = self.face.top + self.face.height * 0.5;
        let up = (y - centre_y) / (self.face.height * 1.0);
        self.face.width * 0.78 * (1.0 - up * up).max(0.0).sqrt()
    }

    /// Left and right of the head at the temples, in bitmap pixels.
    fn sides(&self) -> (f64, f64) {
        let centre = self.face.centre_x();
        let default = self.face.width * HALF_WIDTH;
        if self.ground.is_none() {
            return (centre - default, centre + default);
        }
        let row_at = |part: f64| self.patch.row_of(self.face.top + self.face.height * part).min(self.covered.len() - 1);
        let rows = &self.covered[row_at(0.10)..=row_at(EYE_LINE)];
        let margin = self.face.width * HAIR_MARGIN;
        let mut lefts: Vec<usize> = rows.iter().map(|r| r.0).collect();
        let mut rights: Vec<usize> = rows.iter().map(|r| r.1).collect();
        lefts.sort_unstable();
        rights.sort_unstable();
        let left = self.patch.x_of(lefts[lefts.len() / 5]) + margin;
        let right = self.patch.x_of(rights[rights.len() - 1 - rights.len() / 5] + 1) - margin;
        (left.min(centre - self.face.width * 0.45), right.max(centre + self.face.width * 0.45))
    }

    /// Whether a cell belongs to the background.
    fn is_background(&self, column: usize, row: usize, crown_y: f64) -> bool {
        let Some(&(left, right)) = self.covered.get(row) else { return false };
        if self.ground.is_none() {
            return column < left || column > right;
        }
        let down = (self.patch.y_of(row) - self.face.top) / self.face.height;
        let aside = (self.patch.x_of(column) - self.face.centre_x()).abs() / self.face.width;
        let person = self.person[row * self.patch.columns + column];
        // What hangs together with the person in the picture may still be a letter on the wall behind.
        let far = aside > self.widest_hair(self.patch.y_of(row), crown_y) && down < SHOULDERS;
        // Ties and buttons on a white shirt stand apart from the face, too.
        let chest = down > 0.75 && aside < 0.35 + 0.5 * (down - 0.75);
        far || (!person && !chest)
    }
}

/// The mask and everything within `margin` cells of it, across and down.
fn widened(mask: &[bool], columns: usize, rows: usize, margin: usize) -> Vec<bool> {
    let mut across = vec![false; mask.len()];
    for row in 0..rows {
        for column in (0..columns).filter(|column| mask[row * columns + column]) {
            across[row * columns + column.saturating_sub(margin)..=row * columns + (column + margin).min(columns - 1)]
                .fill(true);
        }
    }
    let mut both = vec![false; mask.len()];
    for row in 0..rows {
        for column in (0..columns).filter(|column| across[row * columns + column]) {
            for r in row.saturating_sub(margin)..=(row + margin).min(rows - 1) {
                both[r * columns + column] = true;
            }
        }
    }
    both
}

//! The background around a head: a model of its colour, and how far it is from white and from even.
//!
//! Sampled above and beside the head, never in the lower corners: shoulders are there.

use super::patch::Patch;
use crate::codec::lab::{Converter, Lab, WHITE};
use crate::codec::rect::Rect;

/// Fewest cells that a colour may be drawn from: a strip of three cells beside a head that fills the picture.
pub(super) const MIN_CELLS: usize = 40;
/// Share of the cells, by distance, that the spread is taken over. The rest may be flying hair or JPEG noise.
const SPREAD_SHARE: f64 = 0.995;

/// A background that varies smoothly: a plane through L*, a* and b*.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    /// Constant, slope a column and slope a row, for each of L*, a*, b*.
    planes: [[f32; 3]; 3],
    /// Median distance of the sampled cells from the planes: noise and texture.
    pub roughness: f32,
}

impl Ground {
    /// Fits the background beside and above the face. `None` where too little of it is in the picture.
    pub fn fit(patch: &Patch, face: Rect) -> Option<Self> {
        let mut seeds = Vec::new();
        let lowest = patch.row_of(face.top + face.height * 0.5);
        for row in 0..=lowest {
            let y = patch.y_of(row);
            // Beside the hair, closer beside the crown, and anywhere well above it.
            let nearest = face.width
                * match (face.top - y) / face.height {
                    up if up > 0.70 => 0.0,
                    up if up > 0.0 => 0.66,
                    _ => 1.15,
                };
            for column in 0..patch.columns {
                let aside = (patch.x_of(column) - face.centre_x()).abs();
                if aside >= nearest
                    && let Some(cell) = patch.at(column, row)
                {
                    seeds.push((column as f32, row as f32, cell.lab));
                }
            }
        }
        if seeds.len() < MIN_CELLS {
            return None;
        }
        let mut ground = Self::flat(&seeds);
        // Two rounds: the second without the cells that the first finds foreign.
        for _ in 0..2 {
            let limit = (ground.roughness * 3.0).max(4.0);
            let kept: Vec<_> =
                seeds.iter().copied().filter(|&(x, y, lab)| ground.distance(x, y, lab) <= limit).collect();
            if kept.len() < MIN_CELLS.max(seeds.len() / 3) {
                break;
            }
            ground = Self::plane(&kept);
            ground.roughness = median(seeds.iter().map(|&(x, y, lab)| ground.distance(x, y, lab)).collect());
        }
        Some(ground)
    }

    /// How far a cell is from the background expected at its place.
    pub fn distance(&self, column: f32, row: f32, lab: Lab) -> f32 {
        let [l, a, b] = self.planes.map(|[c, x, y]| c + x * column + y * row);
        lab.delta_e(Lab { l, a, b })
    }

    fn flat(seeds: &[(f32, f32, Lab)]) -> Self {
        let channel = |f: fn(&Lab) -> f32| [median(seeds.iter().map(|s| f(&s.2)).collect()), 0.0, 0.0];
        let mut ground = Self { planes: [channel(|c| c.l), channel(|c| c.a), channel(|c| c.b)], roughness: 0.0 };
        ground.roughness = median(seeds.iter().map(|&(x, y, lab)| ground.distance(x, y, lab)).collect());
        ground
    }

    /// Least squares: c + x * column + y * row, by the normal equations of centred coordinates.
    fn plane(seeds: &[(f32, f32, Lab)]) -> Self {
        let n = seeds.len() as f64;
        let mean = |f: &dyn Fn(&(f32, f32, Lab)) -> f32| seeds.iter().map(|s| f64::from(f(s))).sum::<f64>() / n;
        let (mx, my) = (mean(&|s| s.0), mean(&|s| s.1));
        let moment = |f: &dyn Fn(f64, f64, &Lab) -> f64| {
            seeds.iter().map(|s| f(f64::from(s.0) - mx, f64::from(s.1) - my, &s.2)).sum::<f64>()
        };
        let (xx, xy, yy) = (moment(&|x, _, _| x * x), moment(&|x, y, _| x * y), moment(&|_, y, _| y * y));
        let determinant = xx * yy - xy * xy;
        let channel = |f: fn(&Lab) -> f32| {
            let m = mean(&|s| f(&s.2));
            if determinant.abs() < 1e-6 {
                return [m as f32, 0.0, 0.0];
            }
            let xv = moment(&|x, _, lab| x * f64::from(f(lab)));
            let yv = moment(&|_, y, lab| y * f64::from(f(lab)));
            let (sx, sy) = ((xv * yy - yv * xy) / determinant, (yv * xx - xv * xy) / determinant);
            [(m - sx * mx - sy * my) as f32, sx as f32, sy as f32]
        };
        Self { planes: [channel(|c| c.l), channel(|c| c.a), channel(|c| c.b)], roughness: 0.0 }
    }
}

/// The background as measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Background {
    /// Median colour, channel by channel.
    pub rgb: [u8; 3],
    /// CIE76 of the median colour from white.
    pub delta_e: f32,
    /// Its distance from the grey axis (CIE C*ab).
    pub chroma: f32,
    /// Root mean square distance of the cells from the median colour.
    pub spread: f32,
}

/// Measures the cells that `is_background` names. `None` where there are fewer than `min_cells`.
pub(super) fn measure(
    patch: &Patch,
    lab: &Converter,
    min_cells: usize,
    is_background: impl Fn(usize, usize) -> bool,
) -> Option<Background> {
    let mut cells = Vec::new();
    for row in 0..patch.rows {
        for column in 0..patch.columns {
            cells.extend(patch.at(column, row).filter(|_| is_background(column, row)));
        }
    }
    if cells.len() < min_cells {
        return None;
    }
    let rgb = std::array::from_fn(|channel| median(cells.iter().map(|c| f32::from(c.rgb[channel])).collect()) as u8);
    let colour = lab.lab(rgb);
    let mut squares: Vec<f32> = cells.iter().map(|c| c.lab.delta_e(colour)).map(|d| d * d).collect();
    let count = ((squares.len() as f64 * SPREAD_SHARE) as usize).max(1);
    squares.select_nth_unstable_by(count - 1, f32::total_cmp);
    let kept = &squares[..count];
    let spread = (kept.iter().sum::<f32>() / kept.len() as f32).sqrt();
    Some(Background { rgb, delta_e: colour.delta_e(WHITE), chroma: colour.chroma(), spread })
}

/// The middle value; the upper one of two. The list must not be empty.
fn median(mut values: Vec<f32>) -> f32 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}

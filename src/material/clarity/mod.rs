//! Whether a document picture can be read: sharpness, light, glare, resolution, and whether there is anything on it.
//!
//! All figures are of the picture as it is looked at, at most 1600 pixels long. `docs/clarity.md` has the curves behind
//! every threshold here.

mod cells;
mod contrast;
mod glare;
mod lines;

use crate::finding::{Code, Finding};
use crate::material::grey::{self, Grey};
use crate::material::orientation;
use cells::{Cell, Cells, percentile};

/// Below this the writing may be hard to read.
const MIN_SHARPNESS: f64 = 0.2;
/// Below this nothing can be read.
const MIN_SHARPNESS_AT_ALL: f64 = 0.09;
/// Below this a picture is too dark, unless there is light writing on it.
const MIN_LUMINANCE_MEAN: f64 = 0.2;
/// The lightest twentieth of a picture that is merely dark in design lies above this.
const LIGHT_ENOUGH: f64 = 0.5;
/// Below this for the lightest twentieth the screen is black.
const MIN_LIGHT_AT_ALL: f64 = 0.02;
/// More than this may be burnt out over the writing.
const MAX_CLIPPED_HIGHLIGHTS: f64 = 0.005;
/// Ink that stands out from its paper by less is hardly seen on a screen.
const MIN_TEXT_CONTRAST: f64 = 0.15;
/// A picture with a shorter long side holds a card, but hardly a page.
const MIN_LONG_SIDE_PX: u32 = 640;
/// Below this it is a thumbnail, as chat programs make them: nothing can be read.
const MIN_LONG_SIDE_AT_ALL_PX: u32 = 160;
/// A picture with fewer cells of writing than this is blank: a word or two.
const MIN_CELLS_WITH_WRITING: usize = 6;
/// From this confidence on the orientation was read off something.
const TEXT_FROM: f32 = 0.9;
/// Large writing has strokes wider than a cell; from afar it has not.
const FAR_LONG_SIDE_PX: usize = 400;
/// In a picture of few cells fewer than one in this many.
const SMALL_PICTURE: usize = 50;
/// Cells that must speak before their sharpness is believed.
const MIN_CELLS_TO_JUDGE: usize = 12;

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clarity {
    /// Steepest step over the range of levels, middle of all cells with writing: 0 to about 0.5. A step that a Gaussian of
    /// `s` pixels has blurred gives about 0.4 / s. `None` where there is too little writing to tell.
    pub sharpness: Option<f64>,
    /// How far ink stands out from its paper, in the middle of all writing, 0 to 1. `None` where there is too little.
    pub text_contrast: Option<f64>,
    /// Clockwise lean of the lines of writing, in degrees; `None` where there are none.
    pub skew_deg: Option<f64>,
    /// Height of the writing in the middle of all lines, in pixels of the source; `None` where there are no lines.
    pub text_height_px: Option<f64>,
    /// Mean luminance, 0 to 1.
    pub luminance_mean: f64,
    /// Luminance that a twentieth of the picture reaches, 0 to 1.
    pub light: f64,
    /// Part of the picture that is burnt out amid writing, 0 to 1. Paper that is white by itself does not count.
    pub clipped_highlights: f64,
    /// Part of the picture at full black, 0 to 1.
    pub clipped_shadows: f64,
    /// Whether there is next to no writing.
    pub is_blank: bool,
    /// Long side of the source, in pixels.
    pub long_side_px: u32,
}

/// Measures a picture whose source has this long side. Where the net that tells how text lies was this sure, there is text.
pub(super) fn measure(grey: &Grey, long_side_px: u32, verdict: &orientation::Verdict) -> Clarity {
    let cells = Cells::of(grey);
    let lines = lines::lines(grey, &cells);
    let enlarged = f64::from(long_side_px) / grey.width.max(grey.height) as f64;
    let mut histogram = [0u64; 256];
    for &level in &grey.levels {
        histogram[usize::from(level)] += 1;
    }
    let pixels = grey.levels.len() as f64;
    let sum: f64 = histogram.iter().enumerate().map(|(level, &n)| level as f64 * n as f64).sum();
    Clarity {
        sharpness: sharpness(&cells),
        text_contrast: contrast::text_contrast(&cells),
        skew_deg: lines.map(|lines| lines.skew_deg),
        text_height_px: lines.and_then(|lines| lines.height_px).map(|height| f64::from(height) * enlarged),
        luminance_mean: sum / pixels / 255.0,
        light: reached(&histogram, pixels * 0.05) / 255.0,
        clipped_highlights: glare::share(&cells),
        clipped_shadows: histogram[..=5].iter().sum::<u64>() as f64 / pixels,
        is_blank: verdict.confidence < TEXT_FROM
            && is_blank(&cells)
            && is_blank(&Cells::of(&grey::reduced(grey, FAR_LONG_SIDE_PX))),
        long_side_px,
    }
}

fn is_blank(cells: &Cells) -> bool {
    cells.strokes().count() < MIN_CELLS_WITH_WRITING.min(cells.cells.len() / SMALL_PICTURE)
}

/// The level that this many pixels reach.
fn reached(histogram: &[u64; 256], pixels: f64) -> f64 {
    let mut seen = 0;
    let at = histogram.iter().rposition(|&n| {
        seen += n;
        seen as f64 >= pixels
    });
    at.unwrap_or(0) as f64
}

fn sharpness(cells: &Cells) -> Option<f64> {
    let places = |wanted: fn(&Cell) -> bool| -> Vec<usize> {
        (0..cells.cells.len()).filter(|&at| wanted(&cells.cells[at])).collect()
    };
    let mut judged = places(|cell| cell.strokes);
    if judged.len() < MIN_CELLS_TO_JUDGE {
        // Large writing, or writing blurred beyond strokes: its edges tell.
        judged = places(|cell| cell.edges);
    }
    if judged.len() < MIN_CELLS_TO_JUDGE {
        return None;
    }
    // A step blurred wider than a cell shows only a part of its range there.
    let ratio = |at: usize| (u32::from(cells.cells[at].step) * 255 / u32::from(cells.range_about(at)).max(1)) as u8;
    let mut ratios: Vec<u8> = judged.into_iter().map(ratio).collect();
    percentile(&mut ratios, 0.5).map(|ratio| f64::from(ratio) / 255.0)
}

impl Clarity {
    /// What there is to say. Warnings, for a person may still be able to read it; errors where nobody can.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.light < MIN_LIGHT_AT_ALL {
            findings.push(self.too_dark(Finding::error));
        } else if self.is_blank {
            findings.push(Finding::error(Code::MaterialBlank));
        } else if self.luminance_mean < MIN_LUMINANCE_MEAN && self.light < LIGHT_ENOUGH {
            findings.push(self.too_dark(Finding::warning));
        }
        if let Some(sharpness) = self.sharpness.filter(|&s| s < MIN_SHARPNESS) {
            let weigh = if sharpness < MIN_SHARPNESS_AT_ALL { Finding::error } else { Finding::warning };
            findings
                .push(weigh(Code::MaterialBlurred).with("sharpness", sharpness).with("minSharpness", MIN_SHARPNESS));
        }
        if let Some(contrast) = self.text_contrast.filter(|&c| c < MIN_TEXT_CONTRAST && !self.is_blank) {
            findings.push(
                Finding::warning(Code::MaterialFaint)
                    .with("textContrast", contrast)
                    .with("minTextContrast", MIN_TEXT_CONTRAST),
            );
        }
        if self.clipped_highlights > MAX_CLIPPED_HIGHLIGHTS {
            findings.push(
                Finding::warning(Code::MaterialGlare)
                    .with("clippedHighlights", self.clipped_highlights)
                    .with("maxClippedHighlights", MAX_CLIPPED_HIGHLIGHTS),
            );
        }
        if self.long_side_px < MIN_LONG_SIDE_PX {
            let weigh = if self.long_side_px < MIN_LONG_SIDE_AT_ALL_PX { Finding::error } else { Finding::warning };
            findings.push(
                weigh(Code::MaterialResolutionTooLow)
                    .with("longSidePx", self.long_side_px)
                    .with("minLongSidePx", MIN_LONG_SIDE_PX),
            );
        }
        findings
    }

    fn too_dark(&self, weigh: fn(Code) -> Finding) -> Finding {
        weigh(Code::MaterialTooDark)
            .with("luminanceMean", self.luminance_mean)
            .with("minLuminanceMean", MIN_LUMINANCE_MEAN)
    }
}

//! The clarity of a document picture: sharpness, light, glare, resolution, writing.
//!
//! All figures are of the picture at the size of a look, at most 1600 pixels long. `docs/clarity.md` has the curves behind
//! every threshold here.

mod cells;
mod contrast;
mod glare;
mod lines;

use crate::finding::{Code, Finding};
use crate::material::grey::{self, Grey};
use cells::{Cell, Cells, percentile};

/// Writing below this sharpness may be hard to read.
const MIN_SHARPNESS: f64 = 0.2;
/// Writing below this sharpness cannot be read.
const MIN_SHARPNESS_AT_ALL: f64 = 0.09;
/// A picture below this mean is too dark, unless there is light writing on it.
const MIN_LUMINANCE_MEAN: f64 = 0.2;
/// The light of a picture that is dark by design is above this.
const LIGHT_ENOUGH: f64 = 0.5;
/// A picture with less light than this is black on a screen.
const MIN_LIGHT_AT_ALL: f64 = 0.02;
/// Share of the lightest pixels whose darkest level is the light of a picture: more than light writing on black covers.
const LIGHT_SHARE: f64 = 0.05;
/// Levels up to this are full black: cameras and JPEG do not keep 0 exactly.
const BLACK: usize = 5;
/// Greatest burnt-out share of a picture among writing: half a percent hides a word.
const MAX_CLIPPED_HIGHLIGHTS: f64 = 0.005;
/// Ink with less contrast to its paper is hardly visible on a screen.
const MIN_TEXT_CONTRAST: f64 = 0.15;
/// A picture with a shorter long side holds a card, but hardly a page.
const MIN_LONG_SIDE_PX: u32 = 640;
/// A picture with a shorter long side is a thumbnail of a chat program: nothing can be read.
const MIN_LONG_SIDE_AT_ALL_PX: u32 = 160;
/// A picture with fewer cells of writing is blank: a word or two.
const MIN_CELLS_WITH_WRITING: usize = 6;
/// There is text if the confidence of the orientation is at least this.
const TEXT_FROM: f32 = 0.9;
/// Long side at which a picture is searched for writing again: the strokes of large writing are wider than a cell at the
/// size of a look, and not at this size.
const FAR_LONG_SIDE_PX: usize = 400;
/// A picture of few cells is blank if fewer than one in this many have writing.
const SMALL_PICTURE: usize = 50;
/// Least number of cells for a measure of sharpness.
const MIN_CELLS_TO_JUDGE: usize = 12;

/// Measures of clarity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clarity {
    /// Steepest step over the range of levels, median of all cells with writing: 0 to about 0.5. A step that a Gaussian of
    /// `s` pixels has blurred gives about 0.4 / s. `None` if there is too little writing.
    pub sharpness: Option<f64>,
    /// Contrast of ink and paper, median of all writing, 0 to 1. `None` if there is too little writing.
    pub text_contrast: Option<f64>,
    /// Clockwise lean of the lines of writing, in degrees; `None` if there are none.
    pub skew_deg: Option<f64>,
    /// Height of the writing, median of all lines, in pixels of the source; `None` if there are no lines.
    pub text_height_px: Option<f64>,
    /// Mean luminance, 0 to 1.
    pub luminance_mean: f64,
    /// Light: the luminance that a twentieth of the picture has at least, 0 to 1.
    pub light: f64,
    /// Share of the picture that is burnt out among writing, 0 to 1. White paper does not count.
    pub clipped_highlights: f64,
    /// Share of the picture at full black, 0 to 1.
    pub clipped_shadows: f64,
    /// `true` if there is next to no writing.
    pub is_blank: bool,
    /// Long side of the source, in pixels.
    pub long_side_px: u32,
}

/// Measures a picture with this long side of the source. The confidence in its orientation shows if there is text.
pub(super) fn measure(grey: &Grey, long_side_px: u32, orientation_confidence: f32) -> Clarity {
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
        light: reached(&histogram, pixels * LIGHT_SHARE) / 255.0,
        clipped_highlights: glare::share(&cells),
        clipped_shadows: histogram[..=BLACK].iter().sum::<u64>() as f64 / pixels,
        is_blank: orientation_confidence < TEXT_FROM
            && is_blank(&cells)
            && is_blank(&Cells::of(&grey::reduced(grey, FAR_LONG_SIDE_PX))),
        long_side_px,
    }
}

fn is_blank(cells: &Cells) -> bool {
    cells.strokes().count() < MIN_CELLS_WITH_WRITING.min(cells.cells.len() / SMALL_PICTURE)
}

/// Returns the level that this many pixels have at least.
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
        // Large writing, or writing blurred beyond strokes: its edges are measured.
        judged = places(|cell| cell.edges);
    }
    if judged.len() < MIN_CELLS_TO_JUDGE {
        return None;
    }
    // A step blurred wider than a cell has only a part of its range there, so the range is that of the neighbourhood.
    let ratio = |at: usize| (u32::from(cells.cells[at].step) * 255 / u32::from(cells.range_about(at)).max(1)) as u8;
    let mut ratios: Vec<u8> = judged.into_iter().map(ratio).collect();
    percentile(&mut ratios, 0.5).map(|ratio| f64::from(ratio) / 255.0)
}

impl Clarity {
    /// Returns the findings: warnings if a person may still read it, errors if nobody can.
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

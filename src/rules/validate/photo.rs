//! Checks the values of the photo's requirements.

use std::collections::BTreeSet;

use super::{noted, positive, text, words};
use crate::rules::photo_spec::{BackgroundSpec, HeadSpec, PhotoSize, PhotoSpec};
use crate::rules::read::{Faults, Path};

/// Largest photo side in pixels: far above any office's, far below the limits of memory.
const MAX_PHOTO_SIDE_PX: u32 = 5_000;

/// Plausible print densities: from a screen's to a fine scanner's.
const DPI: std::ops::RangeInclusive<u16> = 72..=1200;

/// Millimetres in an inch.
const MM_PER_INCH: f64 = 25.4;

/// Adds every fault of the photo.
pub(super) fn photo(photo: &PhotoSpec, at: &Path<'_>, faults: &mut Faults) {
    // Destructured, so that a new field stops the build until its check is written.
    let PhotoSpec { preset, width_px, height_px, width_mm, height_mm, dpi, max_bytes, .. } = photo;
    let PhotoSpec { min_input_width_px, min_input_height_px, background, head, max_age_days, .. } = photo;
    let PhotoSpec { alternatives, notes, title, .. } = photo;
    if let Some(title) = title {
        text(title, &Path::Key(at, "title"), faults);
    }
    if !DPI.contains(dpi) {
        faults.add(&Path::Key(at, "dpi"), format!("should be from {} to {}, is {dpi}", DPI.start(), DPI.end()));
    }
    let main = PhotoSize {
        preset: preset.clone(),
        width_px: *width_px,
        height_px: *height_px,
        width_mm: *width_mm,
        height_mm: *height_mm,
        notes: notes.clone(),
    };
    photo_size(&main, *dpi, at, faults);
    positive(*max_bytes, &Path::Key(at, "maxBytes"), faults);
    positive(*max_age_days, &Path::Key(at, "maxAgeDays"), faults);
    side(*min_input_width_px, &Path::Key(at, "minInputWidthPx"), faults);
    side(*min_input_height_px, &Path::Key(at, "minInputHeightPx"), faults);
    photo_background(background, &Path::Key(at, "background"), faults);
    photo_head(head, &Path::Key(at, "head"), faults);
    let list = Path::Key(at, "alternatives");
    let presets = std::iter::once(&**preset).chain(alternatives.iter().map(|a| &*a.preset));
    let mut seen = BTreeSet::new();
    for (i, preset) in presets.enumerate() {
        if !seen.insert(preset) {
            // The photo's own preset is the first, so a repeated one is an alternative.
            let at = Path::Item(&list, i - 1);
            faults.add(&Path::Key(&at, "preset"), format!("{preset:?} stands here twice"));
        }
    }
    for (i, size) in alternatives.iter().enumerate() {
        photo_size(size, *dpi, &Path::Item(&list, i), faults);
    }
    noted(notes, PHOTO_NUMBERS.iter().copied(), &Path::Key(at, "notes"), faults);
}

/// The numbers of a photo that need a source or a reason, beside its size.
const PHOTO_NUMBERS: &[&str] = &[
    "dpi",
    "maxBytes",
    "minInputWidthPx",
    "minInputHeightPx",
    "background.maxDeltaE",
    "background.maxDeltaERefuse",
    "background.maxChroma",
    "background.maxWorst",
    "background.maxWorstRefuse",
    "head.minHeightRatio",
    "head.targetHeightRatio",
    "head.maxHeightRatio",
    "head.minTopMarginRatio",
    "head.targetTopMarginRatio",
    "head.maxTopMarginRatio",
    "head.maxCentreOffsetRatio",
    "head.maxRollDeg",
    "maxAgeDays",
];

fn photo_size(size: &PhotoSize, dpi: u16, at: &Path<'_>, faults: &mut Faults) {
    let PhotoSize { preset, width_px, height_px, width_mm, height_mm, notes } = size;
    words(preset, &Path::Key(at, "preset"), faults);
    for (px, px_key, mm, mm_key) in
        [(*width_px, "widthPx", *width_mm, "widthMm"), (*height_px, "heightPx", *height_mm, "heightMm")]
    {
        side(px, &Path::Key(at, px_key), faults);
        positive(mm, &Path::Key(at, mm_key), faults);
        // Only if each is possible in itself, or one slip would be reported three times. One pixel of freedom, since
        // tables round up or down: 45 mm at 300 dpi are 531.5.
        let printed_px = f64::from(mm) / MM_PER_INCH * f64::from(dpi);
        let is_possible = DPI.contains(&dpi) && (1..=MAX_PHOTO_SIDE_PX).contains(&px) && mm > 0;
        if is_possible && (f64::from(px) - printed_px).abs() > 1.0 {
            let fault = format!("is {px}, but {mm} mm at {dpi} dpi are {printed_px:.1}");
            faults.add(&Path::Key(at, px_key), fault);
        }
    }
    noted(notes, ["widthPx", "heightPx", "widthMm", "heightMm"].into_iter(), &Path::Key(at, "notes"), faults);
}

fn photo_background(background: &BackgroundSpec, at: &Path<'_>, faults: &mut Faults) {
    let BackgroundSpec { max_delta_e, max_delta_e_refuse, max_chroma, max_worst, max_worst_refuse } = *background;
    // Black is 100 from white, so nothing passes further out.
    let delta_e = [("maxDeltaE", max_delta_e), ("maxDeltaERefuse", max_delta_e_refuse)];
    rising(&delta_e, 0.0, 100.0, at, faults);
    rising(&[("maxChroma", max_chroma)], 0.0, 100.0, at, faults);
    rising(&[("maxWorst", max_worst), ("maxWorstRefuse", max_worst_refuse)], 0.0, 100.0, at, faults);
}

fn photo_head(head: &HeadSpec, at: &Path<'_>, faults: &mut Faults) {
    let HeadSpec { min_height_ratio, target_height_ratio, max_height_ratio, .. } = *head;
    let HeadSpec { min_top_margin_ratio, target_top_margin_ratio, max_top_margin_ratio, .. } = *head;
    let HeadSpec { max_centre_offset_ratio, max_roll_deg, .. } = *head;
    let height = [
        ("minHeightRatio", min_height_ratio),
        ("targetHeightRatio", target_height_ratio),
        ("maxHeightRatio", max_height_ratio),
    ];
    rising(&height, 0.0, 1.0, at, faults);
    if min_height_ratio <= 0.0 {
        faults.add(&Path::Key(at, "minHeightRatio"), "should be above 0");
    }
    let top = [
        ("minTopMarginRatio", min_top_margin_ratio),
        ("targetTopMarginRatio", target_top_margin_ratio),
        ("maxTopMarginRatio", max_top_margin_ratio),
    ];
    rising(&top, 0.0, 1.0, at, faults);
    if target_top_margin_ratio + target_height_ratio > 1.0 {
        faults.add(&Path::Key(at, "targetTopMarginRatio"), "with targetHeightRatio passes the picture's height");
    }
    rising(&[("maxCentreOffsetRatio", max_centre_offset_ratio)], 0.0, 0.5, at, faults);
    rising(&[("maxRollDeg", max_roll_deg)], 0.0, 45.0, at, faults);
}

/// Checks that each number is within the bounds, and none is below the one before it.
fn rising(numbers: &[(&str, f64)], low: f64, high: f64, at: &Path<'_>, faults: &mut Faults) {
    for (key, number) in numbers {
        if !(low..=high).contains(number) {
            faults.add(&Path::Key(at, key), format!("should be from {low} to {high}, is {number}"));
        }
    }
    for pair in numbers.windows(2) {
        let ((before, a), (key, b)) = (pair[0], pair[1]);
        if b < a {
            faults.add(&Path::Key(at, key), format!("is {b}, below {before} {a}"));
        }
    }
}

fn side(px: u32, at: &Path<'_>, faults: &mut Faults) {
    positive(px, at, faults);
    if px > MAX_PHOTO_SIDE_PX {
        faults.add(at, format!("is {px}, limit is {MAX_PHOTO_SIDE_PX}"));
    }
}

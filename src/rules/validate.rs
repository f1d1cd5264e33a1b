//! Checks the values of a policy that reads well: takes a [`Policy`], adds a fault for all that cannot be meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::Date;
use crate::rules::condition::{Comparison, Condition};
use crate::rules::photo_spec::{BackgroundSpec, HeadSpec, PhotoSize, PhotoSpec};
use crate::rules::policy::{Basis, Fact, Material, PHOTO, PROFILE, Policy, SlotCount, Source, Text};
use crate::rules::read::{Faults, Path};

/// Most pictures of one kind: a slip of the pen above this, and a bound on what a page must hold.
const MAX_SLOTS: u32 = 100;

/// Feedback names a part of an application by one word, so that no kind may be called like another part.
const RESERVED: [&str; 2] = [PHOTO, PROFILE];

/// Largest photo side in pixels: far above any office's, far below what would trouble memory.
const MAX_PHOTO_SIDE_PX: u32 = 5_000;

/// Print densities that any office could mean: from a screen's to a fine scanner's.
const DPI: std::ops::RangeInclusive<u16> = 72..=1200;

/// Millimetres in an inch.
const MM_PER_INCH: f64 = 25.4;

/// Adds every fault of `policy`.
pub fn validate(policy: &Policy, faults: &mut Faults) {
    let top = Path::Top;
    name(&policy.id, &Path::Key(&top, "id"), faults);
    text(&policy.title, &Path::Key(&top, "title"), faults);
    source(&policy.source, &Path::Key(&top, "source"), faults);
    facts(&policy.facts, &Path::Key(&top, "facts"), faults);
    contradictions(policy, &Path::Key(&top, "contradictions"), faults);
    photo(&policy.photo, &Path::Key(&top, "photo"), faults);
    materials(policy, &Path::Key(&top, "materials"), faults);
    notices(policy, &Path::Key(&top, "notices"), faults);
}

fn source(source: &Source, at: &Path<'_>, faults: &mut Faults) {
    words(&source.title, &Path::Key(at, "title"), faults);
    words(&source.issuer, &Path::Key(at, "issuer"), faults);
    if !(2000..=2100).contains(&source.year) {
        faults.add(&Path::Key(at, "year"), format!("should be a year from 2000 to 2100, is {}", source.year));
    }
    if Date::parse(&source.checked_on).is_none() {
        faults.add(&Path::Key(at, "checkedOn"), format!("should be a date YYYY-MM-DD, is {:?}", source.checked_on));
    }
}

fn facts(facts: &[Fact], at: &Path<'_>, faults: &mut Faults) {
    if facts.is_empty() {
        faults.add(at, "should have at least one fact");
    }
    unique(facts.iter().map(|fact| &*fact.name), "name", at, faults);
    for (i, fact) in facts.iter().enumerate() {
        let at = Path::Item(at, i);
        name(&fact.name, &Path::Key(&at, "name"), faults);
        text(&fact.title, &Path::Key(&at, "title"), faults);
        if let Some(note) = &fact.note {
            text(note, &Path::Key(&at, "note"), faults);
        }
        let choices = Path::Key(&at, "choices");
        if fact.choices.len() < 2 {
            faults.add(&choices, "should have at least two choices");
        }
        unique(fact.choices.iter().map(|choice| &*choice.value), "value", &choices, faults);
        for (j, choice) in fact.choices.iter().enumerate() {
            let at = Path::Item(&choices, j);
            name(&choice.value, &Path::Key(&at, "value"), faults);
            text(&choice.title, &Path::Key(&at, "title"), faults);
        }
        // Only earlier facts: the page asks in order, and nothing can wait for itself.
        condition(fact.asked_when.as_ref(), &facts[..i], &Path::Key(&at, "askedWhen"), faults);
        basis(&fact.basis, &Path::Key(&at, "basis"), faults);
    }
}

fn contradictions(policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    unique(policy.contradictions.iter().map(|c| &*c.id), "id", at, faults);
    for (i, contradiction) in policy.contradictions.iter().enumerate() {
        let at = Path::Item(at, i);
        name(&contradiction.id, &Path::Key(&at, "id"), faults);
        condition(Some(&contradiction.when), &policy.facts, &Path::Key(&at, "when"), faults);
        text(&contradiction.text, &Path::Key(&at, "text"), faults);
        basis(&contradiction.basis, &Path::Key(&at, "basis"), faults);
    }
}

fn materials(policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    if policy.materials.is_empty() {
        faults.add(at, "should have at least one kind");
    }
    unique(policy.materials.iter().map(|material| &*material.kind), "kind", at, faults);
    for (i, material) in policy.materials.iter().enumerate() {
        one_material(material, &policy.facts, &Path::Item(at, i), faults);
    }
}

fn one_material(material: &Material, known: &[Fact], at: &Path<'_>, faults: &mut Faults) {
    name(&material.kind, &Path::Key(at, "kind"), faults);
    if RESERVED.contains(&&*material.kind) {
        faults.add(&Path::Key(at, "kind"), format!("{:?} names another part of an application", material.kind));
    }
    text(&material.title, &Path::Key(at, "title"), faults);
    text(&material.note, &Path::Key(at, "note"), faults);
    text(&material.example, &Path::Key(at, "example"), faults);
    let formats = Path::Key(at, "formats");
    if material.formats.is_empty() {
        faults.add(&formats, "should have at least one format");
    }
    let mut seen = BTreeSet::new();
    for (i, format) in material.formats.iter().enumerate() {
        if !seen.insert(format) {
            faults.add(&Path::Item(&formats, i), format!("{} stands here twice", format.as_str()));
        }
    }
    positive(material.max_bytes, &Path::Key(at, "maxBytes"), faults);
    slot_count(&material.slots, &Path::Key(at, "slots"), faults);
    if material.required_when.is_none() && material.optional_when.is_none() {
        faults.add(at, "should have requiredWhen or optionalWhen, or nobody could ever upload it");
    }
    condition(material.required_when.as_ref(), known, &Path::Key(at, "requiredWhen"), faults);
    condition(material.optional_when.as_ref(), known, &Path::Key(at, "optionalWhen"), faults);
    basis(&material.basis, &Path::Key(at, "basis"), faults);
    noted(&material.notes, &["maxBytes", "slots.min", "slots.max"], &Path::Key(at, "notes"), faults);
}

fn slot_count(slots: &SlotCount, at: &Path<'_>, faults: &mut Faults) {
    positive(slots.min, &Path::Key(at, "min"), faults);
    if slots.max < slots.min {
        faults.add(&Path::Key(at, "max"), format!("is {}, below min {}", slots.max, slots.min));
    }
    if slots.max > MAX_SLOTS {
        faults.add(&Path::Key(at, "max"), format!("is {}, limit is {MAX_SLOTS}", slots.max));
    }
}

fn notices(policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    unique(policy.notices.iter().map(|notice| &*notice.id), "id", at, faults);
    for (i, notice) in policy.notices.iter().enumerate() {
        let at = Path::Item(at, i);
        name(&notice.id, &Path::Key(&at, "id"), faults);
        condition(notice.when.as_ref(), &policy.facts, &Path::Key(&at, "when"), faults);
        text(&notice.text, &Path::Key(&at, "text"), faults);
        basis(&notice.basis, &Path::Key(&at, "basis"), faults);
    }
}

fn photo(photo: &PhotoSpec, at: &Path<'_>, faults: &mut Faults) {
    // Destructured, so that a new field stops the build until somebody decides what may stand in it.
    let PhotoSpec { preset, width_px, height_px, width_mm, height_mm, dpi, max_bytes, .. } = photo;
    let PhotoSpec { min_input_width_px, min_input_height_px, background, head, max_age_days, .. } = photo;
    let PhotoSpec { alternatives, notes, .. } = photo;
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
    noted(notes, PHOTO_NUMBERS, &Path::Key(at, "notes"), faults);
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
    "background.maxSpread",
    "background.maxSpreadRefuse",
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
        // Only where each is possible in itself, or one slip would be told three times. One pixel of freedom, since
        // tables round up or down: 45 mm at 300 dpi are 531.5.
        let printed_px = f64::from(mm) / MM_PER_INCH * f64::from(dpi);
        let is_possible = DPI.contains(&dpi) && (1..=MAX_PHOTO_SIDE_PX).contains(&px) && mm > 0;
        if is_possible && (f64::from(px) - printed_px).abs() > 1.0 {
            let fault = format!("is {px}, but {mm} mm at {dpi} dpi are {printed_px:.1}");
            faults.add(&Path::Key(at, px_key), fault);
        }
    }
    noted(notes, &["widthPx", "heightPx", "widthMm", "heightMm"], &Path::Key(at, "notes"), faults);
}

fn photo_background(background: &BackgroundSpec, at: &Path<'_>, faults: &mut Faults) {
    let BackgroundSpec { max_delta_e, max_delta_e_refuse, max_chroma, max_spread, max_spread_refuse } = *background;
    // Black is 100 from white, so nothing passes further out.
    let delta_e = [("maxDeltaE", max_delta_e), ("maxDeltaERefuse", max_delta_e_refuse)];
    rising(&delta_e, 0.0, 100.0, at, faults);
    rising(&[("maxChroma", max_chroma)], 0.0, 100.0, at, faults);
    rising(&[("maxSpread", max_spread), ("maxSpreadRefuse", max_spread_refuse)], 0.0, 100.0, at, faults);
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

/// Each number within the bounds, and none below the one before it.
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

/// Every fact and answer of a condition is known.
fn condition(condition: Option<&Condition>, known: &[Fact], at: &Path<'_>, faults: &mut Faults) {
    let Some(condition) = condition else { return };
    condition.visit(at, &mut |at, Comparison { fact: name, key, choices }| {
        let Some(fact) = known.iter().find(|fact| fact.name == name) else {
            faults.add(&Path::Key(at, "fact"), format!("{name:?} is not a fact that was asked before"));
            return;
        };
        let list = Path::Key(at, key);
        let mut seen = BTreeSet::new();
        for (i, choice) in choices.iter().enumerate() {
            let item = Path::Item(&list, i);
            let at = if key == "in" { &item } else { &list };
            if !fact.has_choice(choice) {
                faults.add(at, format!("{choice:?} is not a choice of {name:?}"));
            }
            if !seen.insert(choice) {
                faults.add(at, format!("{choice:?} stands here twice"));
            }
        }
    });
}

fn basis(basis: &Basis, at: &Path<'_>, faults: &mut Faults) {
    words(&basis.section, &Path::Key(at, "section"), faults);
    words(&basis.quote, &Path::Key(at, "quote"), faults);
}

fn text(text: &Text, at: &Path<'_>, faults: &mut Faults) {
    words(&text.zh_cn, &Path::Key(at, "zh-CN"), faults);
    words(&text.en, &Path::Key(at, "en"), faults);
}

fn words(words: &str, at: &Path<'_>, faults: &mut Faults) {
    if words.trim().is_empty() {
        faults.add(at, "is empty");
    }
}

/// A name that can stand in a path, a file name, a form field and a URL as it is.
fn name(name: &str, at: &Path<'_>, faults: &mut Faults) {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !starts_well || name.len() > 64 || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) {
        faults.add(at, format!("should be 1 to 64 of a-z, A-Z, 0-9, _ and -, is {name:?}"));
    }
}

fn unique<'a>(names: impl Iterator<Item = &'a str>, key: &str, at: &Path<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (i, name) in names.enumerate() {
        if !seen.insert(name) {
            let at = Path::Item(at, i);
            faults.add(&Path::Key(&at, key), format!("{name:?} stands here twice"));
        }
    }
}

fn positive(number: u32, at: &Path<'_>, faults: &mut Faults) {
    if number == 0 {
        faults.add(at, "should be at least 1");
    }
}

fn side(px: u32, at: &Path<'_>, faults: &mut Faults) {
    positive(px, at, faults);
    if px > MAX_PHOTO_SIDE_PX {
        faults.add(at, format!("is {px}, limit is {MAX_PHOTO_SIDE_PX}"));
    }
}

/// Every number has a word about where it comes from.
fn noted(notes: &BTreeMap<String, String>, numbers: &[&str], at: &Path<'_>, faults: &mut Faults) {
    for number in numbers {
        if notes.get(*number).is_none_or(|note| note.trim().is_empty()) {
            faults.add(&Path::Key(at, number), "is missing: every number needs its source or why");
        }
    }
}

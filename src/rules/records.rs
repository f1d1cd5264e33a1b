//! Readers of the types of a policy: the JSON name of every field.

use serde_json::Value;

use crate::rules::photo_spec::{BackgroundSpec, HeadSpec, PhotoSize, PhotoSpec};
use crate::rules::policy::{
    Basis, Choice, Confidence, Contradiction, Fact, Link, Material, Notice, OtherCount, Place, Policy, PolicyFormat,
    SlotCount, Source, Text, Weight,
};
use crate::rules::read::{Faults, Path, Read, record};

record!(Policy {
    id = "id",
    title = "title",
    source = "source",
    facts = "facts",
    contradictions = "contradictions",
    photo = "photo",
    materials = "materials",
    notices = "notices",
    notes = "notes",
});
record!(Text {
    zh_cn = "zh-CN",
    en = "en",
});
record!(Source {
    title = "title",
    issuer = "issuer",
    year = "year",
    checked_on = "checkedOn",
});
record!(Basis {
    section = "section",
    quote = "quote",
    confidence = "confidence",
});
record!(Link {
    title = "title",
    url = "url",
});
record!(Fact {
    name = "name",
    title = "title",
    note = "note",
    choices = "choices",
    asked_when = "askedWhen",
    basis = "basis",
    notes = "notes",
});
record!(Choice {
    value = "value",
    title = "title",
});
record!(Contradiction {
    id = "id",
    when = "when",
    weight = "weight",
    text = "text",
    basis = "basis",
    notes = "notes",
});
record!(Material {
    kind = "kind",
    title = "title",
    note = "note",
    example = "example",
    obtained_from = "obtainedFrom",
    links = "links",
    formats = "formats",
    max_bytes = "maxBytes",
    slots = "slots",
    slots_when = "slotsWhen",
    required_when = "requiredWhen",
    optional_when = "optionalWhen",
    may_repeat = "mayRepeat",
    basis = "basis",
    notes = "notes",
});
record!(SlotCount {
    min = "min",
    max = "max",
});
record!(OtherCount {
    when = "when",
    slots = "slots",
});
record!(Notice {
    id = "id",
    when = "when",
    text = "text",
    place = "place",
    links = "links",
    basis = "basis",
    notes = "notes",
});
record!(Place {
    facts = "facts",
    photo = "photo",
    kinds = "kinds",
});
record!(PhotoSpec {
    preset = "preset",
    title = "title",
    width_px = "widthPx",
    height_px = "heightPx",
    width_mm = "widthMm",
    height_mm = "heightMm",
    dpi = "dpi",
    max_bytes = "maxBytes",
    min_input_width_px = "minInputWidthPx",
    min_input_height_px = "minInputHeightPx",
    background = "background",
    head = "head",
    max_age_days = "maxAgeDays",
    alternatives = "alternatives",
    notes = "notes",
});
record!(PhotoSize {
    preset = "preset",
    width_px = "widthPx",
    height_px = "heightPx",
    width_mm = "widthMm",
    height_mm = "heightMm",
    notes = "notes",
});
record!(BackgroundSpec {
    max_delta_e = "maxDeltaE",
    max_delta_e_refuse = "maxDeltaERefuse",
    max_chroma = "maxChroma",
    max_worst = "maxWorst",
    max_worst_refuse = "maxWorstRefuse",
});
record!(HeadSpec {
    min_height_ratio = "minHeightRatio",
    target_height_ratio = "targetHeightRatio",
    max_height_ratio = "maxHeightRatio",
    min_top_margin_ratio = "minTopMarginRatio",
    target_top_margin_ratio = "targetTopMarginRatio",
    max_top_margin_ratio = "maxTopMarginRatio",
    max_centre_offset_ratio = "maxCentreOffsetRatio",
    max_roll_deg = "maxRollDeg",
});

impl Read for PolicyFormat {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        one_of(value, [("jpeg", PolicyFormat::Jpeg), ("png", PolicyFormat::Png)], at, faults)
    }
}

impl Read for Confidence {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let known = [("copies", Confidence::Copies), ("onePage", Confidence::OnePage), ("ours", Confidence::Ours)];
        one_of(value, known, at, faults)
    }
}

impl Read for Weight {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        one_of(value, [("error", Weight::Error), ("warning", Weight::Warning)], at, faults)
    }

    fn absent() -> Option<Self> {
        Some(Weight::default())
    }
}

/// Returns the value of a name.
fn one_of<T, const N: usize>(value: &Value, known: [(&str, T); N], at: &Path<'_>, faults: &mut Faults) -> Option<T> {
    let names = known.each_ref().map(|(name, _)| *name).join(" or ");
    let found = known.into_iter().find(|(name, _)| value.as_str() == Some(name));
    if found.is_none() {
        faults.add(at, format!("should be {names}, is {value}"));
    }
    found.map(|(_, known)| known)
}

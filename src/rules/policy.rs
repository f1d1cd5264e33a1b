//! What an office asks, as data. `load` reads it from JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::rules::condition::Condition;
use crate::rules::photo_spec::{BackgroundSpec, HeadSpec, PhotoSize, PhotoSpec};
use crate::rules::read::{Faults, Path, Read, record};

/// The word for the photo where a part of an application is named: in `open`, in feedback, in findings.
pub const PHOTO: &str = "photo";

/// The word for the candidate's facts where a part of an application is named.
pub const PROFILE: &str = "profile";

/// Everything that one exam office asks in one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Short name, such as `hubei-2025`: lower-case letters, digits and hyphens.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// The text that the policy was read from.
    pub source: Source,
    /// What the candidate is asked, in order. A later question may depend on earlier answers.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub facts: Vec<Fact>,
    /// Answers that cannot stand together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub contradictions: Vec<Contradiction>,
    /// The portrait.
    pub photo: PhotoSpec,
    /// The kinds of papers, in the order in which they are shown.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub materials: Vec<Material>,
    /// What the candidate should know, though there is nothing to upload for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notices: Vec<Notice>,
}

/// Wording in both languages.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: String,
    /// English.
    pub en: String,
}

/// The text behind a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// Its title, as printed.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// The exam's year.
    pub year: u32,
    /// The day on which the policy was last compared with it, `YYYY-MM-DD`.
    pub checked_on: String,
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Basis {
    /// Section of the source, such as `二（一）`.
    pub section: String,
    /// The source's own sentence.
    pub quote: String,
}

/// One question to the candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fact {
    /// Its name in a profile.
    pub name: String,
    /// The question.
    pub title: Text,
    /// What helps to answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The answers, at least two.
    #[cfg_attr(feature = "schema", schemars(length(min = 2)))]
    pub choices: Vec<Choice>,
    /// Whom it is asked; everyone where it is left out. Names earlier facts only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_when: Option<Condition>,
    /// Why it is asked.
    pub basis: Basis,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Choice {
    /// Its name in a profile.
    pub value: String,
    /// The answer as the candidate reads it.
    pub title: Text,
}

/// Answers that cannot stand together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contradiction {
    /// Its name in a finding.
    pub id: String,
    /// When the answers contradict each other.
    pub when: Condition,
    /// Why they do.
    pub text: Text,
    /// The sentence that they run against.
    pub basis: Basis,
}

/// One kind of paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Material {
    /// Its name in an application, such as `identity`.
    pub kind: String,
    /// Name for people.
    pub title: Text,
    /// What to upload.
    pub note: Text,
    /// What a good picture of it shows.
    pub example: Text,
    /// Picture formats accepted.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub formats: Vec<PolicyFormat>,
    /// Largest file, inclusive.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max_bytes: u32,
    /// How many pictures.
    pub slots: SlotCount,
    /// Who must upload it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_when: Option<Condition>,
    /// Who may upload it, where it is not required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional_when: Option<Condition>,
    /// The sentence that asks for it.
    pub basis: Basis,
    /// Source or reason of every number, keyed `maxBytes`, `slots.min`, `slots.max`, and of any choice made here.
    pub notes: BTreeMap<String, String>,
}

/// A picture format, named as [`crate::report::Input::format`] names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PolicyFormat {
    /// `.jpg` and `.jpeg`.
    Jpeg,
    /// `.png`.
    Png,
}

impl PolicyFormat {
    /// All formats that a policy may name.
    pub const ALL: [PolicyFormat; 2] = [PolicyFormat::Jpeg, PolicyFormat::Png];

    /// The name used in policies and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            PolicyFormat::Jpeg => "jpeg",
            PolicyFormat::Png => "png",
        }
    }
}

/// How many pictures a kind takes once it is required. Where it is optional, none will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotCount {
    /// Fewest, at least 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub min: u32,
    /// Most.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max: u32,
}

/// Something to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Notice {
    /// Its name in a report.
    pub id: String,
    /// Whom it concerns; everyone where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What to know.
    pub text: Text,
    /// The sentence behind it.
    pub basis: Basis,
}

impl Policy {
    /// The kind of that name.
    pub fn material(&self, kind: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.kind == kind)
    }

    /// The fact of that name.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.name == name)
    }
}

impl Fact {
    /// Whether this is one of its choices.
    pub fn has_choice(&self, choice: &str) -> bool {
        self.choices.iter().any(|known| known.value == choice)
    }
}

/// The policies inside the library, with their JSON.
const BUILT_IN: &[(&str, &str)] = &[
    ("hubei-2025", include_str!("../../policies/hubei-2025.json")),
    ("national-2024", include_str!("../../policies/national-2024.json")),
];

/// JSON text of a policy that the library carries; `None` where it has none of that id.
pub fn built_in(id: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, json)| *json)
}

/// Ids of the policies that the library carries, the default first.
pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(id, _)| *id)
}

/// JSON Schema of the policy, generated from the types above. Conditions between fields are checked on loading only.
#[cfg(feature = "schema")]
pub fn json_schema() -> Value {
    schemars::schema_for!(Policy).to_value()
}

record!(Policy {
    id = "id",
    title = "title",
    source = "source",
    facts = "facts",
    contradictions = "contradictions",
    photo = "photo",
    materials = "materials",
    notices = "notices",
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
});
record!(Fact {
    name = "name",
    title = "title",
    note = "note",
    choices = "choices",
    asked_when = "askedWhen",
    basis = "basis",
});
record!(Choice {
    value = "value",
    title = "title",
});
record!(Contradiction {
    id = "id",
    when = "when",
    text = "text",
    basis = "basis",
});
record!(Material {
    kind = "kind",
    title = "title",
    note = "note",
    example = "example",
    formats = "formats",
    max_bytes = "maxBytes",
    slots = "slots",
    required_when = "requiredWhen",
    optional_when = "optionalWhen",
    basis = "basis",
    notes = "notes",
});
record!(SlotCount {
    min = "min",
    max = "max",
});
record!(Notice {
    id = "id",
    when = "when",
    text = "text",
    basis = "basis",
});
record!(PhotoSpec {
    preset = "preset",
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
    max_spread = "maxSpread",
    max_spread_refuse = "maxSpreadRefuse",
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
        let format = PolicyFormat::ALL.into_iter().find(|format| value.as_str() == Some(format.as_str()));
        if format.is_none() {
            faults.add(at, format!("should be jpeg or png, is {value}"));
        }
        format
    }
}

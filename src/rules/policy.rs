//! A policy: an office's requirements as data. `load` reads it from JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::rules::condition::Condition;
use crate::rules::photo_spec::PhotoSpec;
pub use crate::rules::text::Text;

/// Name of the photo as a part of an application: in `open`, in feedback, in findings.
pub const PHOTO: &str = "photo";

/// Name of the candidate's facts as a part of an application.
pub const PROFILE: &str = "profile";

/// Requirements of one exam office in one year.
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
    /// Questions to the candidate, in order. A later question may depend on earlier answers.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub facts: Vec<Fact>,
    /// Answers that contradict each other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub contradictions: Vec<Contradiction>,
    /// The portrait.
    pub photo: PhotoSpec,
    /// The kinds of documents, in the order of display.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub materials: Vec<Material>,
    /// Notices for the candidate that ask for no upload.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notices: Vec<Notice>,
    /// Reasons for choices that concern no single part, each under a name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notes: BTreeMap<String, String>,
}

/// The text behind a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// Its title, as printed.
    pub title: String,
    /// Its issuer.
    pub issuer: String,
    /// The exam's year.
    pub year: u32,
    /// The day on which the policy was last compared with it, `YYYY-MM-DD`.
    pub checked_on: String,
}

/// Source of a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Basis {
    /// Section of the source, such as `二（一）`.
    pub section: String,
    /// The source's own sentence. For a rule of our own, the sentence that it completes.
    pub quote: String,
    /// Certainty of the rule; left out if the source itself was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// Certainty of a rule whose source was not read itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Confidence {
    /// Two or more copies of the official text agree.
    Copies,
    /// One page that is not official says so.
    OnePage,
    /// No source says so: it is a choice of the policy, with its reason in the notes.
    Ours,
}

/// An address that a candidate may open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// The site or the form, as people call it.
    pub title: Text,
    /// Its address, `http` or `https`.
    pub url: String,
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
    /// Help with the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The answers, at least two.
    #[cfg_attr(feature = "schema", schemars(length(min = 2)))]
    pub choices: Vec<Choice>,
    /// The candidates who are asked; everyone if left out. Names earlier facts only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_when: Option<Condition>,
    /// Source of the question.
    pub basis: Basis,
    /// Reasons for choices made here; `record` says why an answer is kept that changes nothing else.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notes: BTreeMap<String, String>,
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

/// Answers that contradict each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contradiction {
    /// Its name in a finding.
    pub id: String,
    /// Condition under which the answers contradict each other.
    pub when: Condition,
    /// Its weight. Default: `error`.
    #[serde(skip_serializing_if = "Weight::is_error")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub weight: Weight,
    /// The reason, for people.
    pub text: Text,
    /// Source of the rule that they contradict.
    pub basis: Basis,
    /// Reasons for choices made here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notes: BTreeMap<String, String>,
}

/// Weight of a contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// One of the answers is wrong: nothing can be sent until it is corrected.
    #[default]
    Error,
    /// The answers are rarely both right: the candidate should check them, and decides.
    Warning,
}

impl Weight {
    fn is_error(&self) -> bool {
        *self == Weight::Error
    }
}

/// One kind of document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Material {
    /// Its name in an application, such as `identity`.
    pub kind: String,
    /// Name for people.
    pub title: Text,
    /// Instructions on what to upload.
    pub note: Text,
    /// Description of a good picture of it.
    pub example: Text,
    /// Its issuer, or the place to obtain it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained_from: Option<Text>,
    /// Addresses of its form or its issuer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub links: Vec<Link>,
    /// Picture formats accepted.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub formats: Vec<PolicyFormat>,
    /// Largest file, inclusive.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max_bytes: u32,
    /// Number of pictures.
    pub slots: SlotCount,
    /// Other numbers for some candidates: the first whose condition holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub slots_when: Vec<OtherCount>,
    /// The candidates who must upload it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_when: Option<Condition>,
    /// The candidates who may upload it, if it is not required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional_when: Option<Condition>,
    /// Other kinds that the same document may serve: its picture may be there too, with a warning.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub may_repeat: Vec<String>,
    /// Source of the requirement.
    pub basis: Basis,
    /// Source or reason of every number, keyed `maxBytes`, `slots.min`, `slots.max`; of `slotsWhen`, `mayRepeat` and
    /// `links` if they are used; and of any other choice made here.
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

    /// Returns the name used in policies and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            PolicyFormat::Jpeg => "jpeg",
            PolicyFormat::Png => "png",
        }
    }
}

/// Number of pictures of a kind once it is required. An optional kind may stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotCount {
    /// Fewest pictures, at least 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub min: u32,
    /// Most pictures.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max: u32,
}

/// Number of pictures of a kind for some candidates.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OtherCount {
    /// The candidates.
    pub when: Condition,
    /// Number of pictures.
    pub slots: SlotCount,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Notice {
    /// Its name in a report.
    pub id: String,
    /// The candidates whom it concerns; everyone if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The notice's text.
    pub text: Text,
    /// The parts at which it is shown; with the whole list if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Addresses in the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub links: Vec<Link>,
    /// Source of the notice.
    pub basis: Basis,
    /// Reasons for choices made here, and the source of its `links`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notes: BTreeMap<String, String>,
}

/// The parts of an application at which a notice is shown, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Place {
    /// Questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub facts: Vec<String>,
    /// The photo.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub photo: bool,
    /// Kinds of documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub kinds: Vec<String>,
}

impl Notice {
    /// Returns `true` if it concerns this candidate.
    pub fn concerns(&self, holds: impl Fn(&Condition) -> Option<bool>) -> bool {
        self.when.as_ref().is_none_or(|when| holds(when) == Some(true))
    }
}

impl Policy {
    /// Returns the kind of that name.
    pub fn material(&self, kind: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.kind == kind)
    }

    /// Returns the fact of that name.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.name == name)
    }

    /// Returns `true` if the same picture may be in both kinds: one of the two says so.
    pub fn may_repeat(&self, kind: &str, other: &str) -> bool {
        let allows = |kind: &str, other: &str| {
            self.material(kind).is_some_and(|material| material.may_repeat.iter().any(|named| named == other))
        };
        allows(kind, other) || allows(other, kind)
    }
}

impl Fact {
    /// Returns `true` if this is one of its choices.
    pub fn has_choice(&self, choice: &str) -> bool {
        self.choices.iter().any(|known| known.value == choice)
    }
}

/// The built-in policies, with their JSON.
const BUILT_IN: &[(&str, &str)] = &[
    ("hubei-2025", include_str!("../../policies/hubei-2025.json")),
    ("xinjiang-2024", include_str!("../../policies/xinjiang-2024.json")),
];

/// Returns the JSON text of a built-in policy, or `None` if there is none of that id.
pub fn built_in(id: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, json)| *json)
}

/// Returns the ids of the built-in policies, the default first.
pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(id, _)| *id)
}

/// Returns the JSON Schema of the policy, generated from the types above. Conditions between fields are checked on loading
/// only.
#[cfg(feature = "schema")]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Policy).to_value()
}

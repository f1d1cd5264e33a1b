//! What an office asks, as data. `load` reads it from JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::rules::condition::Condition;
use crate::rules::photo_spec::PhotoSpec;
pub use crate::rules::text::Text;

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
    /// Reasons of choices that concern no single part, each under a name.
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
    /// The source's own sentence. For a rule of our own, the sentence that it completes.
    pub quote: String,
    /// How sure the sentence is; left out where the source itself was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// How sure a rule is whose source was not read itself.
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
    /// Reasons of choices made here; `record` says why an answer is kept that changes nothing else.
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

/// Answers that cannot stand together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contradiction {
    /// Its name in a finding.
    pub id: String,
    /// When the answers contradict each other.
    pub when: Condition,
    /// How much it weighs. Default: `error`.
    #[serde(skip_serializing_if = "Weight::is_error")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub weight: Weight,
    /// Why they do.
    pub text: Text,
    /// The sentence that they run against.
    pub basis: Basis,
    /// Reasons of choices made here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notes: BTreeMap<String, String>,
}

/// How much a contradiction weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// One of the answers is wrong: nothing can be sent before it is corrected.
    #[default]
    Error,
    /// The answers rarely go together: the candidate is asked to look again, and decides.
    Warning,
}

impl Weight {
    fn is_error(&self) -> bool {
        *self == Weight::Error
    }
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
    /// Who issues it, or where the candidate obtains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained_from: Option<Text>,
    /// Where its form or its issuer is found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub links: Vec<Link>,
    /// Picture formats accepted.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub formats: Vec<PolicyFormat>,
    /// Largest file, inclusive.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max_bytes: u32,
    /// How many pictures.
    pub slots: SlotCount,
    /// Other counts for some candidates: the first whose condition holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub slots_when: Vec<OtherCount>,
    /// Who must upload it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_when: Option<Condition>,
    /// Who may upload it, where it is not required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional_when: Option<Condition>,
    /// Kinds that the same paper may serve as well: its picture may stand there too, with a warning.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub may_repeat: Vec<String>,
    /// The sentence that asks for it.
    pub basis: Basis,
    /// Source or reason of every number, keyed `maxBytes`, `slots.min`, `slots.max`; of `slotsWhen`, `mayRepeat` and
    /// `links` where they are used; and of any other choice made here.
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

/// How many pictures a kind takes of some candidates.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OtherCount {
    /// Of whom.
    pub when: Condition,
    /// How many pictures.
    pub slots: SlotCount,
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
    /// The parts at which it is said; with the whole list where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The addresses that it speaks of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub links: Vec<Link>,
    /// The sentence behind it.
    pub basis: Basis,
    /// Reasons of choices made here, and the source of its `links`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub notes: BTreeMap<String, String>,
}

/// The parts of an application at which a notice is said, at least one.
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
    /// Kinds of papers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub kinds: Vec<String>,
}

impl Notice {
    /// Whether it concerns this candidate.
    pub fn concerns(&self, holds: impl Fn(&Condition) -> Option<bool>) -> bool {
        self.when.as_ref().is_none_or(|when| holds(when) == Some(true))
    }
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

    /// Whether the same picture may stand in both kinds: one of the two says so.
    pub fn may_repeat(&self, kind: &str, other: &str) -> bool {
        let allows = |kind: &str, other: &str| {
            self.material(kind).is_some_and(|material| material.may_repeat.iter().any(|named| named == other))
        };
        allows(kind, other) || allows(other, kind)
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
    ("xinjiang-2024", include_str!("../../policies/xinjiang-2024.json")),
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
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Policy).to_value()
}

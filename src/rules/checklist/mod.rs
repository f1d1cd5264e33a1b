//! The checklist of one candidate, before any picture is there: takes a policy and a profile, gives a [`Checklist`].
//!
//! The wording is the policy's own, in both languages. [`Checklist::markdown`] and [`Checklist::plain_text`] write it
//! out as a list to take along.

mod document;
mod words;

use serde::Serialize;

use crate::rules::policy::{Link, Material, Notice, Place, Policy, PolicyFormat, Weight};
use crate::rules::profile::{Facts, Profile, contradicted};
use crate::rules::slots::{Need, count, is_undecided, need};
use crate::rules::text::Text;

/// Version of the form below.
pub const VERSION: u32 = 1;

/// The checklist of one candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Checklist {
    /// [`VERSION`].
    pub schema: u32,
    /// Id of the policy.
    pub policy: String,
    /// Name of the exam.
    pub title: Text,
    /// Title of the text that the policy was read from, as printed.
    pub source: String,
    /// The answers that the list follows from, in the order of the questions.
    pub answers: Vec<Answered>,
    /// The questions that apply now and have no answer. The list is final when none is left.
    pub unanswered: Vec<Question>,
    /// Answers that contradict each other.
    pub contradictions: Vec<Contradicted>,
    /// The portrait.
    pub photo: ListedPhoto,
    /// The documents, in the policy's order; a document that is not needed is left out.
    pub documents: Vec<ListedDocument>,
    /// Notices about the whole application.
    pub notices: Vec<ListedNotice>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Name of the fact.
    pub fact: String,
    /// The question.
    pub question: Text,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    /// Name of the fact.
    pub fact: String,
    /// The question.
    pub question: Text,
    /// Value of the choice.
    pub choice: String,
    /// The answer.
    pub answer: Text,
    /// Notices about this answer.
    pub notices: Vec<ListedNotice>,
}

/// Answers that contradict each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contradicted {
    /// Id of the contradiction.
    pub id: String,
    /// `error`: nothing can be submitted before one is corrected.
    pub weight: Weight,
    /// The reason.
    pub text: Text,
}

/// The portrait.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListedPhoto {
    /// The requirement in the office's words; null if the policy has none.
    pub title: Option<Text>,
    /// Print width in millimetres.
    pub width_mm: u32,
    /// Print height in millimetres.
    pub height_mm: u32,
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Largest file in bytes, inclusive. The format is always JPEG.
    pub max_bytes: u32,
    /// Oldest photo accepted, in days.
    pub max_age_days: u32,
    /// Notices about the photo.
    pub notices: Vec<ListedNotice>,
}

/// One kind of document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListedDocument {
    /// Name of the kind in the policy.
    pub kind: String,
    /// Name for people.
    pub title: Text,
    /// Its need: required, optional or undecided.
    pub need: ListedNeed,
    /// Fewest pictures, once it is uploaded at all.
    pub min: u32,
    /// Most pictures.
    pub max: u32,
    /// Instructions on what to upload.
    pub note: Text,
    /// Description of a good picture of it.
    pub example: Text,
    /// Its issuer, or the place to obtain it; null if the policy does not say.
    pub obtained_from: Option<Text>,
    /// Addresses of its form or its issuer.
    pub links: Vec<Link>,
    /// Picture formats accepted.
    pub formats: Vec<PolicyFormat>,
    /// Largest file in bytes, inclusive.
    pub max_bytes: u32,
    /// Notices about this document.
    pub notices: Vec<ListedNotice>,
}

/// Need of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ListedNeed {
    /// Must be uploaded.
    Required,
    /// May be uploaded.
    Optional,
    /// An answer that decides it is missing.
    Undecided,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListedNotice {
    /// Id of the notice.
    pub id: String,
    /// The notice's text.
    pub text: Text,
    /// Addresses in the text.
    pub links: Vec<Link>,
}

/// Returns the checklist of one candidate. Answers that the policy does not know, or does not ask for, do not count.
pub fn checklist(policy: &Policy, profile: &Profile) -> Checklist {
    let facts = Facts::of(policy, profile);
    let notices = Notices { policy, facts: &facts };
    let asked = || policy.facts.iter().filter(|fact| facts.is_asked(&fact.name));
    let answers = asked().filter_map(|fact| {
        let choice = fact.choices.iter().find(|choice| profile.get(&fact.name) == Some(&choice.value))?;
        Some(Answered {
            fact: fact.name.clone(),
            question: fact.title.clone(),
            choice: choice.value.clone(),
            answer: choice.title.clone(),
            notices: notices.at(|place| place.facts.contains(&fact.name)),
        })
    });
    let answers: Vec<_> = answers.collect();
    let open = asked().filter(|fact| !answers.iter().any(|answered| answered.fact == fact.name));
    Checklist {
        schema: VERSION,
        policy: policy.id.clone(),
        title: policy.title.clone(),
        source: policy.source.title.clone(),
        unanswered: open.map(|fact| Question { fact: fact.name.clone(), question: fact.title.clone() }).collect(),
        answers,
        contradictions: contradicted(policy, &facts)
            .map(|c| Contradicted { id: c.id.clone(), weight: c.weight, text: c.text.clone() })
            .collect(),
        photo: photo(policy, notices.at(|place| place.photo)),
        documents: policy.materials.iter().filter_map(|material| document(material, &facts, &notices)).collect(),
        notices: notices.of(|notice| notice.place.is_none()),
    }
}

fn photo(policy: &Policy, notices: Vec<ListedNotice>) -> ListedPhoto {
    let photo = &policy.photo;
    ListedPhoto {
        title: photo.title.clone(),
        width_mm: photo.width_mm,
        height_mm: photo.height_mm,
        width_px: photo.width_px,
        height_px: photo.height_px,
        max_bytes: photo.max_bytes,
        max_age_days: photo.max_age_days,
        notices,
    }
}

fn document(material: &Material, facts: &Facts<'_>, notices: &Notices<'_>) -> Option<ListedDocument> {
    let need = match need(material, facts) {
        Need::None => return None,
        Need::Required => ListedNeed::Required,
        Need::Optional if is_undecided(material, facts) => ListedNeed::Undecided,
        Need::Optional => ListedNeed::Optional,
    };
    let count = count(material, facts);
    Some(ListedDocument {
        kind: material.kind.clone(),
        title: material.title.clone(),
        need,
        min: count.min,
        max: count.max,
        note: material.note.clone(),
        example: material.example.clone(),
        obtained_from: material.obtained_from.clone(),
        links: material.links.clone(),
        formats: material.formats.clone(),
        max_bytes: material.max_bytes,
        notices: notices.at(|place| place.kinds.contains(&material.kind)),
    })
}

/// The notices that concern this candidate.
struct Notices<'a> {
    policy: &'a Policy,
    facts: &'a Facts<'a>,
}

impl Notices<'_> {
    /// Returns the notices at a place.
    fn at(&self, is_there: impl Fn(&Place) -> bool) -> Vec<ListedNotice> {
        self.of(|notice| notice.place.as_ref().is_some_and(&is_there))
    }

    fn of(&self, is_wanted: impl Fn(&Notice) -> bool) -> Vec<ListedNotice> {
        let concerns = |notice: &&Notice| notice.concerns(|when| self.facts.hold(when));
        let notices = self.policy.notices.iter().filter(concerns).filter(|notice| is_wanted(notice));
        notices.map(|n| ListedNotice { id: n.id.clone(), text: n.text.clone(), links: n.links.clone() }).collect()
    }
}

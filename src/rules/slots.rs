//! Which kinds of papers this candidate uploads, and how many of each: takes the policy and the facts, gives one
//! [`Slot`] a kind.

use serde::Serialize;

use crate::rules::policy::{Material, Policy, SlotCount};
use crate::rules::profile::Facts;

/// Whether a kind is asked of this candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Must be uploaded.
    Required,
    /// May be uploaded. Also while an answer is missing that decides it.
    Optional,
    /// Is not asked, and not taken.
    None,
}

/// How the number of pictures stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SlotStatus {
    /// No picture, whether one is needed or not.
    Empty,
    /// Some, and fewer than `min`.
    TooFew,
    /// From `min` to `max`.
    Ok,
    /// More than `max`; any picture at all where none is asked.
    TooMany,
}

/// One kind of paper for this candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// Name of the kind in the policy.
    pub kind: String,
    /// Whether it is asked.
    pub need: Need,
    /// Fewest pictures that will do now: for an optional kind, 0 until the first is there.
    pub min: u32,
    /// Most pictures; 0 where none is asked.
    pub max: u32,
    /// Pictures that take a slot; those whose own inspection blocks do not count.
    pub have: u32,
    /// How `have` stands to `min` and `max`.
    pub status: SlotStatus,
}

impl Slot {
    /// The slot of one kind that holds `have` pictures.
    pub fn of(material: &Material, facts: &Facts<'_>, have: u32) -> Self {
        let need = need(material, facts);
        let count = count(material, facts);
        let min = match need {
            Need::Required => count.min,
            Need::Optional if have > 0 => count.min,
            Need::Optional | Need::None => 0,
        };
        let max = if need == Need::None { 0 } else { count.max };
        let status = match have {
            0 => SlotStatus::Empty,
            _ if have < min => SlotStatus::TooFew,
            _ if have > max => SlotStatus::TooMany,
            _ => SlotStatus::Ok,
        };
        Slot { kind: material.kind.clone(), need, min, max, have, status }
    }

    /// Pictures that are still needed.
    pub fn missing(&self) -> u32 {
        self.min.saturating_sub(self.have)
    }

    /// Pictures that are not asked of this candidate, or beyond what the kind takes.
    pub fn superfluous(&self) -> u32 {
        self.have.saturating_sub(self.max)
    }
}

/// Whether a kind is asked of this candidate.
pub fn need(material: &Material, facts: &Facts<'_>) -> Need {
    let holds = |condition: &Option<_>| condition.as_ref().map_or(Some(false), |c| facts.hold(c));
    match (holds(&material.required_when), holds(&material.optional_when)) {
        (Some(true), _) => Need::Required,
        (Some(false), Some(false)) => Need::None,
        _ => Need::Optional,
    }
}

/// Whether an answer that decides the need is missing.
pub fn is_undecided(material: &Material, facts: &Facts<'_>) -> bool {
    let is_open = |condition: &Option<_>| condition.as_ref().is_some_and(|c| facts.hold(c).is_none());
    need(material, facts) == Need::Optional && (is_open(&material.required_when) || is_open(&material.optional_when))
}

/// How many pictures a kind takes of this candidate, if it takes any.
pub fn count<'p>(material: &'p Material, facts: &Facts<'_>) -> &'p SlotCount {
    let other = material.slots_when.iter().find(|other| facts.hold(&other.when) == Some(true));
    other.map_or(&material.slots, |other| &other.slots)
}

/// All slots in the policy's order. `have` counts the pictures of a kind.
pub fn slots(policy: &Policy, facts: &Facts<'_>, have: impl Fn(&str) -> u32) -> Vec<Slot> {
    policy.materials.iter().map(|material| Slot::of(material, facts, have(&material.kind))).collect()
}

/// How a slot changed when a fact did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SlotChange {
    /// The slot as it was.
    pub before: Slot,
    /// The slot as it is.
    pub after: Slot,
    /// Names of the pictures that are no longer asked, last ones first to go; they stay until somebody removes them.
    pub superfluous: Vec<String>,
    /// Pictures that are needed now.
    pub missing: u32,
}

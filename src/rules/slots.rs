//! The slots of a candidate: takes the policy and the facts, gives one [`Slot`] per kind of document, with the number of
//! pictures that it takes.

use serde::Serialize;

use crate::rules::policy::{Material, Policy, SlotCount};
use crate::rules::profile::Facts;

/// Need of a kind for this candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Must be uploaded.
    Required,
    /// May be uploaded. Also while an answer that decides it is missing.
    Optional,
    /// Is not asked for, and not accepted.
    None,
}

/// State of the number of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SlotStatus {
    /// No picture, needed or not.
    Empty,
    /// Some, and fewer than `min`.
    TooFew,
    /// From `min` to `max`.
    Ok,
    /// More than `max`; any picture if none is asked for.
    TooMany,
}

/// One kind of document for this candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// Name of the kind in the policy.
    pub kind: String,
    /// Its need.
    pub need: Need,
    /// Fewest pictures that are enough now: for an optional kind, 0 until the first is there.
    pub min: u32,
    /// Most pictures; 0 if none is asked for.
    pub max: u32,
    /// Pictures that take a slot. Pictures that their own report blocks do not count.
    pub have: u32,
    /// State of `have` against `min` and `max`.
    pub status: SlotStatus,
}

impl Slot {
    /// Returns the slot of one kind with `have` pictures.
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

    /// Returns the number of pictures that are still needed.
    pub fn missing(&self) -> u32 {
        self.min.saturating_sub(self.have)
    }

    /// Returns the number of pictures that are not asked for, or above the most that the kind takes.
    pub fn superfluous(&self) -> u32 {
        self.have.saturating_sub(self.max)
    }
}

/// Returns the need of a kind for this candidate.
pub fn need(material: &Material, facts: &Facts<'_>) -> Need {
    let holds = |condition: &Option<_>| condition.as_ref().map_or(Some(false), |c| facts.hold(c));
    match (holds(&material.required_when), holds(&material.optional_when)) {
        (Some(true), _) => Need::Required,
        (Some(false), Some(false)) => Need::None,
        _ => Need::Optional,
    }
}

/// Returns `true` if an answer that decides the need is missing.
pub fn is_undecided(material: &Material, facts: &Facts<'_>) -> bool {
    let is_open = |condition: &Option<_>| condition.as_ref().is_some_and(|c| facts.hold(c).is_none());
    need(material, facts) == Need::Optional && (is_open(&material.required_when) || is_open(&material.optional_when))
}

/// Returns the number of pictures that a kind takes from this candidate, if it takes any.
pub fn count<'p>(material: &'p Material, facts: &Facts<'_>) -> &'p SlotCount {
    let other = material.slots_when.iter().find(|other| facts.hold(&other.when) == Some(true));
    other.map_or(&material.slots, |other| &other.slots)
}

/// Returns all slots in the policy's order. `have` counts the pictures of a kind.
pub fn slots(policy: &Policy, facts: &Facts<'_>, have: impl Fn(&str) -> u32) -> Vec<Slot> {
    policy.materials.iter().map(|material| Slot::of(material, facts, have(&material.kind))).collect()
}

/// Change of a slot after a change of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SlotChange {
    /// The slot before the change.
    pub before: Slot,
    /// The slot after it.
    pub after: Slot,
    /// Names of the pictures that are no longer asked for, the last of the list. They stay until somebody removes them.
    pub superfluous: Vec<String>,
    /// Pictures that are needed now.
    pub missing: u32,
}

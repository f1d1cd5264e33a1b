//! Conditions over the facts that a candidate states: they decide what a policy asks of whom.

use serde::Serialize;
use serde_json::Value;

use crate::rules::read::{Faults, Path, Read, field, object};

/// A condition over facts, written as `{"all": [..]}`, `{"any": [..]}`, `{"not": ..}`,
/// `{"fact": "origin", "equals": "foreign"}`, `{"fact": "origin", "in": ["taiwan", "macau"]}`, or `{"always": true}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, deny_unknown_fields)]
pub enum Condition {
    /// Every part holds.
    All {
        /// The parts, at least one.
        all: Vec<Condition>,
    },
    /// At least one part holds.
    Any {
        /// The parts, at least one.
        any: Vec<Condition>,
    },
    /// The part does not hold.
    Not {
        /// The part.
        not: Box<Condition>,
    },
    /// The fact has this answer.
    Equals {
        /// Name of the fact.
        fact: String,
        /// The answer.
        equals: String,
    },
    /// The fact has one of these answers.
    In {
        /// Name of the fact.
        fact: String,
        /// The answers, at least one.
        r#in: Vec<String>,
    },
    /// Holds for everyone, with any answers.
    Always {
        /// `true`.
        always: bool,
    },
}

/// The answer to a fact, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// The policy does not ask it of this candidate: it equals nothing.
    NotAsked,
    /// Asked and not yet answered: a condition on it is open.
    Unstated,
    /// Answered.
    Stated(&'a str),
}

/// One comparison of a condition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparison<'c> {
    /// Name of the fact.
    pub fact: &'c str,
    /// `equals` or `in`.
    pub key: &'static str,
    /// The answers that it takes.
    pub choices: &'c [String],
}

impl Condition {
    /// Returns `true` if the condition holds, and `None` while an unanswered fact decides it. An open part that cannot
    /// change the outcome does not keep it open (Kleene's three-valued logic).
    pub fn holds<'a>(&self, answer: &dyn Fn(&str) -> Answer<'a>) -> Option<bool> {
        match self {
            Condition::All { all } => all.iter().map(|part| part.holds(answer)).fold(Some(true), and),
            // Any part holds exactly when not all of them fail.
            Condition::Any { any } => any.iter().map(|part| not(part.holds(answer))).fold(Some(true), and).map(|b| !b),
            Condition::Not { not: part } => not(part.holds(answer)),
            Condition::Equals { fact, equals } => test(answer(fact), |stated| stated == equals),
            Condition::In { fact, r#in } => test(answer(fact), |stated| r#in.iter().any(|choice| choice == stated)),
            Condition::Always { always } => Some(*always),
        }
    }

    /// Calls `see` with every comparison in the condition and its path.
    pub(super) fn visit(&self, at: &Path<'_>, see: &mut dyn FnMut(&Path<'_>, Comparison<'_>)) {
        match self {
            Condition::All { all } => {
                for (i, part) in all.iter().enumerate() {
                    part.visit(&Path::Item(&Path::Key(at, "all"), i), see);
                }
            }
            Condition::Any { any } => {
                for (i, part) in any.iter().enumerate() {
                    part.visit(&Path::Item(&Path::Key(at, "any"), i), see);
                }
            }
            Condition::Not { not } => not.visit(&Path::Key(at, "not"), see),
            Condition::Equals { fact, equals } => {
                see(at, Comparison { fact, key: "equals", choices: std::slice::from_ref(equals) });
            }
            Condition::In { fact, r#in } => see(at, Comparison { fact, key: "in", choices: r#in }),
            Condition::Always { .. } => {}
        }
    }
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not(a: Option<bool>) -> Option<bool> {
    a.map(|b| !b)
}

fn test(answer: Answer<'_>, matches: impl Fn(&str) -> bool) -> Option<bool> {
    match answer {
        Answer::NotAsked => Some(false),
        Answer::Unstated => None,
        Answer::Stated(stated) => Some(matches(stated)),
    }
}

impl Read for Condition {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let key = ["all", "any", "not", "equals", "in", "always"].into_iter().find(|key| value.get(key).is_some());
        let Some(key) = key else {
            faults.add(at, "should have one of all, any, not, equals, in, always");
            return None;
        };
        let known: &[&str] = if matches!(key, "equals" | "in") { &["fact", key] } else { &[key] };
        let map = object(value, known, at, faults)?;
        match key {
            "all" => Some(Condition::All { all: parts(map, "all", at, faults)? }),
            "any" => Some(Condition::Any { any: parts(map, "any", at, faults)? }),
            "not" => Some(Condition::Not { not: Box::new(field(map, "not", at, faults)?) }),
            "always" => {
                let always: bool = field(map, "always", at, faults)?;
                if !always {
                    // A part that holds for nobody is left out instead.
                    faults.add(&Path::Key(at, "always"), "should be true");
                }
                Some(Condition::Always { always })
            }
            "equals" => {
                let (fact, equals) = (field(map, "fact", at, faults), field(map, "equals", at, faults));
                Some(Condition::Equals { fact: fact?, equals: equals? })
            }
            _ => {
                let (fact, choices) = (field(map, "fact", at, faults), parts(map, "in", at, faults));
                Some(Condition::In { fact: fact?, r#in: choices? })
            }
        }
    }
}

/// A list with at least one item: an empty one reads as a slip, and `all` of nothing would hold for everyone.
fn parts<T: Read>(
    map: &serde_json::Map<String, Value>,
    key: &str,
    at: &Path<'_>,
    faults: &mut Faults,
) -> Option<Vec<T>> {
    let list: Vec<T> = field(map, key, at, faults)?;
    if list.is_empty() {
        faults.add(&Path::Key(at, key), "should have at least one item");
        return None;
    }
    Some(list)
}

//! The facts that a candidate states, by the policy's questions: takes both, gives [`Facts`], and the missing, unknown and
//! contradictory ones.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Severity};
use crate::rules::condition::{Answer, Condition};
use crate::rules::policy::{Contradiction, Policy, Weight};
use crate::rules::read::Path;

/// Statements of a candidate: name of a fact to name of the choice.
pub type Profile = BTreeMap<String, String>;

/// The answers that count: those to questions that the policy asks of this candidate.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    known: BTreeMap<&'a str, (QuestionState, Answer<'a>)>,
}

/// State of a question for this candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuestionState {
    Yes,
    No,
    /// An earlier answer that decides it is still missing.
    Open,
}

impl<'a> Facts<'a> {
    /// Reads the answers in the order of the questions. An answer to a question that is not asked does not count: after the
    /// correction of an early answer, statements that depended on the old one must have no effect.
    pub fn of(policy: &'a Policy, profile: &'a Profile) -> Self {
        let mut facts = Facts { known: BTreeMap::new() };
        for fact in &policy.facts {
            let asked = match fact.asked_when.as_ref().map_or(Some(true), |when| facts.hold(when)) {
                Some(true) => QuestionState::Yes,
                Some(false) => QuestionState::No,
                None => QuestionState::Open,
            };
            let answer = match (asked, profile.get(&fact.name)) {
                (QuestionState::No, _) => Answer::NotAsked,
                (QuestionState::Yes, Some(choice)) if fact.has_choice(choice) => Answer::Stated(choice),
                _ => Answer::Unstated,
            };
            facts.known.insert(&fact.name, (asked, answer));
        }
        facts
    }

    /// Returns the answer to one fact, as far as it is known.
    pub fn answer(&self, name: &str) -> Answer<'a> {
        self.known.get(name).map_or(Answer::NotAsked, |(_, answer)| *answer)
    }

    /// Returns `true` if a condition holds for this candidate, and `None` while an answer that decides it is missing.
    pub fn hold(&self, condition: &Condition) -> Option<bool> {
        condition.holds(&|name| self.answer(name))
    }

    /// Returns `true` if the question applies to this candidate now.
    pub fn is_asked(&self, name: &str) -> bool {
        self.known.get(name).is_some_and(|(asked, _)| *asked == QuestionState::Yes)
    }
}

/// Returns all findings about a profile: by the policy's order of questions, then unknown facts by name, then
/// contradictions by the policy's order.
pub fn judge(policy: &Policy, profile: &Profile, facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fact in &policy.facts {
        let finding = match (facts.is_asked(&fact.name), profile.get(&fact.name)) {
            (_, Some(choice)) if !fact.has_choice(choice) => unknown(&fact.name, choice),
            (true, None) => Finding::error(Code::ProfileFactMissing).with("fact", &*fact.name),
            (false, Some(_)) if facts.answer(&fact.name) == Answer::NotAsked => {
                Finding::info(Code::ProfileFactSuperfluous).with("fact", &*fact.name)
            }
            _ => continue,
        };
        findings.push(finding);
    }
    let strangers = profile.iter().filter(|(name, _)| policy.fact(name).is_none());
    findings.extend(strangers.map(|(name, choice)| unknown(name, choice)));
    for contradiction in contradicted(policy, facts) {
        let severity = match contradiction.weight {
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
        };
        let finding = Finding::new(Code::ProfileFactsContradictory, severity)
            .with("contradiction", &*contradiction.id)
            .with("facts", names(&contradiction.when));
        findings.push(finding);
    }
    findings
}

/// Returns the contradictions in the answers, in the policy's order.
pub fn contradicted<'p>(policy: &'p Policy, facts: &Facts<'_>) -> impl Iterator<Item = &'p Contradiction> {
    policy.contradictions.iter().filter(|contradiction| facts.hold(&contradiction.when) == Some(true))
}

fn unknown(fact: &str, choice: &str) -> Finding {
    Finding::error(Code::ProfileFactUnknown).with("fact", fact).with("choice", choice)
}

/// Returns the facts of a condition, each once, in their order there.
fn names(condition: &Condition) -> String {
    let mut names: Vec<String> = Vec::new();
    condition.visit(&Path::Top, &mut |_, comparison| {
        if !names.iter().any(|known| known == comparison.fact) {
            names.push(comparison.fact.into());
        }
    });
    names.join(", ")
}

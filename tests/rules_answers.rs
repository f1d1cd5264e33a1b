//! What holds for every combination of answers, tried one by one: somebody who answers truthfully can always submit, and
//! no question is idle.
//!
//! Questions that no condition ties together cannot change one another's outcome. So the questions fall into groups, and
//! each group is tried whole while the others stand still.
#![cfg(not(target_arch = "wasm32"))]

mod rules_common;

use std::collections::{BTreeMap, BTreeSet};

use exam_preflight::finding::{Code, Finding, Severity};
use exam_preflight::rules::checklist::checklist;
use exam_preflight::rules::condition::Condition;
use exam_preflight::rules::gate::{Gate, evaluate, gate};
use exam_preflight::rules::policy::{Policy, built_in_ids};
use exam_preflight::rules::profile::{Facts, Profile};
use exam_preflight::rules::slots::Need;
use rules_common::{complete, policy};

/// Contradictions that close the gate, each with the reason why nobody can truthfully give both answers. A new one brings
/// its reason.
const IMPOSSIBLE: &[(&str, &str)] = &[(
    "military_card_needs_service",
    "only who serves holds a military document, and who serves is a military candidate",
)];

/// The facts that a condition names.
fn facts_of(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::All { all: parts } | Condition::Any { any: parts } => parts.iter().flat_map(facts_of).collect(),
        Condition::Not { not } => facts_of(not),
        Condition::Equals { fact, .. } | Condition::In { fact, .. } => vec![fact],
        Condition::Always { .. } => vec![],
    }
}

/// Groups of questions: two are in one group where something depends on both.
fn groups(policy: &Policy) -> Vec<BTreeSet<&str>> {
    let asked = policy.facts.iter().map(|fact| {
        let when = fact.asked_when.iter().flat_map(facts_of);
        [&*fact.name].into_iter().chain(when).collect::<BTreeSet<&str>>()
    });
    let kinds = policy.materials.iter().map(|material| {
        let conditions = material.required_when.iter().chain(&material.optional_when);
        let counts = material.slots_when.iter().map(|other| &other.when);
        conditions.chain(counts).flat_map(facts_of).collect()
    });
    let contradictions = policy.contradictions.iter().map(|c| facts_of(&c.when).into_iter().collect());
    let notices = policy.notices.iter().map(|notice| notice.when.iter().flat_map(facts_of).collect());
    let mut groups: Vec<BTreeSet<&str>> = Vec::new();
    for tied in asked.chain(kinds).chain(contradictions).chain(notices) {
        let (touched, mut others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| !group.is_disjoint(&tied));
        others.push(touched.into_iter().flatten().chain(tied).collect());
        groups = others;
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Every way to answer the questions of a group. The others have each their first choice.
fn ways(policy: &Policy, group: &BTreeSet<&str>) -> Vec<Profile> {
    let mut ways = vec![Profile::new()];
    for fact in &policy.facts {
        let choices = if group.contains(&*fact.name) { &fact.choices[..] } else { &fact.choices[..1] };
        let answered = |way: Profile| {
            let is_asked = Facts::of(policy, &way).is_asked(&fact.name);
            let choices = if is_asked { choices } else { &[] };
            let mut next: Vec<Profile> = choices
                .iter()
                .map(|choice| {
                    let mut next = way.clone();
                    next.insert(fact.name.clone(), choice.value.clone());
                    next
                })
                .collect();
            if next.is_empty() {
                next.push(way);
            }
            next
        };
        ways = ways.into_iter().flat_map(answered).collect();
    }
    ways
}

fn contradictions(findings: &[Finding], severity: Severity) -> Vec<String> {
    let said = findings.iter().filter(|f| f.code == Code::ProfileFactsContradictory && f.severity == severity);
    said.map(|f| serde_json::to_value(&f.params["contradiction"]).unwrap().as_str().unwrap().to_owned()).collect()
}

fn set(names: &[String]) -> BTreeSet<String> {
    names.iter().cloned().collect()
}

/// Ids of the notices in the list that this candidate takes along: none may be placed where it is not seen.
fn listed_notices(policy: &Policy, profile: &Profile) -> BTreeSet<String> {
    let list = checklist(policy, profile);
    let answers = list.answers.into_iter().flat_map(|answered| answered.notices);
    let documents = list.documents.into_iter().flat_map(|document| document.notices);
    let all = list.notices.into_iter().chain(list.photo.notices).chain(answers).chain(documents);
    all.map(|notice| notice.id).collect()
}

#[test]
fn no_truthful_answers_end_where_nothing_can_be_submitted() {
    for id in built_in_ids() {
        let policy = policy(id);
        let mut tried = 0;
        let mut met = BTreeSet::new();
        for group in groups(&policy) {
            for way in ways(&policy, &group) {
                tried += 1;
                let application = complete(&policy, way);
                let report = evaluate(&policy, &application);
                assert_eq!(listed_notices(&policy, &application.profile), set(&report.measured.notices), "{id}");
                let findings = report.findings;
                met.extend(contradictions(&findings, Severity::Warning));
                let impossible = contradictions(&findings, Severity::Error);
                if impossible.is_empty() {
                    assert_eq!(gate(&policy, &application), Gate::Open, "{id}: {:?}", application.profile);
                }
                met.extend(impossible);
            }
        }
        eprintln!("{id}: {tried} combinations");
        let known: BTreeSet<String> = policy.contradictions.iter().map(|c| c.id.clone()).collect();
        assert_eq!(met, known, "{id}: contradictions that nobody can meet");
        for contradiction in &policy.contradictions {
            let is_argued = IMPOSSIBLE.iter().any(|(known, _)| *known == contradiction.id);
            let is_error = contradiction.weight == exam_preflight::rules::policy::Weight::Error;
            assert_eq!(is_argued, is_error, "{id}: {}", contradiction.id);
        }
    }
    assert!(IMPOSSIBLE.iter().all(|(_, reason)| !reason.is_empty()));
}

/// What a candidate sees of their answers: the kinds with their counts, the notices, the contradictions.
fn outcome(policy: &Policy, way: &Profile) -> String {
    let facts = Facts::of(policy, way);
    let mut seen = String::new();
    for material in &policy.materials {
        let slot = exam_preflight::rules::slots::Slot::of(material, &facts, 0);
        if slot.need != Need::None {
            seen.push_str(&format!("{} {:?} {} {}\n", slot.kind, slot.need, slot.min, slot.max));
        }
    }
    let said = policy.notices.iter().filter(|n| n.when.as_ref().is_some_and(|when| facts.hold(when) == Some(true)));
    said.for_each(|notice| seen.push_str(&notice.id));
    let clash = policy.contradictions.iter().filter(|c| facts.hold(&c.when) == Some(true));
    clash.for_each(|contradiction| seen.push_str(&contradiction.id));
    seen
}

/// Wherever a question is put, at least two of its answers lead to other papers, notices or contradictions, whatever is
/// answered after it. Otherwise its notes say why the answer is recorded all the same.
#[test]
fn every_question_that_is_put_changes_something() {
    for id in built_in_ids() {
        let policy = policy(id);
        for group in groups(&policy) {
            let ways = ways(&policy, &group);
            let seen: Vec<String> = ways.iter().map(|way| outcome(&policy, way)).collect();
            for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| group.contains(&*fact.name)) {
                // By the answers that come before: what each choice can lead to.
                let mut contexts: BTreeMap<Vec<Option<&String>>, BTreeMap<&String, BTreeSet<&String>>> =
                    BTreeMap::new();
                for (way, seen) in ways.iter().zip(&seen) {
                    let Some(choice) = way.get(&fact.name) else { continue };
                    let before = policy.facts[..index].iter().map(|fact| way.get(&fact.name)).collect();
                    contexts.entry(before).or_default().entry(choice).or_default().insert(seen);
                }
                assert!(!contexts.is_empty(), "{id}: {} is put to nobody", fact.name);
                let is_recorded = fact.notes.contains_key("record");
                for (before, choices) in contexts {
                    let mut outcomes = choices.values();
                    let first = outcomes.next().expect("a choice");
                    let changes = outcomes.any(|other| other != first);
                    assert_eq!(changes, !is_recorded, "{id}: {} after {before:?}", fact.name);
                }
            }
        }
    }
}

/// Every kind is asked of somebody, and every notice concerns somebody.
#[test]
fn nothing_in_a_policy_is_idle() {
    for id in built_in_ids() {
        let policy = policy(id);
        let mut met = BTreeSet::new();
        for way in groups(&policy).iter().flat_map(|group| ways(&policy, group)) {
            let facts = Facts::of(&policy, &way);
            for material in &policy.materials {
                let conditions =
                    [("required", &material.required_when), ("optional", &material.optional_when)].into_iter();
                for (word, when) in conditions {
                    if when.as_ref().is_some_and(|when| facts.hold(when) == Some(true)) {
                        met.insert((material.kind.clone(), word));
                    }
                }
                for other in &material.slots_when {
                    if facts.hold(&other.when) == Some(true) {
                        met.insert((material.kind.clone(), "slots"));
                    }
                }
            }
            for notice in &policy.notices {
                if notice.when.as_ref().is_none_or(|when| facts.hold(when) == Some(true)) {
                    met.insert((notice.id.clone(), "notice"));
                }
            }
        }
        for material in &policy.materials {
            let has = |word| met.contains(&(material.kind.clone(), word));
            assert_eq!(has("required"), material.required_when.is_some(), "{id}: {}", material.kind);
            assert_eq!(has("optional"), material.optional_when.is_some(), "{id}: {}", material.kind);
            assert_eq!(has("slots"), !material.slots_when.is_empty(), "{id}: {}", material.kind);
        }
        assert!(policy.notices.iter().all(|notice| met.contains(&(notice.id.clone(), "notice"))), "{id}");
    }
}

/// The groups are what makes trying everything affordable, and they hold every question once.
#[test]
fn the_groups_hold_every_question() {
    let policy = policy("hubei-2025");
    let groups = groups(&policy);
    let names: Vec<&str> = groups.iter().flatten().copied().collect();
    assert_eq!(names.len(), policy.facts.len());
    assert_eq!(names.into_iter().collect::<BTreeSet<_>>().len(), policy.facts.len());
    let of = |name: &str| groups.iter().position(|group| group.contains(name)).unwrap();
    assert_eq!(of("origin"), of("service"));
    assert_eq!(of("level"), of("education"));
    assert_ne!(of("origin"), of("education"));
    assert_ne!(of("shortLine"), of("institutionListed"));
}

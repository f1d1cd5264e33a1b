//! Properties that hold after any sequence of events.
#![cfg(not(target_arch = "wasm32"))]

mod rules_common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use exam_preflight::finding::Severity;
use exam_preflight::report::Verdict;
use exam_preflight::rules::application::{Application, Feedback, FileRecord, PHOTO, PROFILE, Status};
use exam_preflight::rules::condition::Condition;
use exam_preflight::rules::gate::{Gate, evaluate, gate};
use exam_preflight::rules::policy::{Policy, Weight};
use exam_preflight::rules::profile::Profile;
use exam_preflight::rules::slots::Need;
use exam_preflight::rules::transition::{Event, apply};
use proptest::prelude::*;
use rules_common::{ORDINARY, complete, picture, policy, profile};

static HUBEI: LazyLock<Policy> = LazyLock::new(|| policy("hubei-2025"));

/// Numbers from which an event is made against the policy at hand: any of them, possible or not.
type Seed = (u8, u16, u16, u16, u8);

fn seeds(most: usize) -> impl Strategy<Value = Vec<Seed>> {
    proptest::collection::vec(any::<Seed>(), 1..most)
}

/// A picture out of forty, so that the same one comes again; one in eight is refused by its own report or too heavy.
fn any_picture(a: u16) -> FileRecord {
    let mut file = picture(u32::from(a % 40));
    match a / 40 % 16 {
        0 => file.verdict = Verdict::Blocked,
        1 => file.bytes = 600_000,
        _ => {}
    }
    file
}

/// The kind that a number stands for; the last is none of the policy's.
fn kind(policy: &Policy, a: u16) -> String {
    let kinds = policy.materials.len() + 1;
    policy.materials.get(usize::from(a) % kinds).map_or("nonsense".into(), |material| material.kind.clone())
}

/// A picture that is there, with its kind, or one that is not.
fn stored(application: &Application, a: u16) -> (String, String) {
    let all: Vec<(&String, &FileRecord)> =
        application.slots.iter().flat_map(|(kind, files)| files.iter().map(move |file| (kind, file))).collect();
    match all.get(usize::from(a) % (all.len() + 1)) {
        Some((kind, file)) => ((*kind).clone(), file.sha256.clone()),
        None => ("identity".into(), picture(9_999).sha256),
    }
}

fn event(policy: &Policy, application: &Application, (what, a, b, c, d): Seed) -> Event {
    let at = "2025-02-01T08:00:00Z".to_string();
    match what % 16 {
        0..=2 => {
            let fact = &policy.facts[usize::from(a) % policy.facts.len()];
            let choice = fact.choices.get(usize::from(b) % (fact.choices.len() + 1)).map(|choice| choice.value.clone());
            Event::SetFact { fact: fact.name.clone(), choice }
        }
        3 => Event::SetFact { fact: "nonsense".into(), choice: Some("yes".into()) },
        4..=6 => Event::AddFile { kind: kind(policy, a), file: any_picture(b) },
        7 => {
            // What is missing, so that the gate is reached more often than by chance.
            let slots = application.slots(policy);
            let kind = slots.iter().find(|slot| slot.missing() > 0).map_or(kind(policy, a), |slot| slot.kind.clone());
            Event::AddFile { kind, file: picture(100 + u32::from(b)) }
        }
        8 => {
            let (kind, sha256) = stored(application, a);
            Event::RemoveFile { kind, sha256 }
        }
        9 | 10 => {
            let (kind, sha256) = stored(application, a);
            let to_kind = if d % 2 == 0 { kind.clone() } else { self::kind(policy, b) };
            Event::MoveFile { kind, sha256, to_kind, to_index: u32::from(c % 8) }
        }
        11 => Event::SetPhoto { file: any_picture(b) },
        12 if d % 4 == 0 => Event::RemovePhoto,
        12 | 13 => Event::Submit { at },
        14 => {
            let targets = [kind(policy, a), kind(policy, b), PHOTO.into(), PROFILE.into()];
            let feedback = targets.into_iter().take(usize::from(d % 5));
            Event::Return { at, feedback: feedback.map(|target| Feedback { target, text: "again".into() }).collect() }
        }
        _ if d % 8 == 0 => Event::Approve { at },
        _ => Event::Submit { at },
    }
}

/// Every picture of the slots with the number of times that it is there.
fn papers(application: &Application) -> BTreeMap<String, u32> {
    let mut papers = BTreeMap::new();
    for file in application.slots.values().flatten() {
        *papers.entry(file.sha256.clone()).or_default() += 1;
    }
    papers
}

/// A second reading of a condition, in two values, for profiles in which nothing is open.
fn plainly(condition: &Condition, facts: &Profile) -> bool {
    match condition {
        Condition::All { all } => all.iter().all(|part| plainly(part, facts)),
        Condition::Any { any } => any.iter().any(|part| plainly(part, facts)),
        Condition::Not { not } => !plainly(not, facts),
        Condition::Equals { fact, equals } => facts.get(fact) == Some(equals),
        Condition::In { fact, r#in } => facts.get(fact).is_some_and(|choice| r#in.contains(choice)),
        Condition::Always { always } => *always,
    }
}

/// An open gate, checked from the policy itself and not through the code that opened it.
fn open_gate_is_earned(policy: &Policy, application: &Application) {
    assert!(matches!(application.status, Status::Draft | Status::Returned), "open while {:?}", application.status);
    let photo = application.photo.as_ref().expect("an open gate without a photo");
    assert_eq!(photo.verdict, Verdict::Ready);
    let mut facts = Profile::new();
    for fact in &policy.facts {
        if fact.asked_when.as_ref().is_none_or(|when| plainly(when, &facts)) {
            let choice = application.profile.get(&fact.name).expect("an open gate with an unanswered question");
            assert!(fact.choices.iter().any(|known| known.value == *choice));
            facts.insert(fact.name.clone(), choice.clone());
        }
    }
    assert!(policy.contradictions.iter().all(|c| c.weight == Weight::Warning || !plainly(&c.when, &facts)));
    for material in &policy.materials {
        let have = application.files(&material.kind).len() as u32;
        let other = material.slots_when.iter().find(|other| plainly(&other.when, &facts));
        let count = other.map_or(&material.slots, |other| &other.slots);
        let required = material.required_when.as_ref().is_some_and(|when| plainly(when, &facts));
        let optional = material.optional_when.as_ref().is_some_and(|when| plainly(when, &facts));
        let allowed = match (required, optional) {
            (true, _) => (count.min..=count.max).contains(&have),
            (false, true) => have == 0 || (count.min..=count.max).contains(&have),
            (false, false) => have == 0,
        };
        assert!(allowed, "open with {have} of {}", material.kind);
    }
    let photo = application.photo.iter().map(|file| (PHOTO, &file.sha256));
    let papers = application.slots.iter().flat_map(|(kind, files)| files.iter().map(move |f| (&**kind, &f.sha256)));
    let places: Vec<(&str, &String)> = photo.chain(papers).collect();
    for (i, (kind, sha256)) in places.iter().enumerate() {
        // The same picture in two kinds only where one paper serves both, said from the policy itself.
        let names = |kind: &str, other: &str| {
            policy.material(kind).is_some_and(|m| m.may_repeat.iter().any(|named| named == other))
        };
        let twin =
            places[..i].iter().find(|(other, hash)| hash == sha256 && !names(kind, other) && !names(other, kind));
        assert_eq!(twin, None, "open with a duplicate in {kind}");
    }
    assert!(application.slots.keys().all(|kind| policy.material(kind).is_some()));
}

/// The changes that one accepted event may make, and no others.
fn step_is_sound(policy: &Policy, before: &Application, event: &Event, after: &Application) {
    // No picture is lost or made up.
    let mut expected = papers(before);
    match event {
        Event::AddFile { file, .. } => *expected.entry(file.sha256.clone()).or_default() += 1,
        Event::RemoveFile { sha256, .. } => {
            let count = expected.get_mut(sha256).expect("removed a picture that was not there");
            *count -= 1;
            expected.retain(|_, count| *count > 0);
        }
        _ => {}
    }
    assert_eq!(papers(after), expected, "{event:?}");
    if !matches!(event, Event::SetPhoto { .. } | Event::RemovePhoto) {
        assert_eq!(before.photo, after.photo, "{event:?}");
    }
    let arranges = matches!(event, Event::AddFile { .. } | Event::RemoveFile { .. } | Event::MoveFile { .. });
    if !arranges {
        assert_eq!(before.slots, after.slots, "{event:?}");
    }
    // What was locked is as it was.
    for material in &policy.materials {
        if !before.is_open(&material.kind) {
            assert_eq!(before.files(&material.kind), after.files(&material.kind), "{event:?}");
        }
        let count = after.files(&material.kind).len() as u32;
        assert!(count <= material.slots.max, "{event:?} put {count} into {}", material.kind);
    }
    if !before.is_open(PHOTO) {
        assert_eq!(before.photo, after.photo, "{event:?}");
    }
    if !before.is_open(PROFILE) {
        assert_eq!(before.profile, after.profile, "{event:?}");
    }
    // No picture enters a kind that is not asked, is there twice, or blocked.
    for slot in after.slots(policy).iter().filter(|slot| slot.need == Need::None) {
        assert!(after.files(&slot.kind).len() <= before.files(&slot.kind).len(), "{event:?}");
    }
    assert!(after.slots.values().flatten().all(|file| file.verdict == Verdict::Ready && file.bytes <= 500_000));
    // The manual's states follow one another as the manual says.
    let edges: &[(Status, Status)] = match event {
        Event::Submit { .. } => &[(Status::Draft, Status::Submitted), (Status::Returned, Status::Resubmitted)],
        Event::Return { .. } => &[
            (Status::Submitted, Status::Returned),
            (Status::Resubmitted, Status::Returned),
            (Status::Returned, Status::Returned),
        ],
        Event::Approve { .. } => &[(Status::Submitted, Status::Approved), (Status::Resubmitted, Status::Approved)],
        _ => &[(Status::Draft, Status::Draft), (Status::Returned, Status::Returned)],
    };
    assert!(edges.contains(&(before.status, after.status)), "{event:?}: {:?} to {:?}", before.status, after.status);
    if matches!(event, Event::Submit { .. }) {
        open_gate_is_earned(policy, before);
    }
}

/// Runs the events and checks each step. Gives how far it came, for the test that the generator reaches everything.
fn run(policy: &Policy, start: Application, seeds: &[Seed]) -> BTreeSet<Status> {
    let mut application = start;
    let mut reached = BTreeSet::new();
    for seed in seeds {
        let event = event(policy, &application, *seed);
        match apply(policy, &application, event.clone()) {
            Ok(outcome) => {
                step_is_sound(policy, &application, &event, &outcome.application);
                application = outcome.application;
            }
            Err(refusal) => {
                let findings = refusal.findings();
                assert!(!findings.is_empty() && findings.iter().all(|f| f.severity == Severity::Error), "{event:?}");
            }
        }
        let report = evaluate(policy, &application);
        assert_eq!(report.verdict == Verdict::Ready, gate(policy, &application) == Gate::Open);
        if gate(policy, &application) == Gate::Open {
            open_gate_is_earned(policy, &application);
        }
        let pointed = |f: &exam_preflight::finding::Finding| {
            let code = f.code.as_str();
            let is_of_a_part = code.starts_with("slot.") || code.starts_with("material.") || code.contains(".photo.");
            !is_of_a_part || f.slot.is_some()
        };
        assert!(report.findings.iter().all(pointed), "{:#?}", report.findings);
        let saved = Application::from_json(&application.to_json()).expect("what was saved opens");
        assert_eq!(saved, application);
        reached.insert(application.status);
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_an_empty_draft(seeds in seeds(150)) {
        let policy = &*HUBEI;
        run(policy, Application::new(&policy.id), &seeds);
    }

    #[test]
    fn from_a_complete_draft(seeds in seeds(150)) {
        let policy = &*HUBEI;
        run(policy, complete(policy, profile(&[ORDINARY])), &seeds);
    }

    /// An application that never went through the transitions: the gate alone has to hold.
    #[test]
    fn an_application_from_anywhere(seeds in seeds(60)) {
        let policy = &*HUBEI;
        let mut application = complete(policy, profile(&[ORDINARY]));
        for (what, a, b, _, d) in seeds {
            match what % 5 {
                0 => application.slots.entry(kind(policy, a)).or_default().push(any_picture(b)),
                1 => application.photo = (d % 3 != 0).then(|| any_picture(b)),
                2 => {
                    let fact = &policy.facts[usize::from(a) % policy.facts.len()];
                    let choice = &fact.choices[usize::from(b) % fact.choices.len()];
                    application.profile.insert(fact.name.clone(), choice.value.clone());
                }
                3 => drop(application.slots.remove(&kind(policy, a))),
                _ => drop(application.profile.remove(&policy.facts[usize::from(a) % policy.facts.len()].name)),
            }
            if gate(policy, &application) == Gate::Open {
                open_gate_is_earned(policy, &application);
            }
        }
    }
}

/// The properties would say nothing if the generator never got past the draft.
#[test]
fn the_generator_reaches_every_state() {
    let policy = &*HUBEI;
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut reached = BTreeSet::new();
    for _ in 0..100 {
        let seeds: Vec<Seed> =
            (0..150).map(|_| (next() as u8, next() as u16, next() as u16, next() as u16, next() as u8)).collect();
        reached.append(&mut run(policy, complete(policy, profile(&[ORDINARY])), &seeds));
    }
    let all = [Status::Draft, Status::Submitted, Status::Returned, Status::Resubmitted, Status::Approved];
    assert_eq!(reached, BTreeSet::from(all));
}

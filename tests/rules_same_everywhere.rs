//! The same application gives the same gate natively and in wasm: a generated corpus, its reports hashed, and the
//! hashes kept in `golden/rules_gates.txt`. `UPDATE_GOLDEN=1` writes them anew, natively.
//!
//! Natively: `cargo test --test rules_same_everywhere`. In browsers: `scripts/test-web.sh chromium`.

mod rules_common;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

use std::fmt::Write;

use exam_preflight::report::{Verdict, sha256_hex};
use exam_preflight::rules::application::{Application, Feedback, Status};
use exam_preflight::rules::checklist::checklist;
use exam_preflight::rules::gate::{Gate, evaluate, gate};
use exam_preflight::rules::policy::{Policy, built_in_ids};
use exam_preflight::rules::text::Language;
use exam_preflight::rules::transition::{Event, apply};
use rules_common::{complete, picture, policy};

const GOLDEN: &str = include_str!("golden/rules_gates.txt");

/// Numbers that look random and are the same on every machine, in 64 bits everywhere (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(sides)) as u32
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.roll(items.len() as u32) as usize]
    }
}

/// An application as a candidate might leave it: answers that mostly fit, most papers there, a few slips.
fn application(policy: &Policy, dice: &mut Dice) -> Application {
    // Half of them without a slip, so that gates open as well.
    let tidy = dice.roll(2) == 0;
    let mut facts = std::collections::BTreeMap::new();
    for fact in &policy.facts {
        if tidy || dice.roll(60) != 0 {
            facts.insert(fact.name.clone(), dice.pick(&fact.choices).value.clone());
        }
    }
    if tidy && policy.fact("idDocument").is_some() {
        facts.insert("idDocument".into(), "resident_card".into());
    }
    let mut application = complete(policy, facts);
    let slips = if tidy { 0 } else { dice.roll(4) };
    for _ in 0..slips {
        let kind = dice.pick(&policy.materials).kind.clone();
        let mut file = picture(1_000 + dice.roll(50));
        match dice.roll(6) {
            0 => file.verdict = Verdict::Blocked,
            1 => file.bytes = 700_000,
            2 => file = picture(dice.roll(4)),
            _ => {}
        }
        application.slots.entry(kind).or_default().push(file);
    }
    if !tidy && dice.roll(12) == 0 {
        application.photo = None;
    }
    application
}

/// A few events on it, taken or refused.
fn events(policy: &Policy, application: Application, dice: &mut Dice, out: &mut String) -> Application {
    let at = "2025-02-01T08:00:00Z".to_string();
    let mut application = application;
    for _ in 0..dice.roll(6) {
        let kind = dice.pick(&policy.materials).kind.clone();
        let event = match dice.roll(6) {
            0 => {
                let fact = dice.pick(&policy.facts);
                Event::SetFact { fact: fact.name.clone(), choice: Some(dice.pick(&fact.choices).value.clone()) }
            }
            1 => Event::AddFile { kind, file: picture(2_000 + dice.roll(20)) },
            2 => Event::RemoveFile { sha256: picture(dice.roll(8)).sha256, kind },
            3 => Event::Submit { at: at.clone() },
            4 => Event::Return { at: at.clone(), feedback: vec![Feedback { target: kind, text: "again".into() }] },
            _ => Event::SetPhoto { file: picture(3_000 + dice.roll(5)) },
        };
        match apply(policy, &application, event) {
            Ok(outcome) => {
                out.push_str(&serde_json::to_string(&outcome).expect("an outcome is JSON"));
                application = outcome.application;
            }
            Err(refusal) => {
                out.push_str(&serde_json::to_string(&refusal.findings()).expect("findings are JSON"));
            }
        }
    }
    application
}

/// One line an application: its gate, its state, and a hash over every report, outcome and refusal on its way.
fn gates() -> String {
    let mut lines = String::new();
    for id in built_in_ids() {
        let policy = policy(id);
        let mut dice = Dice(id.len() as u64);
        for number in 0..200 {
            let mut said = String::new();
            let draft = application(&policy, &mut dice);
            said.push_str(&serde_json::to_string(&evaluate(&policy, &draft)).expect("a report is JSON"));
            let list = checklist(&policy, &draft.profile);
            said.push_str(&serde_json::to_string(&list).expect("a checklist is JSON"));
            said.push_str(&list.markdown(Language::ZhCn));
            let application = events(&policy, draft, &mut dice, &mut said);
            said.push_str(&serde_json::to_string(&evaluate(&policy, &application)).expect("a report is JSON"));
            said.push_str(&application.to_json());
            let gate = match gate(&policy, &application) {
                Gate::Open => "open".into(),
                Gate::Closed(findings) => format!("closed:{}", findings.len()),
            };
            let hash = sha256_hex(said.as_bytes());
            writeln!(lines, "{id} {number} {gate} {} {hash}", application.status.as_str()).expect("text grows");
        }
    }
    lines
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_same_application_gives_the_same_gate_everywhere() {
    let lines = gates();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/rules_gates.txt"), &lines).unwrap();
        return;
    }
    for (line, expected) in lines.lines().zip(GOLDEN.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(lines.len(), GOLDEN.len());
    // A corpus of closed gates would show little.
    let count = |word: &str| lines.lines().filter(|line| line.contains(word)).count();
    assert!(count(" open ") >= 20 && count(" closed:") >= 20, "{} open", count(" open "));
    for status in [Status::Draft, Status::Submitted, Status::Returned] {
        assert!(count(status.as_str()) >= 5, "{} of {}", count(status.as_str()), status.as_str());
    }
}

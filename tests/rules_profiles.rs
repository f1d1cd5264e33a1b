//! Candidates with the list that each must get, read off the manual by hand: `rules_profiles/hubei-2025.json`. The same
//! as a table for people is `docs/candidates-hubei-2025.md`; `UPDATE_GOLDEN=1` writes it anew.
#![cfg(not(target_arch = "wasm32"))]

mod rules_common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use exam_preflight::finding::{Code, Finding, Severity};
use exam_preflight::rules::application::Application;
use exam_preflight::rules::gate::{Gate, evaluate, gate};
use exam_preflight::rules::policy::{Confidence, Policy};
use exam_preflight::rules::slots::{Need, Slot};
use rules_common::{complete, policy, profile};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    policy: String,
    /// Answers that many candidates share, named `@name` in their answers.
    fragments: BTreeMap<String, String>,
    /// The manual's sentence behind each kind.
    sentences: BTreeMap<String, Sentence>,
    candidates: Vec<Candidate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    section: String,
    sentence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Candidate {
    number: u32,
    who: String,
    /// An answer to each question that is put to them, and to no other.
    answers: String,
    required: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    /// Beside those for everybody.
    #[serde(default)]
    notices: Vec<String>,
    /// Contradictions of weight `warning`.
    #[serde(default)]
    warnings: Vec<String>,
    /// An answer from before, to a question that is not put.
    #[serde(default)]
    leftover: String,
    /// The finding of the policy's audit that was wrong for them.
    #[serde(default)]
    audit: Option<String>,
}

/// Notices without a condition.
const FOR_EVERYBODY: [&str; 2] = ["photo_tool", "truthful"];

fn table() -> Table {
    serde_json::from_str(include_str!("rules_profiles/hubei-2025.json")).expect("the table is sound")
}

impl Table {
    fn answers(&self, candidate: &Candidate) -> Vec<String> {
        let parts = candidate.answers.split_whitespace();
        parts.map(|part| part.strip_prefix('@').map_or(part.into(), |name| self.fragments[name].clone())).collect()
    }
}

fn set<'a>(names: impl IntoIterator<Item = &'a String>) -> BTreeSet<&'a str> {
    names.into_iter().map(String::as_str).collect()
}

fn of_need(slots: &[Slot], need: Need) -> BTreeSet<&str> {
    slots.iter().filter(|slot| slot.need == need).map(|slot| &*slot.kind).collect()
}

fn warnings(findings: &[Finding]) -> BTreeSet<String> {
    let said = findings.iter().filter(|f| f.code == Code::ProfileFactsContradictory);
    said.map(|f| serde_json::to_value(&f.params["contradiction"]).unwrap().as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_candidate_gets_the_right_list() {
    let table = table();
    let policy = policy(&table.policy);
    let mut failures = Vec::new();
    for candidate in &table.candidates {
        let mut failed = |what: &str, is: &dyn std::fmt::Debug, expected: &dyn std::fmt::Debug| {
            failures.push(format!(
                "{} {}: {what}\n  is       {is:?}\n  expected {expected:?}",
                candidate.number, candidate.who
            ));
        };
        let answers = table.answers(candidate);
        let answers: Vec<&str> = answers.iter().map(String::as_str).chain([&*candidate.leftover]).collect();
        let application = complete(&policy, profile(&answers));
        let report = evaluate(&policy, &application);
        let measured = &report.measured;

        let mut put: BTreeSet<&str> = set(&measured.asked);
        put.extend(candidate.leftover.split_once('=').map(|(fact, _)| fact));
        let answered = set(application.profile.keys());
        if put != answered {
            failed("the questions", &put.symmetric_difference(&answered).collect::<Vec<_>>(), &"none beside");
        }
        for (need, expected) in [(Need::Required, &candidate.required), (Need::Optional, &candidate.optional)] {
            let (is, expected) = (of_need(&measured.slots, need), set(expected));
            if is != expected {
                failed(&format!("{need:?}"), &is, &expected);
            }
        }
        let said: BTreeSet<&str> =
            set(&measured.notices).into_iter().filter(|id| !FOR_EVERYBODY.contains(id)).collect();
        if said != set(&candidate.notices) {
            failed("the notices", &said, &candidate.notices);
        }
        let warned = warnings(&report.findings);
        if set(&warned) != set(&candidate.warnings) {
            failed("the warnings", &warned, &candidate.warnings);
        }
        let left = report.findings.iter().filter(|f| f.code == Code::ProfileFactSuperfluous).count();
        if left != usize::from(!candidate.leftover.is_empty()) {
            failed("answers that count for nothing", &left, &candidate.leftover);
        }
        if gate(&policy, &application) != Gate::Open {
            failed("the gate", &report.findings, &"open");
        }
        let blocks = |f: &&Finding| f.severity == Severity::Error;
        if let Some(finding) = report.findings.iter().find(blocks) {
            failed("a finding", finding, &"none that blocks");
        }
    }
    assert!(failures.is_empty(), "{} wrong:\n{}", failures.len(), failures.join("\n"));
}

/// The 44 candidates of the audit and at least 30 of our own, each finding of it with somebody whom it was wrong for.
#[test]
fn the_table_is_whole() {
    let table = table();
    let numbers: Vec<u32> = table.candidates.iter().map(|candidate| candidate.number).collect();
    assert_eq!(numbers, (1..=table.candidates.len() as u32).collect::<Vec<_>>());
    assert!(numbers.len() >= 74, "{}", numbers.len());
    let audited: BTreeSet<&str> = table.candidates.iter().filter_map(|candidate| candidate.audit.as_deref()).collect();
    for finding in ["R1", "R2", "R3", "R4", "R8", "R10", "D1", "D3", "D7", "D8", "D9", "D10", "D13"] {
        assert!(audited.contains(finding), "{finding}");
    }
    let policy = policy(&table.policy);
    for material in &policy.materials {
        assert!(table.sentences.contains_key(&material.kind), "{} has no sentence", material.kind);
        let somebody = table.candidates.iter().any(|c| c.required.contains(&material.kind));
        assert!(somebody || material.required_when.is_none(), "nobody of the table needs {}", material.kind);
    }
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every sentence that the table and the policy quote stands in the manual, but for white space and page numbers.
#[test]
fn every_quote_is_the_manuals() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/design/manual-hubei-2025.txt");
    let Ok(manual) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: the manual is not at {}", path.display());
        return;
    };
    let manual = without_space(&manual);
    let table = table();
    let policy = policy(&table.policy);
    let facts = policy.facts.iter().map(|fact| &fact.basis);
    let contradictions = policy.contradictions.iter().map(|contradiction| &contradiction.basis);
    let materials = policy.materials.iter().map(|material| &material.basis);
    let notices = policy.notices.iter().map(|notice| &notice.basis);
    let of_policy = facts.chain(contradictions).chain(materials).chain(notices).map(|basis| &basis.quote);
    let of_table = table.sentences.values().map(|sentence| &sentence.sentence);
    let strangers: Vec<&String> =
        of_policy.chain(of_table).filter(|quote| !manual.contains(&without_space(quote))).collect();
    assert!(strangers.is_empty(), "{strangers:#?}");
}

#[test]
fn the_table_for_people_is_current() {
    let text = for_people(&table());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/candidates-hubei-2025.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == text, "docs/candidates-hubei-2025.md is stale: run with UPDATE_GOLDEN=1");
}

/// The table in Chinese, each paper with its count and the manual's own sentence.
fn for_people(table: &Table) -> String {
    let policy = policy(&table.policy);
    let mut text = String::from(
        "# 各类考生应传的材料：2025年医师资格考试湖北考区\n\
         Candidates of Hubei 2025 with the list that each gets. Written from `tests/rules_profiles/hubei-2025.json` by the test\n\
         `rules_profiles`, which holds the rules to it; the lists and sentences were read off the manual by hand.\n\n\
         “手册”一栏为《2025年医师资格考试湖北考区考生网报操作手册》的章节，“原句”逐字引自该手册。标“＊”的，手册没有写明，为本规则的处理，理由见规则文件的说明。\n",
    );
    let of_all = policy.notices.iter().filter(|notice| is_common(&notice.id));
    for notice in of_all {
        let whom = if notice.when.is_some() { "非部队考生" } else { "所有考生" };
        writeln!(text, "\n{whom}的提示（{}）：{}", notice.basis.section, notice.text.zh_cn).unwrap();
    }
    for candidate in &table.candidates {
        let answers = table.answers(candidate);
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let mut application = Application::new(&policy.id);
        application.profile = profile(&answers);
        let slots = application.slots(&policy);
        writeln!(text, "\n## {}. {}\n", candidate.number, candidate.who).unwrap();
        let stated = policy.facts.iter().filter_map(|fact| {
            let choice = application.profile.get(&fact.name)?;
            let title = fact.choices.iter().find(|known| known.value == *choice)?;
            Some(format!("{}{}", fact.title.zh_cn, title.title.zh_cn))
        });
        writeln!(text, "{}。\n", stated.collect::<Vec<_>>().join("；")).unwrap();
        text.push_str("| 材料 | 要求 | 张数 | 手册 | 原句 |\n|---|---|---|---|---|\n");
        for (word, kinds) in [("必传", &candidate.required), ("选传", &candidate.optional)] {
            for kind in kinds {
                text.push_str(&row(table, &policy, &slots, kind, word));
            }
        }
        let said = policy.notices.iter().filter(|n| candidate.notices.contains(&n.id) && !is_common(&n.id));
        for notice in said {
            writeln!(
                text,
                "\n提示（{}{}）：{}",
                notice.basis.section,
                star(notice.basis.confidence),
                notice.text.zh_cn
            )
            .unwrap();
        }
        for id in &candidate.warnings {
            let contradiction = policy.contradictions.iter().find(|c| c.id == *id).expect("a known contradiction");
            writeln!(text, "\n请核对＊：{}", contradiction.text.zh_cn).unwrap();
        }
    }
    text
}

/// What nearly everybody is told is told once, at the head of the table.
fn is_common(notice: &str) -> bool {
    FOR_EVERYBODY.contains(&notice) || notice == "probation_change"
}

fn star(confidence: Option<Confidence>) -> &'static str {
    if confidence.is_some() { "＊" } else { "" }
}

fn row(table: &Table, policy: &Policy, slots: &[Slot], kind: &str, word: &str) -> String {
    let Some((material, slot)) = policy.material(kind).zip(slots.iter().find(|slot| slot.kind == kind)) else {
        return format!("| {kind} | ? | | | |\n");
    };
    let count = match (slot.min.max(1), slot.max) {
        (min, max) if min == max => max.to_string(),
        (min, max) => format!("{min}～{max}"),
    };
    let Sentence { section, sentence } = &table.sentences[kind];
    let star = star(material.basis.confidence);
    format!("| {} | {word} | {count} | {section}{star} | {sentence} |\n", material.title.zh_cn)
}

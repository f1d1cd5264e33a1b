//! The list that a candidate takes along: complete, in step with the gate, in both languages.
//! `UPDATE_GOLDEN=1` writes the two golden lists anew; look at them then.
#![cfg(not(target_arch = "wasm32"))]

mod rules_common;

use std::collections::BTreeSet;

use exam_preflight::rules::application::Application;
use exam_preflight::rules::checklist::{Checklist, ListedNeed, ListedNotice, checklist};
use exam_preflight::rules::gate::evaluate;
use exam_preflight::rules::policy::{Policy, Weight, built_in_ids};
use exam_preflight::rules::profile::Profile;
use exam_preflight::rules::slots::Need;
use exam_preflight::rules::text::Language;
use rules_common::{IN_FINAL_YEAR, ORDINARY, complete, policy, profile};
use serde_json::Value;

/// The answers of every candidate of the table.
fn profiles() -> Vec<Profile> {
    let table: Value = serde_json::from_str(include_str!("rules_profiles/hubei-2025.json")).unwrap();
    let answers = |candidate: &Value| {
        let words = candidate["answers"].as_str().unwrap().split_whitespace().map(str::to_owned);
        words
            .map(|word| match word.strip_prefix('@') {
                Some(name) => table["fragments"][name].as_str().unwrap().to_owned(),
                None => word,
            })
            .collect::<Vec<String>>()
    };
    let candidates = table["candidates"].as_array().unwrap().iter();
    candidates.map(|c| profile(&answers(c).iter().map(String::as_str).collect::<Vec<_>>())).collect()
}

fn notices(list: &Checklist) -> Vec<&ListedNotice> {
    let placed = list.documents.iter().flat_map(|document| &document.notices);
    let answers = list.answers.iter().flat_map(|answered| &answered.notices);
    list.notices.iter().chain(&list.photo.notices).chain(placed).chain(answers).collect()
}

fn evaluated(policy: &Policy, profile: &Profile) -> exam_preflight::rules::gate::ApplicationMeasured {
    evaluate(policy, &Application { profile: profile.clone(), ..Application::new(&policy.id) }).measured
}

#[test]
fn the_list_says_what_the_gate_asks() {
    let policy = policy("hubei-2025");
    let profiles = profiles();
    assert!(profiles.len() >= 74, "{}", profiles.len());
    for profile in &profiles {
        let list = checklist(&policy, profile);
        let measured = evaluated(&policy, profile);
        let listed: Vec<(&str, ListedNeed, u32)> =
            list.documents.iter().map(|document| (&*document.kind, document.need, document.max)).collect();
        let asked = measured.slots.iter().filter(|slot| slot.need != Need::None);
        let asked: Vec<(&str, ListedNeed, u32)> = asked
            .map(|slot| {
                let need = if slot.need == Need::Required { ListedNeed::Required } else { ListedNeed::Optional };
                (&*slot.kind, need, slot.max)
            })
            .collect();
        assert_eq!(listed, asked, "{profile:?}");
        for slot in measured.slots.iter().filter(|slot| slot.need == Need::Required) {
            let document = list.documents.iter().find(|document| document.kind == slot.kind).unwrap();
            assert_eq!(document.min, slot.min, "{}", slot.kind);
        }
        assert!(list.unanswered.is_empty(), "{:?}", list.unanswered);
        assert_eq!(list.answers.len(), measured.asked.len());
        let said: BTreeSet<&str> = notices(&list).iter().map(|notice| &*notice.id).collect();
        assert_eq!(said, measured.notices.iter().map(String::as_str).collect(), "every notice, at its place");
    }
}

#[test]
fn what_is_not_answered_is_said_and_leaves_documents_undecided() {
    let policy = policy("hubei-2025");
    let need = |list: &Checklist, kind: &str| list.documents.iter().find(|d| d.kind == kind).map(|d| d.need);
    let empty = checklist(&policy, &Profile::new());
    assert_eq!(empty.answers, []);
    let open: Vec<&str> = empty.unanswered.iter().map(|question| &*question.fact).collect();
    assert_eq!(open, ["origin", "level", "entry", "shortLine", "institutionListed"]);
    assert_eq!(need(&empty, "identity"), Some(ListedNeed::Required));
    assert_eq!(need(&empty, "degree"), Some(ListedNeed::Undecided));
    assert_eq!(need(&empty, "short_line_form"), Some(ListedNeed::Undecided));

    let mut answers = profile(&[ORDINARY, "fullTime=no"]);
    assert_eq!(need(&checklist(&policy, &answers), "degree"), Some(ListedNeed::Optional));
    assert_eq!(need(&checklist(&policy, &answers), "short_line_form"), None);
    answers.remove("fullTime");
    let list = checklist(&policy, &answers);
    assert_eq!(need(&list, "degree"), Some(ListedNeed::Undecided));
    assert_eq!(list.unanswered.iter().map(|question| &*question.fact).collect::<Vec<_>>(), ["fullTime"]);

    // An answer that the policy does not know is none.
    answers.insert("fullTime".into(), "perhaps".into());
    assert_eq!(checklist(&policy, &answers).unanswered.len(), 1);
    // An answer to a question that is not put counts for nothing.
    let list = checklist(&policy, &profile(&[ORDINARY, "registrationRecord=differs"]));
    assert!(list.answers.iter().all(|answered| answered.fact != "registrationRecord"));
    assert_eq!(need(&list, "first_registration_proof"), None);
}

#[test]
fn contradictions_are_said_with_their_weight() {
    let policy = policy("hubei-2025");
    let said = |facts: &str| {
        let list = checklist(&policy, &profile(&[ORDINARY, facts]));
        list.contradictions.iter().map(|c| (c.id.clone(), c.weight)).collect::<Vec<_>>()
    };
    assert_eq!(said(""), []);
    assert_eq!(said("idDocument=military_card"), [("military_card_needs_service".to_owned(), Weight::Error)]);
    let college = "education=college threePlusTwo=no";
    assert_eq!(said(college), [("practising_needs_more".to_owned(), Weight::Warning)]);
}

/// All that stands in the data stands in the written list, in its language and in no other.
#[test]
fn the_written_list_leaves_nothing_out() {
    for id in built_in_ids() {
        let policy = policy(id);
        let profiles = if id == "hubei-2025" { profiles() } else { vec![profile(&["level=practising"])] };
        for profile in profiles {
            let list = checklist(&policy, &profile);
            for (language, other) in [(Language::ZhCn, Language::En), (Language::En, Language::ZhCn)] {
                for text in [list.markdown(language), list.plain_text(language)] {
                    let mut wanted = vec![list.title.get(language), &list.source];
                    for document in &list.documents {
                        wanted.extend([&document.title, &document.note, &document.example].map(|t| t.get(language)));
                        wanted.extend(document.obtained_from.iter().map(|text| text.get(language)));
                        wanted.extend(document.links.iter().flat_map(|link| [link.title.get(language), &*link.url]));
                    }
                    for notice in notices(&list) {
                        wanted.push(notice.text.get(language));
                        wanted.extend(notice.links.iter().map(|link| &*link.url));
                    }
                    for answered in &list.answers {
                        wanted.extend([answered.question.get(language), answered.answer.get(language)]);
                    }
                    for wanted in wanted {
                        assert!(text.contains(wanted), "{id}: {wanted:?} is not in\n{text}");
                    }
                    let document = &list.documents[0];
                    assert!(!text.contains(document.note.get(other)));
                }
            }
        }
    }
}

#[test]
fn the_form_of_the_list_is_as_it_was_looked_at() {
    let policy = policy("hubei-2025");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let unfinished = checklist(&policy, &profile(&["origin=hong_kong", "level=assistant", "entry=apprenticeship"]));
    let whole = checklist(&policy, &profile(&[IN_FINAL_YEAR, "idDocument=temporary_card institutionListed=no"]));
    let lists = [
        ("checklist_whole_zh-CN.md", whole.markdown(Language::ZhCn)),
        ("checklist_whole_en.txt", whole.plain_text(Language::En)),
        ("checklist_unfinished_en.md", unfinished.markdown(Language::En)),
        ("checklist_unfinished_zh-CN.txt", unfinished.plain_text(Language::ZhCn)),
    ];
    for (name, text) in lists {
        let path = format!("{folder}/{name}");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{name} is not as it was: UPDATE_GOLDEN=1 writes it anew");
    }
}

/// A policy without the office's words for the photo has its figures.
#[test]
fn the_photo_is_named_by_its_figures_where_the_policy_has_no_words_for_it() {
    let mut policy = policy("hubei-2025");
    policy.photo.title = None;
    let list = checklist(&policy, &profile(&[ORDINARY]));
    let expected = "- [ ] **35 × 45 毫米（413 × 531 像素），JPG，小于 30 KB，拍摄时间不超过 184 天。**\n";
    assert!(list.markdown(Language::ZhCn).contains(expected), "{}", list.markdown(Language::ZhCn));
    policy.photo.max_bytes = 30_000;
    assert!(checklist(&policy, &profile(&[ORDINARY])).markdown(Language::En).contains("at most 30 KB"));
    policy.photo.max_bytes = 30_100;
    assert!(checklist(&policy, &profile(&[ORDINARY])).plain_text(Language::En).contains("at most 30100 B"));
}

/// The pictures play no part: the list of a finished application is that of its answers.
#[test]
fn the_list_follows_from_the_answers_alone() {
    let policy = policy("hubei-2025");
    let application = complete(&policy, profile(&[ORDINARY]));
    assert_eq!(checklist(&policy, &application.profile), checklist(&policy, &profile(&[ORDINARY])));
}

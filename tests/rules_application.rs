//! One application from the first answer to the approval, and every refusal on the way.

mod rules_common;

use exam_preflight::finding::{Code, Finding, Severity};
use exam_preflight::report::Verdict;
use exam_preflight::rules::application::{Application, Feedback, FileRecord, PHOTO, PROFILE, Status};
use exam_preflight::rules::gate::{Gate, evaluate, evaluate_documents, gate};
use exam_preflight::rules::policy::Policy;
use exam_preflight::rules::slots::{Need, Slot, SlotStatus};
use exam_preflight::rules::transition::{ApplicationChange, Event, Refusal, apply};
use rules_common::{IN_FINAL_YEAR, ORDINARY, complete, picture, policy, profile};
use serde_json::{Value, json};

const AT: &str = "2025-02-01T08:00:00.000Z";

fn ordinary() -> (Policy, Application) {
    let policy = policy("hubei-2025");
    let application = complete(&policy, profile(&[ORDINARY]));
    (policy, application)
}

fn done(policy: &Policy, application: &Application, event: Event) -> Application {
    apply(policy, application, event).unwrap_or_else(|refusal| panic!("{refusal:?}")).application
}

fn refused(policy: &Policy, application: &Application, event: Event) -> Refusal {
    apply(policy, application, event).expect_err("should be refused")
}

fn submit() -> Event {
    Event::Submit { at: AT.into() }
}

fn send_back(targets: &[&str]) -> Event {
    let feedback = targets.iter().map(|target| Feedback { target: (*target).into(), text: "again".into() });
    Event::Return { at: AT.into(), feedback: feedback.collect() }
}

fn set(fact: &str, choice: &str) -> Event {
    Event::SetFact { fact: fact.into(), choice: Some(choice.into()) }
}

fn add(kind: &str, file: FileRecord) -> Event {
    Event::AddFile { kind: kind.into(), file }
}

fn remove(kind: &str, number: u32) -> Event {
    Event::RemoveFile { kind: kind.into(), sha256: picture(number).sha256 }
}

fn move_to(kind: &str, number: u32, to_kind: &str, to_index: u32) -> Event {
    let sha256 = picture(number).sha256;
    Event::MoveFile { kind: kind.into(), sha256, to_kind: to_kind.into(), to_index }
}

fn slot(policy: &Policy, application: &Application, kind: &str) -> Slot {
    application.slots(policy).into_iter().find(|slot| slot.kind == kind).expect("a known kind")
}

fn names(application: &Application, kind: &str) -> Vec<String> {
    application.files(kind).iter().map(|file| file.name.clone()).collect()
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// In a complete draft of the ordinary candidate, pictures 1 and 2 are the identity card, 3 the diploma, 4 the
/// verification, 5 the degree and 6 its verification.
#[test]
fn from_draft_to_approval_by_way_of_a_return() {
    let (policy, draft) = ordinary();
    assert_eq!(gate(&policy, &draft), Gate::Open);

    let submitted = done(&policy, &draft, submit());
    assert_eq!(submitted.status, Status::Submitted);
    let report = evaluate(&policy, &submitted);
    assert!(report.measured.locked);
    assert_eq!(report.measured.open, Vec::<String>::new());
    assert_eq!(codes(&report.findings), ["application.locked"]);
    assert_eq!(report.findings[0].params["status"], "submitted".into());

    let returned = done(&policy, &submitted, send_back(&["diploma", PHOTO]));
    assert_eq!((returned.status, returned.feedback().len()), (Status::Returned, 2));
    let report = evaluate(&policy, &returned);
    assert!(!report.measured.locked);
    assert_eq!(report.measured.open, ["diploma", PHOTO]);
    let mended = done(&policy, &returned, remove("diploma", 3));
    assert_eq!(codes(&evaluate(&policy, &mended).findings), ["slot.files.too_few"]);
    let mended = done(&policy, &mended, add("diploma", picture(33)));
    let mended = done(&policy, &mended, Event::SetPhoto { file: picture(34) });

    let resubmitted = done(&policy, &mended, submit());
    assert_eq!(resubmitted.status, Status::Resubmitted);
    assert!(resubmitted.open.is_empty() && resubmitted.feedback().is_empty());
    let approved = done(&policy, &resubmitted, Event::Approve { at: AT.into() });
    assert_eq!(approved.status, Status::Approved);
    let steps: Vec<Status> = approved.history.iter().map(|step| step.status).collect();
    assert_eq!(steps, [Status::Submitted, Status::Returned, Status::Resubmitted, Status::Approved]);
    assert!(approved.history.iter().all(|step| step.at == AT));
    assert_eq!(names(&approved, "diploma"), ["33.jpg"]);
    assert!(done(&policy, &submitted, Event::Approve { at: AT.into() }).status.is_locked());
}

/// Which events each state takes. Where it takes none of the candidate's, everything is locked.
#[test]
fn each_state_takes_its_own_events() {
    let (policy, draft) = ordinary();
    let submitted = done(&policy, &draft, submit());
    let returned = done(&policy, &submitted, send_back(&["diploma", PHOTO, PROFILE]));
    let resubmitted = done(&policy, &returned, submit());
    let approved = done(&policy, &resubmitted, Event::Approve { at: AT.into() });
    let approve = || Event::Approve { at: AT.into() };
    let events: [(&str, Event); 9] = [
        ("setFact", set("shortLine", "no")),
        ("setPhoto", Event::SetPhoto { file: picture(90) }),
        ("removePhoto", Event::RemovePhoto),
        ("addFile", add("diploma", picture(91))),
        ("removeFile", remove("diploma", 3)),
        ("moveFile", move_to("diploma", 3, "diploma", 0)),
        ("submit", submit()),
        ("return", send_back(&["diploma"])),
        ("approve", approve()),
    ];
    let all = ["setFact", "setPhoto", "removePhoto", "addFile", "removeFile", "moveFile", "submit"];
    let reviewers = ["return", "approve"];
    let with_return = [&all[..], &["return"]].concat();
    let cases: [(&Application, &[&str]); 5] = [
        (&draft, &all),
        (&submitted, &reviewers),
        (&returned, &with_return),
        (&resubmitted, &reviewers),
        (&approved, &[]),
    ];
    for (application, taken) in cases {
        for (name, event) in &events {
            assert_eq!(event.name(), *name);
            assert_eq!(event.is_reviewers(), reviewers.contains(name));
            let result = apply(&policy, application, event.clone());
            let status = application.status;
            assert_eq!(result.is_ok(), taken.contains(name), "{name} while {status:?}: {result:?}");
            match result {
                Ok(_) => {}
                Err(Refusal::Locked { status: said, .. } | Refusal::Illegal { status: said, .. }) => {
                    assert_eq!(said, status);
                }
                Err(other) => panic!("{name} while {status:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn only_named_parts_unlock() {
    let (policy, draft) = ordinary();
    let returned = done(&policy, &done(&policy, &draft, submit()), send_back(&["degree"]));
    for event in [
        add("diploma", picture(50)),
        remove("identity", 1),
        move_to("identity", 1, "degree", 0),
        move_to("degree", 5, "identity", 0),
        set("shortLine", "yes"),
        Event::SetPhoto { file: picture(51) },
        Event::RemovePhoto,
    ] {
        assert!(matches!(refused(&policy, &returned, event.clone()), Refusal::Locked { .. }), "{event:?}");
    }
    assert_eq!(names(&done(&policy, &returned, add("degree", picture(52))), "degree"), ["5.jpg", "52.jpg"]);
    // More can be asked while it is with the candidate; what was asked before stays.
    let more = done(&policy, &returned, send_back(&[PHOTO]));
    assert!(more.is_open("degree") && more.is_open(PHOTO) && !more.is_open(PROFILE));
    let targets: Vec<&str> = more.feedback().iter().map(|feedback| &*feedback.target).collect();
    assert_eq!(targets, ["degree", PHOTO]);
    // A new round starts empty.
    let again = done(&policy, &done(&policy, &more, submit()), send_back(&["diploma"]));
    assert_eq!(again.feedback().len(), 1);
    assert!(again.is_open("diploma") && !again.is_open("degree"));
}

/// A changed category asks other papers: the old ones stay, are named, and block until they are removed.
#[test]
fn a_changed_fact_loses_no_picture() {
    let (policy, draft) = ordinary();
    let ApplicationChange { application, changes } = apply(&policy, &draft, set("fullTime", "no")).unwrap();
    // Degrees are optional now, so that nothing is superfluous.
    assert_eq!(
        changes.iter().map(|c| (&*c.after.kind, c.after.need)).collect::<Vec<_>>(),
        [("degree", Need::Optional), ("degree_verification", Need::Optional)]
    );
    assert!(changes.iter().all(|change| change.superfluous.is_empty() && change.missing == 0));
    assert_eq!(application.slots, draft.slots);

    let ApplicationChange { application, changes } = apply(&policy, &draft, set("education", "college")).unwrap();
    assert_eq!(application.slots, draft.slots);
    let application = done(&policy, &application, set("threePlusTwo", "no"));
    let said: Vec<(&str, Vec<String>)> =
        changes.iter().filter(|c| c.after.have > 0).map(|c| (&*c.after.kind, c.superfluous.clone())).collect();
    assert_eq!(said, [("degree", vec!["5.jpg".into()]), ("degree_verification", vec!["6.jpg".into()])]);
    assert_eq!(changes[0].before.need, Need::Required);
    // While the question that hangs on the new answer is open, so are the kinds that hang on it.
    let open: Vec<(&str, Need)> =
        changes.iter().filter(|c| c.after.have == 0).map(|c| (&*c.after.kind, c.after.need)).collect();
    assert_eq!(
        open,
        [("supplementary_secondary_diploma", Need::Optional), ("supplementary_secondary_verification", Need::Optional)]
    );
    let slot = slot(&policy, &application, "degree");
    assert_eq!((slot.need, slot.min, slot.max, slot.have, slot.status), (Need::None, 0, 0, 1, SlotStatus::TooMany));
    assert_eq!((slot.superfluous(), slot.missing()), (1, 0));
    let report = evaluate(&policy, &application);
    // The answer to a question that is no longer asked counts for nothing, and is only mentioned.
    assert_eq!(
        codes(&report.findings),
        [
            "profile.fact.superfluous",
            "profile.fact.superfluous",
            // A warning: who has junior college education is usually an assistant physician first.
            "profile.facts.contradictory",
            "slot.files.superfluous",
            "slot.files.superfluous"
        ]
    );
    assert_eq!((report.findings[0].severity, &report.findings[0].params["fact"]), (Severity::Info, &"topUp".into()));
    assert_eq!(report.findings[1].params["fact"], "fullTime".into());
    assert_eq!(report.findings[2].severity, Severity::Warning);
    assert_eq!(report.findings[3].slot.as_deref(), Some("degree"));
    assert!(matches!(refused(&policy, &application, add("degree", picture(60))), Refusal::NotAsked { .. }));
    assert!(matches!(refused(&policy, &application, submit()), Refusal::GateClosed(_)));
    let application = done(&policy, &application, remove("degree", 5));
    assert!(!application.slots.contains_key("degree"));
    let application = done(&policy, &application, remove("degree_verification", 6));
    assert_eq!(gate(&policy, &application), Gate::Open);

    // More papers: what is missing is counted.
    let ApplicationChange { application, changes } = apply(&policy, &draft, set("service", "military")).unwrap();
    assert_eq!(changes.iter().map(|change| change.missing).collect::<Vec<_>>(), [1, 1, 1, 1]);
    assert_eq!(codes(&evaluate(&policy, &application).findings), ["slot.files.too_few"; 4]);
    // Taking an answer back opens what hangs on it, and takes nothing away.
    let unsure = done(&policy, &draft, Event::SetFact { fact: "fullTime".into(), choice: None });
    assert_eq!(self::slot(&policy, &unsure, "degree").need, Need::Optional);
    assert_eq!(codes(&evaluate(&policy, &unsure).findings), ["profile.fact.missing"]);
    assert_eq!(evaluate(&policy, &unsure).findings[0].params["fact"], "fullTime".into());
}

/// The manual has the pictures follow a corrected fact, so the slots that it touches unlock with it.
#[test]
fn a_fact_corrected_after_a_return_unlocks_what_it_asks() {
    let (policy, draft) = ordinary();
    let returned = done(&policy, &done(&policy, &draft, submit()), send_back(&[PROFILE]));
    assert!(!returned.is_open("degree") && !returned.is_open("short_line_form"));
    let changed = done(&policy, &returned, set("education", "college"));
    assert!(changed.is_open("degree") && changed.is_open("degree_verification") && !changed.is_open("diploma"));
    let changed = done(&policy, &changed, set("threePlusTwo", "no"));
    let changed = done(&policy, &changed, set("shortLine", "yes"));
    let changed = done(&policy, &changed, add("short_line_form", picture(70)));
    let changed = done(&policy, &changed, remove("degree", 5));
    let changed = done(&policy, &changed, remove("degree_verification", 6));
    assert_eq!(done(&policy, &changed, submit()).status, Status::Resubmitted);
}

#[test]
fn too_many_is_refused_when_it_is_added() {
    let (policy, draft) = ordinary();
    let refusal = refused(&policy, &draft, add("identity", picture(10)));
    assert_eq!(refusal, Refusal::Full { kind: "identity".into(), have: 2, max: 2 });
    let finding = &refusal.findings()[0];
    assert_eq!((finding.code, finding.slot.as_deref()), (Code::SlotFilesTooMany, Some("identity")));
    assert_eq!((&finding.params["have"], &finding.params["max"]), (&3u32.into(), &2u32.into()));
    // Another way in is no way in.
    assert!(matches!(refused(&policy, &draft, move_to("diploma", 3, "identity", 0)), Refusal::Full { .. }));
    // A full slot can still be put in order.
    let turned = done(&policy, &draft, move_to("identity", 1, "identity", 9));
    assert_eq!(names(&turned, "identity"), ["2.jpg", "1.jpg"]);
    let turned = done(&policy, &turned, move_to("identity", 1, "identity", 0));
    assert_eq!(names(&turned, "identity"), ["1.jpg", "2.jpg"]);
    let moved = done(&policy, &draft, move_to("degree", 5, "diploma", 0));
    assert_eq!((names(&moved, "diploma"), names(&moved, "degree")), (vec!["5.jpg".into(), "3.jpg".into()], vec![]));
}

/// A picture that does not do takes no slot, whichever way it comes.
#[test]
fn what_does_not_do_is_refused_with_its_reason() {
    let (policy, draft) = ordinary();
    let blocked = FileRecord { verdict: Verdict::Blocked, ..picture(20) };
    let heavy = FileRecord { bytes: 500_001, ..picture(20) };
    let foreign = FileRecord { format: Some("webp".into()), ..picture(20) };
    let png = FileRecord { format: Some("png".into()), ..picture(20) };
    let photo = |file: &FileRecord| Event::SetPhoto { file: file.clone() };
    let diploma = |file: &FileRecord| add("diploma", file.clone());
    for (event, code) in [
        (diploma(&blocked), "slot.file.blocked"),
        (diploma(&heavy), "material.bytes.too_many"),
        (diploma(&foreign), "material.format.not_allowed"),
        (photo(&blocked), "application.photo.blocked"),
        (photo(&FileRecord { bytes: 30_000, ..picture(20) }), "photo.bytes.too_many"),
        (photo(&png), "material.format.not_allowed"),
        (diploma(&picture(3)), "material.duplicate"),
        (diploma(&picture(1)), "material.duplicate"),
        (diploma(&picture(0)), "material.duplicate"),
        (photo(&picture(4)), "material.duplicate"),
        (add("nonsense", picture(20)), "slot.kind.unknown"),
        (add("military_approval", picture(20)), "slot.files.superfluous"),
        (remove("diploma", 20), "slot.file.unknown"),
        (remove("military_approval", 20), "slot.file.unknown"),
        (move_to("diploma", 20, "degree", 0), "slot.file.unknown"),
        (set("nonsense", "yes"), "profile.fact.unknown"),
        (set("service", "nonsense"), "profile.fact.unknown"),
        (Event::SetFact { fact: "nonsense".into(), choice: None }, "profile.fact.unknown"),
        (Event::Approve { at: AT.into() }, "application.transition.illegal"),
        (send_back(&["diploma"]), "application.transition.illegal"),
        (Event::Submit { at: "yesterday".into() }, "application.event.invalid"),
        (diploma(&FileRecord { name: " ".into(), ..picture(20) }), "application.event.invalid"),
        (diploma(&FileRecord { name: "../a.jpg".into(), ..picture(20) }), "application.event.invalid"),
        (diploma(&FileRecord { name: "a\\b.jpg".into(), ..picture(20) }), "application.event.invalid"),
        (diploma(&FileRecord { name: "a\nb.jpg".into(), ..picture(20) }), "application.event.invalid"),
        (diploma(&FileRecord { name: "n".repeat(256), ..picture(20) }), "application.event.invalid"),
        (diploma(&FileRecord { sha256: "00".into(), ..picture(20) }), "application.event.invalid"),
        (diploma(&FileRecord { bytes: 0, ..picture(20) }), "application.event.invalid"),
        (photo(&FileRecord { bytes: 0, ..picture(20) }), "application.event.invalid"),
    ] {
        let findings = refused(&policy, &draft, event.clone()).findings();
        assert_eq!(codes(&findings), [code], "{event:?}");
        assert_eq!(findings[0].severity, Severity::Error);
    }
    for event in [
        diploma(&png),
        diploma(&FileRecord { bytes: 500_000, ..picture(20) }),
        diploma(&FileRecord { bytes: 1, format: None, ..picture(20) }),
        diploma(&FileRecord { name: "n".repeat(255), ..picture(20) }),
        photo(&FileRecord { bytes: 29_999, ..picture(20) }),
        // The photo may stay the same picture.
        photo(&picture(0)),
        Event::SetFact { fact: "shortLine".into(), choice: None },
        // An answer that is not there can be taken back.
        Event::SetFact { fact: "degreeType".into(), choice: None },
    ] {
        assert!(apply(&policy, &draft, event.clone()).is_ok(), "{event:?}");
    }
    let duplicate = &refused(&policy, &draft, diploma(&picture(1))).findings()[0];
    assert_eq!((duplicate.slot.as_deref(), duplicate.file.as_deref()), (Some("diploma"), Some("1.jpg")));
    assert_eq!(duplicate.params["otherSlot"], "identity".into());
    assert_eq!(duplicate.params["otherFile"], "1.jpg".into());
    let foreign = &refused(&policy, &draft, diploma(&foreign)).findings()[0];
    assert_eq!(foreign.params["accepted"], "jpeg, png".into());
    // Without a photo there is none to remove.
    let bare = done(&policy, &draft, Event::RemovePhoto);
    assert_eq!(codes(&refused(&policy, &bare, Event::RemovePhoto).findings()), ["slot.file.unknown"]);
}

#[test]
fn a_return_says_what_to_change() {
    let (policy, draft) = ordinary();
    let submitted = done(&policy, &draft, submit());
    let with = |feedback: Vec<Feedback>| Event::Return { at: AT.into(), feedback };
    let on = |target: &str, text: String| Feedback { target: target.into(), text };
    assert!(matches!(refused(&policy, &submitted, with(vec![])), Refusal::Invalid { field: "feedback", .. }));
    for (target, text, is_taken) in [
        ("diploma", String::new(), false),
        ("diploma", " ".into(), false),
        ("diploma", "x".repeat(4_000), true),
        ("diploma", "x".repeat(4_001), false),
        ("nonsense", "x".into(), false),
        (PHOTO, "x".into(), true),
        (PROFILE, "x".into(), true),
    ] {
        let result = apply(&policy, &submitted, with(vec![on(target, text)]));
        assert_eq!(result.is_ok(), is_taken, "{target}");
    }
    assert!(
        refused(&policy, &submitted, Event::Approve { at: "2025-02-01".into() }).findings()[0].code
            == Code::ApplicationEventInvalid
    );
    // Pictures of a kind that another year's policy knew can be asked back, and taken out.
    let mut old = submitted;
    old.slots.insert("kind_of_2020".into(), vec![picture(80)]);
    let old = done(&policy, &old, send_back(&["kind_of_2020"]));
    assert_eq!(codes(&evaluate(&policy, &old).findings), ["slot.kind.unknown"]);
    let old = done(&policy, &old, remove("kind_of_2020", 80));
    assert_eq!(gate(&policy, &old), Gate::Open);
}

/// The gate trusts nothing: an application that no transition made is judged all the same, in a stable order.
#[test]
fn the_gate_names_every_reason_in_order() {
    let (policy, mut application) = ordinary();
    application.policy = "hubei-2024".into();
    application.status = Status::Submitted;
    application.profile.insert("idDocument".into(), "military_card".into());
    application.profile.insert("level".into(), "professor".into());
    application.profile.insert("aaa".into(), "yes".into());
    application.profile.remove("shortLine");
    application.photo = Some(FileRecord { verdict: Verdict::Blocked, bytes: 40_000, ..picture(0) });
    application.slots.insert("identity".into(), vec![picture(1), picture(2), picture(7), picture(1)]);
    application.slots.insert("diploma".into(), vec![FileRecord { verdict: Verdict::Blocked, ..picture(3) }]);
    application.slots.insert("military_approval".into(), vec![picture(8)]);
    application.slots.insert("nonsense".into(), vec![picture(0)]);
    let report = evaluate(&policy, &application);
    let said: Vec<(&str, Option<&str>, Option<&str>)> =
        report.findings.iter().map(|f| (f.code.as_str(), f.slot.as_deref(), f.file.as_deref())).collect();
    assert_eq!(
        said,
        [
            ("application.policy.mismatch", None, None),
            ("application.locked", None, None),
            ("profile.fact.unknown", None, None),
            ("profile.fact.missing", None, None),
            ("profile.fact.unknown", None, None),
            ("profile.facts.contradictory", None, None),
            ("application.photo.blocked", Some("photo"), Some("0.jpg")),
            ("photo.bytes.too_many", Some("photo"), Some("0.jpg")),
            ("slot.files.too_many", Some("identity"), None),
            ("material.duplicate", Some("identity"), Some("1.jpg")),
            ("slot.files.too_few", Some("diploma"), None),
            ("slot.file.blocked", Some("diploma"), Some("3.jpg")),
            ("slot.files.superfluous", Some("military_approval"), None),
            ("slot.kind.unknown", Some("nonsense"), None),
            ("material.duplicate", Some("nonsense"), Some("0.jpg")),
        ]
    );
    let params = |index: usize, name: &str| report.findings[index].params[name].clone();
    assert_eq!((params(0, "policy"), params(0, "applicationPolicy")), ("hubei-2025".into(), "hubei-2024".into()));
    assert_eq!((params(2, "fact"), params(2, "choice")), ("level".into(), "professor".into()));
    assert_eq!(params(3, "fact"), "shortLine".into());
    assert_eq!(params(4, "fact"), "aaa".into());
    assert_eq!(params(5, "contradiction"), "military_card_needs_service".into());
    assert_eq!(params(5, "facts"), "idDocument, service".into());
    assert_eq!((params(8, "have"), params(8, "max")), (4u32.into(), 2u32.into()));
    assert_eq!((params(10, "have"), params(10, "min")), (0u32.into(), 1u32.into()));
    assert_eq!(params(12, "have"), 1u32.into());
    assert_eq!(report.verdict, Verdict::Blocked);
    assert_eq!(gate(&policy, &application), Gate::Closed(report.findings));
    let refusal = refused(&policy, &application, submit());
    assert_eq!(codes(&refusal.findings()), ["application.policy.mismatch"]);
    assert_eq!(refusal.findings()[0].params["applicationPolicy"], "hubei-2024".into());
    // A picture that is blocked takes no slot: the diploma counts none.
    assert_eq!(slot(&policy, &application, "diploma").status, SlotStatus::Empty);
}

/// A warning or a word of information never closes the gate.
#[test]
fn only_errors_close_the_gate() {
    let (policy, mut application) = ordinary();
    application.profile.insert("degreeType".into(), "academic".into());
    let report = evaluate(&policy, &application);
    assert_eq!(codes(&report.findings), ["profile.fact.superfluous"]);
    assert_eq!((report.verdict, gate(&policy, &application)), (Verdict::Ready, Gate::Open));
    // The candidate's word for one picture: the reviewer reads it beside that picture.
    application.slots.get_mut("diploma").unwrap()[0].confirmed_upright = true;
    let report = evaluate(&policy, &application);
    let confirmed = &report.findings[1];
    assert_eq!((confirmed.code, confirmed.severity), (Code::MaterialOrientationConfirmed, Severity::Warning));
    assert_eq!((confirmed.slot.as_deref(), confirmed.file.as_deref()), (Some("diploma"), Some("3.jpg")));
    assert_eq!((report.verdict, gate(&policy, &application)), (Verdict::Ready, Gate::Open));
    assert_eq!(Application::from_json(&application.to_json()).as_ref(), Ok(&application));
    application.slots.get_mut("diploma").unwrap()[0].confirmed_upright = false;
    assert!(!application.to_json().contains("confirmed"), "as earlier releases wrote it");
    application.photo = None;
    assert_eq!(codes(&evaluate(&policy, &application).findings)[1], "application.photo.missing");
    assert_eq!(evaluate(&policy, &application).verdict, Verdict::Blocked);
    // Papers on their own: the missing photo is a warning there, and nothing else is forgiven.
    let papers = evaluate_documents(&policy, &application);
    assert_eq!((papers.verdict, papers.findings[1].severity), (Verdict::Ready, Severity::Warning));
    application.photo = Some(FileRecord { verdict: Verdict::Blocked, ..picture(0) });
    assert_eq!(evaluate_documents(&policy, &application).verdict, Verdict::Blocked);
}

#[test]
fn an_unanswered_question_holds_back_those_that_hang_on_it() {
    let policy = policy("hubei-2025");
    let report = evaluate(&policy, &Application::new(&policy.id));
    let asked = ["origin", "level", "entry", "shortLine", "institutionListed"];
    assert_eq!(report.measured.asked, asked);
    let missing: Vec<_> = report.findings.iter().filter(|f| f.code == Code::ProfileFactMissing).collect();
    assert_eq!(missing.len(), asked.len());
    // Nothing is decided yet but what everybody needs: everything may be there, nothing else must.
    let (identity, others) = report.measured.slots.split_first().unwrap();
    assert_eq!((&*identity.kind, identity.need, identity.min), ("identity", Need::Required, 2));
    assert!(others.iter().all(|slot| (slot.need, slot.min) == (Need::Optional, 0)));
    assert_eq!(report.measured.open.len(), policy.materials.len() + 2);
    // An answer given before its question is asked waits, and is no fault.
    let mut early = Application::new(&policy.id);
    early.profile = profile(&["service=military"]);
    let findings = evaluate(&policy, &early).findings;
    assert!(!codes(&findings).contains(&"profile.fact.superfluous"));
    assert_eq!(slot(&policy, &early, "military_approval").need, Need::Optional);
    early.profile.insert("origin".into(), "mainland".into());
    assert_eq!(slot(&policy, &early, "military_approval").need, Need::Required);
    early.profile.insert("origin".into(), "foreign".into());
    assert_eq!(slot(&policy, &early, "military_approval").need, Need::None);
}

#[test]
fn a_saved_application_opens_as_it_was() {
    let opened = Application::from_json(include_str!("golden/application.json")).expect("this version opens");
    assert_eq!(Application::from_json(&opened.to_json()), Ok(opened.clone()));
    assert!(opened.is_open("identity") && opened.is_open(PHOTO) && !opened.is_open("diploma"));
    assert_eq!(opened.feedback()[0].text, "背面不清晰");
}

#[test]
fn what_cannot_be_opened_says_why() {
    let good: Value = serde_json::from_str(include_str!("golden/application.json")).unwrap();
    let spoilt = |pointer: &str, value: Value| {
        let mut value_of = good.clone();
        match pointer.rsplit_once('/') {
            Some(("", key)) => value_of[key] = value,
            _ => *value_of.pointer_mut(pointer).unwrap() = value,
        }
        value_of.to_string()
    };
    for text in [
        String::new(),
        "[]".into(),
        "{}".into(),
        spoilt("/version", json!(2)),
        spoilt("/version", json!(0)),
        spoilt("/version", json!("1")),
        spoilt("/status", json!("lost")),
        spoilt("/unknown", json!(1)),
        spoilt("/policy", json!(1)),
        spoilt("/slots/identity/0/sha256", json!("A".repeat(64))),
        spoilt("/slots/identity/0/sha256", json!("a".repeat(63))),
        spoilt("/slots/identity/0/verdict", json!("fine")),
        spoilt("/slots/identity/0/bytes", json!(-1)),
        spoilt("/photo", json!({ "name": "a", "sha256": "g".repeat(64), "bytes": 1, "verdict": "ready" })),
        format!("{{\"version\":1,\"policy\":\"{}\"}}", "x".repeat(1 << 20)),
    ] {
        let finding = Application::from_json(&text).expect_err(&text[..text.len().min(200)]);
        assert_eq!((finding.code, finding.severity), (Code::ApplicationUnreadable, Severity::Error));
        assert!(finding.params.contains_key("reason"));
    }
    assert!(Application::from_json(&spoilt("/policy", json!("x"))).is_ok());
    // The limit itself is still read.
    let text = good.to_string();
    let padded = format!("{text}{}", " ".repeat((1 << 20) - text.len()));
    assert!(Application::from_json(&padded).is_ok());
    assert!(Application::from_json(&format!("{padded} ")).is_err());
}

/// A kind that is optional may be left out, and once begun has to be whole.
#[test]
fn an_optional_kind_is_whole_or_not_there() {
    let (mut policy, draft) = ordinary();
    let degree = policy.materials.iter_mut().find(|material| material.kind == "degree").unwrap();
    degree.slots.min = 2;
    let mut application = done(&policy, &draft, set("fullTime", "no"));
    for (have, min, status) in [(0, 0, SlotStatus::Empty), (1, 2, SlotStatus::TooFew), (2, 2, SlotStatus::Ok)] {
        application.slots.insert("degree".into(), (0..have).map(|n| picture(500 + n)).collect());
        let slot = slot(&policy, &application, "degree");
        assert_eq!((slot.need, slot.min, slot.status, slot.superfluous()), (Need::Optional, min, status, 0));
        assert_eq!(gate(&policy, &application) == Gate::Open, have != 1);
    }
}

/// Events travel as JSON between page, worker and server.
#[test]
fn events_are_read_from_json() {
    let text = json!({ "type": "moveFile", "kind": "a", "sha256": "b", "toKind": "c", "toIndex": 1 });
    let event: Event = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(event, Event::MoveFile { kind: "a".into(), sha256: "b".into(), to_kind: "c".into(), to_index: 1 });
    assert_eq!(serde_json::to_value(&event).unwrap(), text);
    let wrong = json!({ "type": "approve", "at": AT, "by": "me" });
    assert!(serde_json::from_value::<Event>(wrong).is_err());
}

/// The report is the contract's: camelCase, and nothing of a picture in it.
#[test]
fn the_report_is_as_the_contract_says() {
    let (policy, application) = ordinary();
    let report = serde_json::to_value(evaluate(&policy, &application)).unwrap();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["subject"], "application");
    assert_eq!(report["policy"], "hubei-2025");
    assert_eq!(report["verdict"], "ready");
    assert_eq!((&report["input"], &report["output"]), (&Value::Null, &Value::Null));
    assert_eq!(report["measured"]["locked"], false);
    assert_eq!(report["measured"]["status"], "draft");
    let identity = json!({ "kind": "identity", "need": "required", "min": 2, "max": 2, "have": 2, "status": "ok" });
    assert_eq!(report["measured"]["slots"][0], identity);
    let slots = report["measured"]["slots"].as_array().unwrap();
    let supplementary = slots.iter().find(|slot| slot["kind"] == "supplementary_secondary_diploma").unwrap();
    let none = json!({
        "kind": "supplementary_secondary_diploma", "need": "none", "min": 0, "max": 0, "have": 0, "status": "empty"
    });
    assert_eq!(*supplementary, none);
}

#[test]
fn the_same_paper_photographed_twice_is_a_warning() {
    let policy = policy("hubei-2025");
    let mut application = complete(&policy, profile(&[ORDINARY]));
    let kinds: Vec<String> = application.slots.keys().cloned().collect();
    let (first, second) = (&kinds[0], &kinds[1]);
    let mut hashes = |first_hash: Option<&str>, second_hash: Option<&str>| {
        let mut set = |kind: &str, hash: Option<&str>| {
            application.slots.get_mut(kind).unwrap()[0].perceptual_hash = hash.map(str::to_owned);
        };
        set(first, first_hash);
        set(second, second_hash);
        let report = evaluate(&policy, &application);
        assert_eq!(report.verdict, Verdict::Ready);
        let said = report.findings.iter().filter(|f| f.code == Code::MaterialDuplicate);
        said.map(|f| (f.severity, f.params["otherSlot"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(hashes(None, None), []);
    assert_eq!(hashes(Some("00ff00ff00ff00ff"), None), []);
    assert_eq!(hashes(Some("00ff00ff00ff00ff"), Some("ff00ff00ff00ff00")), []);
    let warned = hashes(Some("00ff00ff00ff00ff"), Some("00ff00ff00ff00fe"));
    assert_eq!(warned.len(), 1);
    assert_eq!(warned[0].0, Severity::Warning);
    // A hash that is none is not passed over.
    application.slots.get_mut(first).unwrap()[0].perceptual_hash = Some("zz".into());
    let unreadable = Application::from_json(&application.to_json()).unwrap_err();
    assert_eq!(unreadable.code, Code::ApplicationUnreadable);
}

/// A paper that two kinds ask: the same picture may stand in both, with a warning, and in no third place.
#[test]
fn one_paper_may_serve_two_kinds() {
    let policy = policy("hubei-2025");
    let mut draft = complete(&policy, profile(&[IN_FINAL_YEAR]));
    draft.slots.remove("postgraduate_statement");
    let one = draft.files("enrolment_proof")[0].clone();
    let both = done(&policy, &draft, add("postgraduate_statement", one.clone()));
    let report = evaluate(&policy, &both);
    assert_eq!((report.verdict, codes(&report.findings)), (Verdict::Ready, vec!["material.duplicate"]));
    let finding = &report.findings[0];
    assert_eq!((finding.severity, finding.slot.as_deref()), (Severity::Warning, Some("postgraduate_statement")));
    assert_eq!(finding.params["otherSlot"], "enrolment_proof".into());
    assert!(apply(&policy, &both, submit()).is_ok());
    // The other way round too.
    let first = done(&policy, &draft, add("postgraduate_statement", picture(700)));
    assert!(apply(&policy, &first, add("enrolment_proof", picture(700))).is_ok());
    // Not in a third kind, and not twice in one.
    assert!(matches!(refused(&policy, &both, add("student_card", one.clone())), Refusal::Duplicate { .. }));
    assert!(matches!(refused(&policy, &both, add("postgraduate_statement", one.clone())), Refusal::Duplicate { .. }));
    for (kind, severities) in [
        ("student_card", [Severity::Warning, Severity::Error]),
        ("postgraduate_statement", [Severity::Warning, Severity::Error]),
    ] {
        let mut forced = both.clone();
        forced.slots.entry(kind.into()).or_default().push(one.clone());
        let said: Vec<Severity> = evaluate(&policy, &forced)
            .findings
            .iter()
            .filter(|f| f.code == Code::MaterialDuplicate)
            .map(|f| f.severity)
            .collect();
        assert_eq!(said, severities, "{kind}");
    }
}

/// Counts that differ by candidate: a passport has one page that counts.
#[test]
fn a_passport_needs_one_picture() {
    let policy = policy("hubei-2025");
    let mut application = Application::new(&policy.id);
    let counts = |application: &Application| {
        let slot = slot(&policy, application, "identity");
        (slot.min, slot.max)
    };
    // While the answer is missing that decides it, the count is the ordinary one.
    assert_eq!(counts(&application), (2, 2));
    application.profile = profile(&["origin=foreign"]);
    assert_eq!(counts(&application), (1, 2));
    application.profile = profile(&["origin=taiwan"]);
    assert_eq!(counts(&application), (2, 2));
}

/// Answers that rarely go together are a word to the candidate, and close nothing.
#[test]
fn a_doubtful_combination_is_a_warning() {
    let policy = policy("hubei-2025");
    let college = "education=college threePlusTwo=no topUp= fullTime=";
    let mut answers = profile(&[ORDINARY, college]);
    answers.retain(|_, choice| !choice.is_empty());
    let application = complete(&policy, answers);
    let report = evaluate(&policy, &application);
    assert_eq!((report.verdict, codes(&report.findings)), (Verdict::Ready, vec!["profile.facts.contradictory"]));
    let finding = &report.findings[0];
    assert_eq!(
        (finding.severity, &finding.params["contradiction"]),
        (Severity::Warning, &"practising_needs_more".into())
    );
    assert_eq!(gate(&policy, &application), Gate::Open);
}

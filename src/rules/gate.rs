//! The gate of an application: takes a policy and an application, gives [`Gate::Open`], or [`Gate::Closed`] with every
//! reason.
//!
//! An application may come from anywhere, so the gate trusts none of it: it checks again what
//! [`crate::rules::transition::apply`] checks.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::{Code, Finding, Severity};
use crate::fingerprint::Fingerprint;
use crate::report::{Report, Subject, Verdict};
use crate::rules::application::{Application, FileRecord, PHOTO, Status};
use crate::rules::policy::{Policy, PolicyFormat};
use crate::rules::profile::{Facts, judge};
use crate::rules::slots::{Need, Slot, SlotStatus, slots};

/// Result of [`gate()`].
#[derive(Debug, Clone, PartialEq)]
pub enum Gate {
    /// The application may be sent.
    Open,
    /// It may not, for these reasons, in a stable order: the state, the facts, the photo, the slots.
    Closed(Vec<Finding>),
}

/// Measures in the report on an application.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApplicationMeasured {
    /// One slot per kind, in the policy's order.
    pub slots: Vec<Slot>,
    /// `true` if nothing may be changed.
    pub locked: bool,
    /// State of the application.
    pub status: Status,
    /// The parts that may be changed now: kinds in the policy's order, then `photo`, `profile`.
    pub open: Vec<String>,
    /// The questions that apply to this candidate now, in the policy's order.
    pub asked: Vec<String>,
    /// Ids of the policy's notices that concern this candidate.
    pub notices: Vec<String>,
}

/// Returns the gate of an application: open if it may be sent.
pub fn gate(policy: &Policy, application: &Application) -> Gate {
    let mut findings = evaluate(policy, application).findings;
    findings.retain(|finding| finding.severity == Severity::Error);
    if findings.is_empty() { Gate::Open } else { Gate::Closed(findings) }
}

/// Returns the report on an application, with every finding. Its verdict is `ready` exactly when the gate is open.
///
/// ```
/// use exam_preflight::report::Verdict;
/// use exam_preflight::rules::{application::Application, gate, policy::{Policy, built_in}};
/// use exam_preflight::rules::transition::{Event, apply};
///
/// let policy = Policy::from_json(built_in("hubei-2025").unwrap()).unwrap();
/// let event = Event::SetFact { fact: "origin".into(), choice: Some("mainland".into()) };
/// let next = apply(&policy, &Application::new(&policy.id), event).unwrap();
/// let report = gate::evaluate(&policy, &next.application);
/// assert_eq!(report.verdict, Verdict::Blocked);
/// ```
pub fn evaluate(policy: &Policy, application: &Application) -> Report<ApplicationMeasured> {
    let facts = Facts::of(policy, &application.profile);
    let slots = slots(policy, &facts, |kind| application.have(kind));
    let findings = [
        state(policy, application),
        judge(policy, &application.profile, &facts),
        photo(policy, application),
        documents(policy, application, &slots),
    ];
    let targets =
        policy.materials.iter().map(|material| &*material.kind).chain([PHOTO, crate::rules::application::PROFILE]);
    let measured = ApplicationMeasured {
        slots,
        locked: application.status.is_locked(),
        status: application.status,
        open: targets.filter(|target| application.is_open(target)).map(String::from).collect(),
        asked: policy.facts.iter().filter(|fact| facts.is_asked(&fact.name)).map(|fact| fact.name.clone()).collect(),
        notices: policy.notices.iter().filter(|n| n.concerns(|when| facts.hold(when))).map(|n| n.id.clone()).collect(),
    };
    Report::new(Subject::Application, &policy.id, findings.concat(), None, measured, None)
}

/// Returns the report on the documents alone: a missing photo is a warning only.
pub fn evaluate_documents(policy: &Policy, application: &Application) -> Report<ApplicationMeasured> {
    let Report { mut findings, measured, .. } = evaluate(policy, application);
    for finding in &mut findings {
        if finding.code == Code::ApplicationPhotoMissing {
            finding.severity = Severity::Warning;
        }
    }
    Report::new(Subject::Application, &policy.id, findings, None, measured, None)
}

/// Returns the findings about the policy and the state.
fn state(policy: &Policy, application: &Application) -> Vec<Finding> {
    let mut findings = Vec::new();
    if application.policy != policy.id {
        let finding = Finding::error(Code::ApplicationPolicyMismatch)
            .with("policy", &*policy.id)
            .with("applicationPolicy", &*application.policy);
        findings.push(finding);
    }
    if application.status.is_locked() {
        findings.push(Finding::error(Code::ApplicationLocked).with("status", application.status.as_str()));
    }
    findings
}

fn photo(policy: &Policy, application: &Application) -> Vec<Finding> {
    match &application.photo {
        None => vec![Finding::error(Code::ApplicationPhotoMissing).in_slot(PHOTO)],
        Some(file) => unfit(policy, PHOTO, file),
    }
}

/// Returns why a picture cannot serve for a part of the application: its own report blocks it, or it breaks (by now) a
/// limit of the policy that needs no pixel.
pub(super) fn unfit(policy: &Policy, target: &str, file: &FileRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |finding: Finding| findings.push(finding.in_slot(target).in_file(&file.name));
    let is_photo = target == PHOTO;
    if file.verdict == Verdict::Blocked {
        let code = if is_photo { Code::ApplicationPhotoBlocked } else { Code::SlotFileBlocked };
        add(Finding::error(code));
    }
    let (max_bytes, formats, code) = match policy.material(target) {
        _ if is_photo => (policy.photo.max_bytes, &[PolicyFormat::Jpeg][..], Code::PhotoBytesTooMany),
        Some(material) => (material.max_bytes, &material.formats[..], Code::MaterialBytesTooMany),
        None => return findings,
    };
    if file.bytes > u64::from(max_bytes) {
        add(Finding::error(code).with("bytes", file.bytes).with("maxBytes", max_bytes));
    }
    let is_accepted = |format: &str| formats.iter().any(|accepted| accepted.as_str() == format);
    if let Some(format) = file.format.as_deref().filter(|format| !is_accepted(format)) {
        let accepted: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
        let finding = Finding::error(Code::MaterialFormatNotAllowed);
        add(finding.with("format", format).with("accepted", accepted.join(", ")));
    }
    findings
}

/// Returns the findings about the documents, by kind in the policy's order: the count, then each picture in its order.
/// Kinds that the policy does not know come last, by name.
fn documents(policy: &Policy, application: &Application, slots: &[Slot]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    if let Some(photo) = &application.photo {
        seen.entry(&photo.sha256).or_default().push((PHOTO, &photo.name));
    }
    let strangers = application.slots.keys().filter(|kind| policy.material(kind).is_none());
    let counted = slots.iter().map(|slot| (&*slot.kind, count(slot)));
    let unknown = strangers.map(|kind| (&**kind, Some(Finding::error(Code::SlotKindUnknown).with("kind", &**kind))));
    let mut papers: Vec<(Fingerprint, &str, &str)> = Vec::new();
    for (kind, finding) in counted.chain(unknown) {
        findings.extend(finding.map(|finding| finding.in_slot(kind)));
        for file in application.files(kind) {
            findings.extend(unfit(policy, kind, file));
            if file.confirmed_upright {
                let finding = Finding::warning(Code::MaterialOrientationConfirmed);
                findings.push(finding.in_slot(kind).in_file(&file.name));
            }
            let duplicate = |weigh: fn(Code) -> Finding, other_slot: &str, other_file: &str| {
                let finding = weigh(Code::MaterialDuplicate).in_slot(kind).in_file(&file.name);
                finding.with("otherSlot", other_slot).with("otherFile", other_file)
            };
            let places = seen.entry(&file.sha256).or_default();
            let wrong = places.iter().find(|(other, _)| !policy.may_repeat(kind, other));
            match (wrong, places.first()) {
                (Some((slot, name)), _) => findings.push(duplicate(Finding::error, slot, name)),
                (None, Some((slot, name))) => findings.push(duplicate(Finding::warning, slot, name)),
                // The same document photographed twice, or the same picture compressed again: a person decides.
                (None, None) => {
                    if let Some(fingerprint) = file.fingerprint() {
                        let twin = papers.iter().find(|(other, ..)| other.is_same_document(fingerprint));
                        findings.extend(twin.map(|(_, slot, name)| duplicate(Finding::warning, slot, name)));
                        papers.push((fingerprint, kind, &file.name));
                    }
                }
            }
            places.push((kind, &file.name));
        }
    }
    findings
}

/// Returns the finding about the number of pictures.
fn count(slot: &Slot) -> Option<Finding> {
    match (slot.need, slot.status) {
        (Need::None, SlotStatus::TooMany) => Some(Finding::error(Code::SlotFilesSuperfluous).with("have", slot.have)),
        (_, SlotStatus::TooMany) => {
            Some(Finding::error(Code::SlotFilesTooMany).with("have", slot.have).with("max", slot.max))
        }
        _ if slot.missing() > 0 => {
            Some(Finding::error(Code::SlotFilesTooFew).with("have", slot.have).with("min", slot.min))
        }
        _ => None,
    }
}

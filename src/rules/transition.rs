//! The transitions of an application: takes an [`Application`] and an [`Event`], gives the next one or a [`Refusal`].
//!
//! Pure: the old application stays unchanged, and the event brings its time.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::finding::{Code, Finding};
use crate::report::Verdict;
use crate::rules::application::{
    Application, ApplicationStep, Feedback, FileRecord, PHOTO, PROFILE, Status, is_sha256,
};
use crate::rules::gate::{Gate, gate, unfit};
use crate::rules::instant::is_instant;
use crate::rules::policy::Policy;
use crate::rules::profile::Facts;
use crate::rules::slots::{Need, Slot, SlotChange};

/// Longest file name, in bytes: the limit of file systems.
pub const MAX_NAME_BYTES: usize = 255;

/// Longest request of a reviewer on one part, in bytes.
const MAX_FEEDBACK_BYTES: usize = 4_000;

/// An event of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ApplicationEvent"))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Event {
    /// The candidate answers a question, or takes the answer back.
    SetFact {
        /// Name of the fact.
        fact: String,
        /// Name of the choice; null takes the answer back.
        choice: Option<String>,
    },
    /// The candidate sets the photo, in place of the one before.
    SetPhoto {
        /// The photo as prepared.
        file: FileRecord,
    },
    /// The candidate removes the photo.
    RemovePhoto,
    /// The candidate adds a picture behind the others.
    AddFile {
        /// Its kind.
        kind: String,
        /// The picture as inspected.
        file: FileRecord,
    },
    /// The candidate removes a picture.
    RemoveFile {
        /// Its kind.
        kind: String,
        /// Hash of the picture: it stays right when the list has changed meanwhile.
        sha256: String,
    },
    /// The candidate moves a picture to another place, in its own kind or another.
    MoveFile {
        /// Its kind.
        kind: String,
        /// Hash of the picture.
        sha256: String,
        /// The kind that it moves to; may be the same.
        to_kind: String,
        /// Its new place, from 0; a place behind the last is the last.
        to_index: u32,
    },
    /// The candidate sends the application. Refused while the gate is closed.
    Submit {
        /// When, in UTC.
        at: String,
    },
    /// A reviewer returns it, or adds requests.
    Return {
        /// When, in UTC.
        at: String,
        /// The requests; the parts named here are unlocked.
        feedback: Vec<Feedback>,
    },
    /// A reviewer accepts it.
    Approve {
        /// When, in UTC.
        at: String,
    },
}

impl Event {
    /// Returns the name used in JSON and findings.
    pub fn name(&self) -> &'static str {
        match self {
            Event::SetFact { .. } => "setFact",
            Event::SetPhoto { .. } => "setPhoto",
            Event::RemovePhoto => "removePhoto",
            Event::AddFile { .. } => "addFile",
            Event::RemoveFile { .. } => "removeFile",
            Event::MoveFile { .. } => "moveFile",
            Event::Submit { .. } => "submit",
            Event::Return { .. } => "return",
            Event::Approve { .. } => "approve",
        }
    }

    /// Returns `true` if only a reviewer may do it. A receiver must not accept it from a candidate.
    pub fn is_reviewers(&self) -> bool {
        matches!(self, Event::Return { .. } | Event::Approve { .. })
    }
}

/// An application after an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApplicationChange {
    /// The next application.
    pub application: Application,
    /// The slots that a changed fact changes. Empty for every other event.
    pub changes: Vec<SlotChange>,
}

/// Reason why an event is refused. The application stays unchanged.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The application belongs to another policy than the given one.
    OtherPolicy {
        /// The policy given.
        policy: String,
        /// The application's.
        application_policy: String,
    },
    /// The part may not be changed now.
    Locked {
        /// A kind, [`PHOTO`] or [`PROFILE`].
        target: String,
        /// State of the application.
        status: Status,
    },
    /// The event is not allowed in this state.
    Illegal {
        /// [`Event::name`].
        event: &'static str,
        /// State of the application.
        status: Status,
    },
    /// The policy does not know the fact, or the choice.
    FactUnknown {
        /// The fact named.
        fact: String,
        /// The choice named; empty if an answer was taken back.
        choice: String,
    },
    /// The policy does not know the kind.
    KindUnknown {
        /// The kind named.
        kind: String,
    },
    /// The kind is not asked for from this candidate.
    NotAsked {
        /// The kind named.
        kind: String,
    },
    /// The kind takes no more pictures.
    Full {
        /// The kind named.
        kind: String,
        /// Pictures that are there.
        have: u32,
        /// Most that it takes.
        max: u32,
    },
    /// The picture itself is refused: its own report blocks it, or it is too large or of a wrong format.
    Unfit(Vec<Finding>),
    /// The same picture is there already.
    Duplicate {
        /// The part that it was added to.
        target: String,
        /// Its name.
        name: String,
        /// The part that has it already.
        other_target: String,
        /// Its name there.
        other_name: String,
    },
    /// The part has no such picture.
    FileUnknown {
        /// The part named.
        target: String,
        /// The hash named.
        sha256: String,
    },
    /// The application may not be sent yet, for these reasons.
    GateClosed(Vec<Finding>),
    /// The event is not well formed.
    Invalid {
        /// Its field.
        field: &'static str,
        /// Its fault, in English.
        reason: &'static str,
    },
}

impl Refusal {
    /// Returns the reasons as findings, for people and for JSON: at least one, each of severity `error`.
    pub fn findings(&self) -> Vec<Finding> {
        let finding = match self {
            Refusal::Unfit(findings) | Refusal::GateClosed(findings) => return findings.clone(),
            Refusal::OtherPolicy { policy, application_policy } => Finding::error(Code::ApplicationPolicyMismatch)
                .with("policy", &**policy)
                .with("applicationPolicy", &**application_policy),
            Refusal::Locked { target, status } => {
                Finding::error(Code::ApplicationLocked).in_slot(target).with("status", status.as_str())
            }
            Refusal::Illegal { event, status } => {
                Finding::error(Code::ApplicationTransitionIllegal).with("event", *event).with("status", status.as_str())
            }
            Refusal::FactUnknown { fact, choice } => {
                Finding::error(Code::ProfileFactUnknown).with("fact", &**fact).with("choice", &**choice)
            }
            Refusal::KindUnknown { kind } => Finding::error(Code::SlotKindUnknown).in_slot(kind).with("kind", &**kind),
            Refusal::NotAsked { kind } => Finding::error(Code::SlotFilesSuperfluous).in_slot(kind).with("have", 1u32),
            Refusal::Full { kind, have, max } => Finding::error(Code::SlotFilesTooMany)
                .in_slot(kind)
                .with("have", have.saturating_add(1))
                .with("max", *max),
            Refusal::Duplicate { target, name, other_target, other_name } => Finding::error(Code::MaterialDuplicate)
                .in_slot(target)
                .in_file(name)
                .with("otherSlot", &**other_target)
                .with("otherFile", &**other_name),
            Refusal::FileUnknown { target, sha256 } => {
                Finding::error(Code::SlotFileUnknown).in_slot(target).with("sha256", &**sha256)
            }
            Refusal::Invalid { field, reason } => {
                Finding::error(Code::ApplicationEventInvalid).with("field", *field).with("reason", *reason)
            }
        };
        vec![finding]
    }
}

/// Returns the next application, or the reason why the event is refused.
pub fn apply(policy: &Policy, application: &Application, event: Event) -> Result<ApplicationChange, Refusal> {
    if application.policy != policy.id {
        let (policy, application_policy) = (policy.id.clone(), application.policy.clone());
        return Err(Refusal::OtherPolicy { policy, application_policy });
    }
    let mut next = application.clone();
    let mut changes = Vec::new();
    match event {
        Event::SetFact { fact, choice } => changes = set_fact(policy, &mut next, fact, choice)?,
        Event::SetPhoto { file } => set_photo(policy, &mut next, file)?,
        Event::RemovePhoto => remove_photo(&mut next)?,
        Event::AddFile { kind, file } => {
            let end = next.files(&kind).len();
            add_file(policy, &mut next, kind, file, end)?;
        }
        Event::RemoveFile { kind, sha256 } => {
            take_file(&mut next, &kind, &sha256)?;
        }
        Event::MoveFile { kind, sha256, to_kind, to_index } => {
            let file = take_file(&mut next, &kind, &sha256)?;
            add_file(policy, &mut next, to_kind, file, usize::try_from(to_index).unwrap_or(usize::MAX))?;
        }
        Event::Submit { at } => submit(policy, &mut next, at)?,
        Event::Return { at, feedback } => send_back(policy, &mut next, at, feedback)?,
        Event::Approve { at } => approve(&mut next, at)?,
    }
    Ok(ApplicationChange { application: next, changes })
}

fn set_fact(
    policy: &Policy,
    next: &mut Application,
    fact: String,
    choice: Option<String>,
) -> Result<Vec<SlotChange>, Refusal> {
    must_be_open(next, PROFILE)?;
    let before = next.slots(policy);
    match (policy.fact(&fact), choice) {
        (Some(known), Some(choice)) if known.has_choice(&choice) => {
            next.profile.insert(fact, choice);
        }
        // An answer to a fact that the policy does not know can be taken back: an older policy may have asked for it.
        (_, None) if next.profile.contains_key(&fact) => {
            next.profile.remove(&fact);
        }
        (Some(_), None) => {}
        (_, choice) => return Err(Refusal::FactUnknown { fact, choice: choice.unwrap_or_default() }),
    }
    let changes = changes(&before, &next.slots(policy), next);
    if next.status == Status::Returned {
        // Kinds that a corrected fact adds or removes must not stay locked: by the manual the pictures follow the facts.
        next.open.extend(changes.iter().map(|change| change.after.kind.clone()));
    }
    Ok(changes)
}

/// Returns the slots with other requirements than before.
fn changes(before: &[Slot], after: &[Slot], application: &Application) -> Vec<SlotChange> {
    let asks = |slot: &Slot| (slot.need, slot.min, slot.max);
    let pairs = before.iter().zip(after).filter(|(before, after)| asks(before) != asks(after));
    pairs
        .map(|(before, after)| {
            let ready = application.files(&after.kind).iter().filter(|file| file.verdict == Verdict::Ready);
            let superfluous = ready.skip(after.max as usize).map(|file| file.name.clone()).collect();
            SlotChange { before: before.clone(), after: after.clone(), superfluous, missing: after.missing() }
        })
        .collect()
}

fn set_photo(policy: &Policy, next: &mut Application, file: FileRecord) -> Result<(), Refusal> {
    must_be_open(next, PHOTO)?;
    well_formed(&file)?;
    next.photo = None;
    must_be_new(policy, next, PHOTO, &file)?;
    must_fit(unfit(policy, PHOTO, &file))?;
    next.photo = Some(file);
    Ok(())
}

fn remove_photo(next: &mut Application) -> Result<(), Refusal> {
    must_be_open(next, PHOTO)?;
    match next.photo.take() {
        Some(_) => Ok(()),
        None => Err(Refusal::FileUnknown { target: PHOTO.into(), sha256: String::new() }),
    }
}

fn add_file(
    policy: &Policy,
    next: &mut Application,
    kind: String,
    file: FileRecord,
    index: usize,
) -> Result<(), Refusal> {
    let Some(material) = policy.material(&kind) else {
        return Err(Refusal::KindUnknown { kind });
    };
    must_be_open(next, &kind)?;
    well_formed(&file)?;
    let slot = Slot::of(material, &Facts::of(policy, &next.profile), next.have(&kind));
    if slot.need == Need::None {
        return Err(Refusal::NotAsked { kind });
    }
    if slot.have >= slot.max {
        return Err(Refusal::Full { kind, have: slot.have, max: slot.max });
    }
    must_be_new(policy, next, &kind, &file)?;
    must_fit(unfit(policy, &kind, &file))?;
    let files = next.slots.entry(kind).or_default();
    files.insert(index.min(files.len()), file);
    Ok(())
}

/// Takes a picture out of its slot. A kind that the policy does not know can be emptied, never filled.
fn take_file(next: &mut Application, kind: &str, sha256: &str) -> Result<FileRecord, Refusal> {
    must_be_open(next, kind)?;
    let unknown = || Refusal::FileUnknown { target: kind.into(), sha256: sha256.into() };
    let files = next.slots.get_mut(kind).ok_or_else(unknown)?;
    let index = files.iter().position(|file| file.sha256 == sha256).ok_or_else(unknown)?;
    let file = files.remove(index);
    if files.is_empty() {
        next.slots.remove(kind);
    }
    Ok(file)
}

fn submit(policy: &Policy, next: &mut Application, at: String) -> Result<(), Refusal> {
    let status = match next.status {
        Status::Draft => Status::Submitted,
        Status::Returned => Status::Resubmitted,
        status => return Err(Refusal::Illegal { event: "submit", status }),
    };
    if let Gate::Closed(findings) = gate(policy, next) {
        return Err(Refusal::GateClosed(findings));
    }
    step(next, status, at, Vec::new())?;
    next.open.clear();
    Ok(())
}

fn send_back(policy: &Policy, next: &mut Application, at: String, feedback: Vec<Feedback>) -> Result<(), Refusal> {
    if !matches!(next.status, Status::Submitted | Status::Resubmitted | Status::Returned) {
        return Err(Refusal::Illegal { event: "return", status: next.status });
    }
    if feedback.is_empty() {
        return Err(Refusal::Invalid { field: "feedback", reason: "should name at least one part" });
    }
    for Feedback { target, text } in &feedback {
        // A kind of another year's policy can be named, so that its pictures can be removed.
        let is_kind = policy.material(target).is_some() || next.slots.contains_key(target);
        let known = target == PHOTO || target == PROFILE || is_kind;
        if !known {
            return Err(Refusal::KindUnknown { kind: target.clone() });
        }
        if text.trim().is_empty() || text.len() > MAX_FEEDBACK_BYTES {
            return Err(Refusal::Invalid { field: "feedback", reason: "should have 1 to 4000 bytes of text a part" });
        }
    }
    let named: BTreeSet<String> = feedback.iter().map(|f| f.target.clone()).collect();
    step(next, Status::Returned, at, feedback)?;
    next.open.extend(named);
    Ok(())
}

fn approve(next: &mut Application, at: String) -> Result<(), Refusal> {
    if !matches!(next.status, Status::Submitted | Status::Resubmitted) {
        return Err(Refusal::Illegal { event: "approve", status: next.status });
    }
    step(next, Status::Approved, at, Vec::new())
}

fn step(next: &mut Application, status: Status, at: String, feedback: Vec<Feedback>) -> Result<(), Refusal> {
    if !is_instant(&at) {
        return Err(Refusal::Invalid { field: "at", reason: "should be a time in UTC, YYYY-MM-DDThh:mm:ssZ" });
    }
    next.status = status;
    next.history.push(ApplicationStep { status, at, feedback });
    Ok(())
}

fn must_be_open(application: &Application, target: &str) -> Result<(), Refusal> {
    if application.is_open(target) {
        return Ok(());
    }
    Err(Refusal::Locked { target: target.into(), status: application.status })
}

fn must_fit(findings: Vec<Finding>) -> Result<(), Refusal> {
    if findings.is_empty() { Ok(()) } else { Err(Refusal::Unfit(findings)) }
}

fn must_be_new(policy: &Policy, application: &Application, target: &str, file: &FileRecord) -> Result<(), Refusal> {
    let papers = application.slots.iter().flat_map(|(kind, files)| files.iter().map(move |file| (&**kind, file)));
    let mut all = application.photo.iter().map(|photo| (PHOTO, photo)).chain(papers);
    match all.find(|(kind, other)| other.sha256 == file.sha256 && !policy.may_repeat(target, kind)) {
        None => Ok(()),
        Some((other_target, other)) => Err(Refusal::Duplicate {
            target: target.into(),
            name: file.name.clone(),
            other_target: other_target.into(),
            other_name: other.name.clone(),
        }),
    }
}

fn well_formed(file: &FileRecord) -> Result<(), Refusal> {
    // A name is for people and never a path. A separator in it can only be an attack.
    let bad = |c: char| c.is_control() || matches!(c, '/' | '\\');
    if file.name.trim().is_empty() || file.name.len() > MAX_NAME_BYTES || file.name.contains(bad) {
        return Err(Refusal::Invalid { field: "name", reason: "should be a file name of 1 to 255 bytes" });
    }
    if !is_sha256(&file.sha256) {
        return Err(Refusal::Invalid { field: "sha256", reason: "should be 64 lower-case hexadecimal digits" });
    }
    if file.bytes == 0 {
        return Err(Refusal::Invalid { field: "bytes", reason: "should be at least 1" });
    }
    Ok(())
}

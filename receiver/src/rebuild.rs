//! Makes the application that the candidate claims, from the server's own records and by the crate's own transitions.
//!
//! On a returned application a closed part must be as it was accepted, and keeps its record and report: the candidate
//! could not change it. A file that a transition refuses is put into its part all the same, so that the gate gives every
//! reason at once, as it does in the page.

use std::collections::{BTreeMap, BTreeSet};

use exam_preflight::finding::Finding;
use exam_preflight::report::{Report, Subject};
use exam_preflight::rules::application::{Application, FileRecord, PHOTO, PROFILE};
use exam_preflight::rules::gate::{ApplicationMeasured, evaluate};
use exam_preflight::rules::policy::Policy;
use exam_preflight::rules::transition::{Event, Refusal, apply};

use crate::claim::{Claim, ClaimedFile};

/// An application on its way to the gate.
#[derive(Clone)]
pub struct Rebuild<'a> {
    policy: &'a Policy,
    stored: &'a Application,
    claim: &'a Claim,
    next: Application,
    findings: Vec<Finding>,
}

impl<'a> Rebuild<'a> {
    /// Starts with the facts. They decide which documents are needed and, on a returned application, which parts are open.
    pub fn begin(policy: &'a Policy, stored: &'a Application, claim: &'a Claim) -> Self {
        let mut rebuild = Self { policy, stored, claim, next: stored.clone(), findings: Vec::new() };
        rebuild.next.policy.clone_from(&claim.policy);
        rebuild.set_profile();
        rebuild
    }

    /// Returns the files to inspect, each with its part: those of the parts that are open now.
    pub fn to_inspect(&self) -> Vec<(String, ClaimedFile)> {
        let open = self.claim.files().filter(|(part, _)| self.next.is_open(part));
        open.map(|(part, file)| (part.to_owned(), file.clone())).collect()
    }

    /// Puts in the records of the inspected files, in the order of [`Self::to_inspect`], and asks the gate.
    pub fn finish(mut self, inspected: Vec<(String, FileRecord)>) -> (Application, Report<ApplicationMeasured>) {
        let mut records: BTreeMap<String, Vec<FileRecord>> = BTreeMap::new();
        for (part, record) in inspected {
            records.entry(part).or_default().push(record);
        }
        let stored = self.stored.slots.keys();
        let parts: BTreeSet<String> =
            stored.chain(self.claim.slots.keys()).chain([&PHOTO.to_owned()]).cloned().collect();
        // All open parts are emptied first: a picture may move from one to another.
        for part in &parts {
            if self.next.is_open(part) {
                self.empty(part);
            } else if self.claimed_names(part) != stored_names(self.stored, part) {
                self.refuse_closed(part);
            }
        }
        for (part, records) in records {
            for record in records {
                self.put(&part, record);
            }
        }
        let Report { subject: _, policy, findings, input, measured, output, .. } = evaluate(self.policy, &self.next);
        let findings = self.findings.into_iter().chain(findings).collect();
        (self.next, Report::new(Subject::Application, &policy, findings, input, measured, output))
    }

    /// Sets the facts by transitions: on a returned application these know which slots a changed fact opens.
    fn set_profile(&mut self) {
        let facts = self.policy.facts.iter().map(|fact| &fact.name);
        let unknown = self.stored.profile.keys().chain(self.claim.profile.keys());
        let unknown: BTreeSet<&String> = unknown.filter(|name| self.policy.fact(name).is_none()).collect();
        for fact in facts.chain(unknown) {
            let choice = self.claim.profile.get(fact).cloned();
            if choice.as_ref() == self.stored.profile.get(fact) {
                continue;
            }
            match apply(self.policy, &self.next, Event::SetFact { fact: fact.clone(), choice }) {
                Ok(outcome) => self.next = outcome.application,
                Err(Refusal::Locked { .. }) => return self.refuse_closed(PROFILE),
                // An unknown fact or choice, or another policy: the gate reports it.
                Err(_) => {
                    self.next.profile.clone_from(&self.claim.profile);
                    return;
                }
            }
        }
    }

    /// Names and hashes of the files that the candidate claims for a part.
    fn claimed_names(&self, part: &str) -> Vec<(&str, &str)> {
        self.claim.files_of(part).iter().map(|file| (&*file.name, &*file.sha256)).collect()
    }

    fn refuse_closed(&mut self, part: &str) {
        let refusal = Refusal::Locked { target: part.to_owned(), status: self.next.status };
        self.findings.extend(refusal.findings());
    }

    fn empty(&mut self, part: &str) {
        if part == PHOTO {
            self.next.photo = None;
        } else {
            self.next.slots.remove(part);
        }
    }

    fn put(&mut self, part: &str, file: FileRecord) {
        let event = if part == PHOTO {
            Event::SetPhoto { file: file.clone() }
        } else {
            Event::AddFile { kind: part.to_owned(), file: file.clone() }
        };
        match apply(self.policy, &self.next, event) {
            Ok(outcome) => return self.next = outcome.application,
            // The one refusal that the gate does not repeat: a file name that cannot be used.
            Err(refusal @ Refusal::Invalid { .. }) => {
                self.findings.extend(refusal.findings().into_iter().map(|finding| finding.in_slot(part)));
            }
            Err(_) => {}
        }
        if part == PHOTO {
            self.next.photo = Some(file);
        } else {
            self.next.slots.entry(part.to_owned()).or_default().push(file);
        }
    }
}

/// Names and hashes of the files that are stored for a part.
fn stored_names<'a>(application: &'a Application, part: &str) -> Vec<(&'a str, &'a str)> {
    let files = if part == PHOTO { application.photo.as_slice() } else { application.files(part) };
    files.iter().map(|file| (&*file.name, &*file.sha256)).collect()
}

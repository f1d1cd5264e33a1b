//! The application as the candidate wants it, made from the server's own records by the crate's own transitions.
//!
//! On a returned application a closed part must be as it was accepted; it keeps the record and the report that it has, for
//! the candidate could not change it. What a transition refuses is put in its place all the same, so that the gate names
//! every reason at once, as it does in the page.

use std::collections::{BTreeMap, BTreeSet};

use exam_preflight::finding::Finding;
use exam_preflight::report::{Report, Subject};
use exam_preflight::rules::application::{Application, FileRecord, PHOTO, PROFILE};
use exam_preflight::rules::gate::{Measured, evaluate};
use exam_preflight::rules::policy::Policy;
use exam_preflight::rules::transition::{Event, Refusal, apply};

use crate::claim::{Claim, Named};

/// An application under way to the gate.
pub struct Rebuilt<'a> {
    policy: &'a Policy,
    stored: &'a Application,
    claim: &'a Claim,
    next: Application,
    findings: Vec<Finding>,
}

impl<'a> Rebuilt<'a> {
    /// Begins with the answers, which decide what is asked and, once returned, what else is open.
    pub fn begin(policy: &'a Policy, stored: &'a Application, claim: &'a Claim) -> Self {
        let mut rebuilt = Self { policy, stored, claim, next: stored.clone(), findings: Vec::new() };
        rebuilt.next.policy.clone_from(&claim.policy);
        rebuilt.take_profile();
        rebuilt
    }

    /// The places whose pictures must be looked at: those that may be changed now, as far as they are claimed.
    pub fn to_inspect(&self) -> Vec<(String, Named)> {
        let open = self.claim.files().filter(|(place, _)| self.next.is_open(place));
        open.map(|(place, file)| (place.to_owned(), file.clone())).collect()
    }

    /// Puts the pictures in, in the order of [`Self::to_inspect`], and evaluates.
    pub fn finish(mut self, inspected: Vec<(String, FileRecord)>) -> (Application, Report<Measured>) {
        let mut records: BTreeMap<String, Vec<FileRecord>> = BTreeMap::new();
        for (place, record) in inspected {
            records.entry(place).or_default().push(record);
        }
        let stored = self.stored.slots.keys();
        let places: BTreeSet<String> =
            stored.chain(self.claim.slots.keys()).chain([&PHOTO.to_owned()]).cloned().collect();
        // All open places are emptied first: a picture may move from one to another.
        for place in &places {
            if self.next.is_open(place) {
                self.empty(place);
            } else if self.claimed(place) != accepted(self.stored, place) {
                self.refuse_closed(place);
            }
        }
        for (place, records) in records {
            for record in records {
                self.put(&place, record);
            }
        }
        let Report { subject: _, policy, findings, input, measured, output, .. } = evaluate(self.policy, &self.next);
        let findings = self.findings.into_iter().chain(findings).collect();
        (self.next, Report::new(Subject::Application, &policy, findings, input, measured, output))
    }

    /// Through the transitions, where they go: on a returned application they know which slots a changed fact unlocks.
    fn take_profile(&mut self) {
        let facts = self.policy.facts.iter().map(|fact| &fact.name);
        let strangers = self.stored.profile.keys().chain(self.claim.profile.keys());
        let strangers: BTreeSet<&String> = strangers.filter(|name| self.policy.fact(name).is_none()).collect();
        for fact in facts.chain(strangers) {
            let choice = self.claim.profile.get(fact).cloned();
            if choice.as_ref() == self.stored.profile.get(fact) {
                continue;
            }
            match apply(self.policy, &self.next, Event::SetFact { fact: fact.clone(), choice }) {
                Ok(outcome) => self.next = outcome.application,
                Err(Refusal::Locked { .. }) => return self.refuse_closed(PROFILE),
                // An unknown fact or choice, or another policy: the gate says so.
                Err(_) => {
                    self.next.profile.clone_from(&self.claim.profile);
                    return;
                }
            }
        }
    }

    fn claimed(&self, place: &str) -> Vec<(&str, &str)> {
        let claimed = if place == PHOTO { self.claim.photo.as_slice() } else { self.claim.papers(place) };
        claimed.iter().map(|file| (&*file.name, &*file.sha256)).collect()
    }

    fn refuse_closed(&mut self, place: &str) {
        let refusal = Refusal::Locked { target: place.to_owned(), status: self.next.status };
        self.findings.extend(refusal.findings());
    }

    fn empty(&mut self, place: &str) {
        if place == PHOTO {
            self.next.photo = None;
        } else {
            self.next.slots.remove(place);
        }
    }

    fn put(&mut self, place: &str, file: FileRecord) {
        let event = if place == PHOTO {
            Event::SetPhoto { file: file.clone() }
        } else {
            Event::AddFile { kind: place.to_owned(), file: file.clone() }
        };
        match apply(self.policy, &self.next, event) {
            Ok(outcome) => return self.next = outcome.application,
            // The one refusal that the gate does not know: a name that is none.
            Err(refusal @ Refusal::Invalid { .. }) => {
                self.findings.extend(refusal.findings().into_iter().map(|finding| finding.in_slot(place)));
            }
            Err(_) => {}
        }
        if place == PHOTO {
            self.next.photo = Some(file);
        } else {
            self.next.slots.entry(place.to_owned()).or_default().push(file);
        }
    }
}

/// Names and hashes of what stands in a place.
fn accepted<'a>(application: &'a Application, place: &str) -> Vec<(&'a str, &'a str)> {
    let files = if place == PHOTO { application.photo.as_slice() } else { application.files(place) };
    files.iter().map(|file| (&*file.name, &*file.sha256)).collect()
}

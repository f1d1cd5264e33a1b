//! A reviewer's work: read an application, return it with words, approve it. The rules are the crate's transitions.

use exam_preflight::report::Report;
use exam_preflight::rules::application::{Application, Feedback, Status};
use exam_preflight::rules::gate::{ApplicationMeasured, evaluate};
use exam_preflight::rules::transition::{Event, Refusal as Illegal, apply};

use crate::audit::{self, Action, Actor, Entry};
use crate::error::Refusal;
use crate::records::{self, Record};
use crate::{Receiver, clock};

/// A reviewer's decision on an application.
pub enum Decision {
    /// It goes back to the candidate, with what to change.
    Return(Vec<Feedback>),
    /// It is accepted.
    Approve,
}

/// Reads a candidate's application, with the report that the gate would give if it were open. The reading is recorded.
pub async fn read(
    receiver: &Receiver,
    actor: &Actor,
    candidate: &str,
) -> Result<(Record, Report<ApplicationMeasured>), Refusal> {
    let record = records::read(&receiver.database, candidate).await?.ok_or(Refusal::NotFound)?;
    let (action, revision) = (Action::Read, record.revision);
    audit::record(&receiver.database, Entry { actor, action, candidate, revision, detail: "" }).await?;
    let report = evaluate(&receiver.policy, &Application { status: Status::Draft, ..record.application.clone() });
    Ok((record, report))
}

/// Applies a decision to the revision that the reviewer saw. Returns the application and its new revision.
pub async fn decide(
    receiver: &Receiver,
    actor: &Actor,
    candidate: &str,
    base_revision: i64,
    decision: Decision,
) -> Result<(Application, i64), Refusal> {
    let Record { revision, application, .. } =
        records::read(&receiver.database, candidate).await?.ok_or(Refusal::NotFound)?;
    if base_revision != revision {
        return Err(Refusal::Conflict { revision });
    }
    let at = clock::now();
    let (event, action, parts) = match decision {
        Decision::Return(feedback) => {
            let parts: Vec<&str> = feedback.iter().map(|feedback| &*feedback.target).collect();
            let parts = parts.join(" ");
            (Event::Return { at, feedback }, Action::Returned, parts)
        }
        Decision::Approve => (Event::Approve { at }, Action::Approved, String::new()),
    };
    let next = match apply(&receiver.policy, &application, event) {
        Ok(outcome) => outcome.application,
        Err(Illegal::Illegal { status, .. }) => return Err(Refusal::Locked(status)),
        Err(illegal) => {
            let finding = illegal.findings().swap_remove(0);
            return Err(Refusal::Malformed(format!("{}: {:?}", finding.code.as_str(), finding.params)));
        }
    };
    let entry = Entry { actor, action, candidate, revision: revision + 1, detail: &parts };
    if !records::decide(&receiver.database, &next, entry).await? {
        let now = records::read(&receiver.database, candidate).await?;
        return Err(Refusal::Conflict { revision: now.map_or(0, |record| record.revision) });
    }
    Ok((next, revision + 1))
}

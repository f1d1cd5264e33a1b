//! What a reviewer does: look, return with words, approve. The rules are the crate's transitions.

use exam_preflight::report::Report;
use exam_preflight::rules::application::{Application, Feedback, Status};
use exam_preflight::rules::gate::{Measured, evaluate};
use exam_preflight::rules::transition::{Event, Refusal as Illegal, apply};

use crate::error::Refusal;
use crate::records::{self, Record};
use crate::{Receiver, clock};

/// A reviewer's step.
pub enum Step {
    /// Back to the candidate, with what to change.
    Return(Vec<Feedback>),
    /// Accepted.
    Approve,
}

/// A candidate's application, with what the gate would say of it if it were open.
pub async fn look(receiver: &Receiver, candidate: &str) -> Result<(Record, Report<Measured>), Refusal> {
    let record = records::read(&receiver.database, candidate).await?.ok_or(Refusal::NotFound)?;
    let report = evaluate(&receiver.policy, &Application { status: Status::Draft, ..record.application.clone() });
    Ok((record, report))
}

/// Takes a step upon the revision that was looked at.
pub async fn step(receiver: &Receiver, candidate: &str, upon: i64, step: Step) -> Result<(Application, i64), Refusal> {
    let Record { revision, application, .. } =
        records::read(&receiver.database, candidate).await?.ok_or(Refusal::NotFound)?;
    if upon != revision {
        return Err(Refusal::Conflict { revision });
    }
    let at = clock::now();
    let event = match step {
        Step::Return(feedback) => Event::Return { at, feedback },
        Step::Approve => Event::Approve { at },
    };
    let next = match apply(&receiver.policy, &application, event) {
        Ok(outcome) => outcome.application,
        Err(Illegal::Illegal { status, .. }) => return Err(Refusal::Locked(status)),
        Err(illegal) => {
            let finding = illegal.findings().swap_remove(0);
            return Err(Refusal::Malformed(format!("{}: {:?}", finding.code.as_str(), finding.params)));
        }
    };
    if !records::step(&receiver.database, candidate, revision, &next).await? {
        let now = records::read(&receiver.database, candidate).await?;
        return Err(Refusal::Conflict { revision: now.map_or(0, |record| record.revision) });
    }
    Ok((next, revision + 1))
}

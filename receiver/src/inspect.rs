//! Inspects every picture again with the crate: takes the bytes and the part that they stand in, gives the record and the
//! report that the page would give. Pixels are computed beside the server's own threads, a few pictures at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use exam_preflight::error::Error;
use exam_preflight::finding::{Code, Finding};
use exam_preflight::material::{self, InspectOptions, MaterialMeasured};
use exam_preflight::photo::{self, CheckOptions, FaceModel, PhotoMeasured};
use exam_preflight::report::{Report, Subject, Verdict};
use exam_preflight::rules::application::{FileRecord, PHOTO};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::Policy;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::claim::ClaimedFile;
use crate::error::{Failure, Refusal};

/// The checks. Cheap to clone.
#[derive(Clone)]
pub struct Inspector {
    policy: Arc<Policy>,
    model: FaceModel,
    permits: Arc<Semaphore>,
    running: Arc<Running>,
}

/// Result of one picture's inspection.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// Record for the application.
    pub record: FileRecord,
    /// Format by the bytes; empty if it is unknown.
    pub format: String,
    /// Report on this picture, as it is answered. Null for an unknown kind.
    pub report: Value,
}

impl Inspector {
    /// Makes an inspector that checks at most `at_once` pictures at once.
    pub fn new(policy: Arc<Policy>, at_once: usize) -> Self {
        let permits = Arc::new(Semaphore::new(at_once.max(1)));
        Self { policy, model: FaceModel::embedded(), permits, running: Arc::default() }
    }

    /// Inspects one picture of a part.
    pub async fn inspect(&self, part: &str, file: &ClaimedFile, bytes: Bytes) -> Result<Inspection, Refusal> {
        let permit = self.permits.clone().acquire_owned().await.expect("the permits are never closed");
        let (policy, model) = (self.policy.clone(), self.model.clone());
        let running = RunningCheck::start(&self.running);
        let work = tokio::task::spawn_blocking({
            let (part, file, bytes) = (part.to_owned(), file.clone(), bytes.clone());
            move || {
                let _until_done = (permit, running);
                inspect(&policy, &model, &part, &file, &bytes)
            }
        });
        match work.await {
            Ok(Ok(inspection)) => Ok(inspection),
            Ok(Err(misuse)) => Err(Refusal::Internal(Failure::Record(misuse.to_string()))),
            // As in the page when its worker traps: this file gets the finding, and the others are checked.
            Err(_) => {
                tracing::error!(part, bytes = bytes.len(), "a check panicked");
                Ok(trapped(&self.policy, part, &file.name, &bytes))
            }
        }
    }

    /// Returns how long the oldest check that is still running has been running.
    pub fn oldest_check(&self) -> Option<Duration> {
        self.running.lock().starts.values().next().map(Instant::elapsed)
    }
}

/// Start times of the checks that are running.
#[derive(Default)]
struct Running(Mutex<Starts>);

#[derive(Default)]
struct Starts {
    next: u64,
    /// By number, so that the first is the oldest.
    starts: BTreeMap<u64, Instant>,
}

impl Running {
    fn lock(&self) -> std::sync::MutexGuard<'_, Starts> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// One check, from its start until this is dropped.
struct RunningCheck {
    running: Arc<Running>,
    number: u64,
}

impl RunningCheck {
    fn start(running: &Arc<Running>) -> Self {
        let mut starts = running.lock();
        let number = starts.next;
        starts.next += 1;
        starts.starts.insert(number, Instant::now());
        Self { running: running.clone(), number }
    }
}

impl Drop for RunningCheck {
    fn drop(&mut self) {
        self.running.lock().starts.remove(&self.number);
    }
}

fn inspect(
    policy: &Policy,
    model: &FaceModel,
    part: &str,
    file: &ClaimedFile,
    bytes: &[u8],
) -> Result<Inspection, Error> {
    let name = &*file.name;
    if part == PHOTO {
        let options = CheckOptions { file_name: Some(name), ..CheckOptions::new(policy, model) };
        return Ok(of_photo(name, bytes, photo::check(bytes, &options, &mut |_| {})?));
    }
    let Some(spec) = MaterialSpec::of(policy, part) else {
        // No rule exists for an unknown kind; the gate refuses it.
        let record = FileRecord::new(name, bytes, None, Verdict::Ready);
        return Ok(Inspection { record, format: String::new(), report: Value::Null });
    };
    let (file_name, confirmed_upright) = (Some(name), file.confirmed_upright);
    let options = InspectOptions { file_name, confirmed_upright, ..InspectOptions::new(&spec) };
    let report = material::inspect(bytes, &options, &mut |_| {})?;
    Ok(inspection(report.record(name, bytes), report))
}

fn of_photo(name: &str, bytes: &[u8], report: Report<PhotoMeasured>) -> Inspection {
    inspection(FileRecord::new(name, bytes, report.input_format(), report.verdict), report)
}

fn inspection<M: Serialize>(record: FileRecord, report: Report<M>) -> Inspection {
    let format = report.input_format().unwrap_or_default();
    Inspection { record, format, report: serde_json::to_value(report).expect("a report is plain data") }
}

fn trapped(policy: &Policy, part: &str, name: &str, bytes: &[u8]) -> Inspection {
    let finding = Finding::error(Code::FileUnreadable).with("reason", "the check did not finish");
    if part == PHOTO {
        let report = Report::new(Subject::Photo, &policy.id, vec![finding], None, PhotoMeasured::default(), None);
        return of_photo(name, bytes, report);
    }
    let findings = vec![finding.in_slot(part).in_file(name)];
    let report = Report::new(Subject::Material, &policy.id, findings, None, MaterialMeasured::default(), None);
    inspection(report.record(name, bytes), report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_check_is_known_until_it_ends() {
        let running = Arc::new(Running::default());
        let oldest = || running.lock().starts.values().next().copied();
        assert_eq!(oldest(), None);
        let first = RunningCheck::start(&running);
        let second = RunningCheck::start(&running);
        let started = |check: &RunningCheck| running.lock().starts.get(&check.number).copied();
        assert_eq!(oldest(), started(&first));
        drop(first);
        assert_eq!(oldest(), started(&second));
        drop(second);
        assert_eq!(oldest(), None);
    }
}

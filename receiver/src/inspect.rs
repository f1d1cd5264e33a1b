//! Every picture again, with the crate: takes bytes and their place, gives the record and the report that the page would
//! have. Pixels are worked on beside the server's threads, a few at a time.

use std::sync::Arc;

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

use crate::claim::Named;
use crate::error::{Failure, Refusal};

/// The checks. Cheap to clone.
#[derive(Clone)]
pub struct Inspector {
    policy: Arc<Policy>,
    model: FaceModel,
    permits: Arc<Semaphore>,
}

/// What was found out about one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    /// As it stands in the application.
    pub record: FileRecord,
    /// The format by the bytes, whatever it is.
    pub format: String,
    /// Its own report, as it is answered. Null for a kind that nobody knows.
    pub report: Value,
}

impl Inspector {
    /// Checks at most so many pictures at once.
    pub fn new(policy: Arc<Policy>, at_once: usize) -> Self {
        Self { policy, model: FaceModel::embedded(), permits: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// One picture in its place.
    pub async fn inspect(&self, place: &str, file: &Named, bytes: Bytes) -> Result<Inspected, Refusal> {
        let permit = self.permits.clone().acquire_owned().await.expect("the permits are never closed");
        let (policy, model) = (self.policy.clone(), self.model.clone());
        let work = tokio::task::spawn_blocking({
            let (place, file, bytes) = (place.to_owned(), file.clone(), bytes.clone());
            move || {
                let _permit = permit;
                inspected(&policy, &model, &place, &file, &bytes)
            }
        });
        match work.await {
            Ok(Ok(inspected)) => Ok(inspected),
            Ok(Err(misuse)) => Err(Refusal::Internal(Failure::Record(misuse.to_string()))),
            // As in the page, where the worker traps: the file is blamed, and the rest goes on.
            Err(_) => {
                tracing::error!(place, bytes = bytes.len(), "a check panicked");
                Ok(trapped(&self.policy, place, &file.name, &bytes))
            }
        }
    }
}

fn inspected(policy: &Policy, model: &FaceModel, place: &str, file: &Named, bytes: &[u8]) -> Result<Inspected, Error> {
    let name = &*file.name;
    if place == PHOTO {
        let options = CheckOptions { file_name: Some(name), ..CheckOptions::new(policy, model) };
        return Ok(of_photo(name, bytes, photo::check(bytes, &options, &mut |_| {})?));
    }
    let Some(spec) = MaterialSpec::of(policy, place) else {
        // Nobody knows what to ask of it; the gate refuses the kind.
        let record = FileRecord::new(name, bytes, None, Verdict::Ready);
        return Ok(Inspected { record, format: String::new(), report: Value::Null });
    };
    let (file_name, confirmed_upright) = (Some(name), file.confirmed_upright);
    let options = InspectOptions { file_name, confirmed_upright, ..InspectOptions::new(&spec) };
    let report = material::inspect(bytes, &options, &mut |_| {})?;
    Ok(answered(report.record(name, bytes), report))
}

fn of_photo(name: &str, bytes: &[u8], report: Report<PhotoMeasured>) -> Inspected {
    answered(FileRecord::new(name, bytes, report.input_format(), report.verdict), report)
}

fn answered<M: Serialize>(record: FileRecord, report: Report<M>) -> Inspected {
    let format = report.input_format().unwrap_or_default();
    Inspected { record, format, report: serde_json::to_value(report).expect("a report is plain data") }
}

fn trapped(policy: &Policy, place: &str, name: &str, bytes: &[u8]) -> Inspected {
    let finding = Finding::error(Code::FileUnreadable).with("reason", "the check did not come to an end");
    if place == PHOTO {
        let report = Report::new(Subject::Photo, &policy.id, vec![finding], None, PhotoMeasured::default(), None);
        return of_photo(name, bytes, report);
    }
    let findings = vec![finding.in_slot(place).in_file(name)];
    let report = Report::new(Subject::Material, &policy.id, findings, None, MaterialMeasured::default(), None);
    answered(report.record(name, bytes), report)
}

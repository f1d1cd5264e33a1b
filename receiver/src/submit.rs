//! One submission from start to end: replay -> the stored application -> the gate without pixels -> every picture again ->
//! the application from the server's own records -> gate -> pictures into the store -> one transaction.
//!
//! Pictures are written before the transaction that names them. Wherever the process is cut off, either the transaction is
//! there and every picture that it names is stored, or nothing is named.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use exam_preflight::report::{Report, Verdict, sha256_hex};
use exam_preflight::rules::application::{Application, FileRecord, PHOTO};
use exam_preflight::rules::gate::ApplicationMeasured;
use exam_preflight::rules::transition::{Event, apply};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audit::Actor;
use crate::claim::{Claim, ClaimedFile};
use crate::error::{Failure, Refusal};
use crate::inspect::Inspection;
use crate::rebuild::Rebuild;
use crate::records::{self, Receipt, ReceiptFile, StoredPicture, Submission, WriteConflict};
use crate::{Receiver, clock};

/// A submission as it arrived.
pub struct Upload {
    /// The candidate.
    pub actor: Actor,
    /// The Idempotency-Key.
    pub key: String,
    /// Bytes of the manifest.
    pub manifest: Bytes,
    /// Content of the manifest.
    pub claim: Claim,
    /// The pictures that were sent, by SHA-256.
    pub files: BTreeMap<String, Bytes>,
}

/// Result of a submission.
pub enum SubmitOutcome {
    /// It is accepted now: the answer.
    Accepted(String),
    /// It was accepted before under this key: the same answer.
    Replayed(String),
    /// A check fails; nothing is stored.
    Blocked {
        /// The gate's report.
        report: Box<Report<ApplicationMeasured>>,
        /// The pictures' own reports, by SHA-256.
        reports: BTreeMap<String, Value>,
    },
}

/// The application that a submission starts from, with its pictures.
struct Base {
    revision: i64,
    application: Application,
    files: BTreeMap<String, StoredPicture>,
}

/// Accepts a submission, or says why not.
pub async fn submit(receiver: &Receiver, upload: Upload) -> Result<SubmitOutcome, Refusal> {
    let content_sha256 = upload.claim.sha256();
    if let Some(answer) = replay(receiver, &upload, &content_sha256).await? {
        return Ok(SubmitOutcome::Replayed(answer));
    }
    match submit_anew(receiver, &upload, &content_sha256).await {
        // Perhaps it was this very submission, on another connection, that changed the state meanwhile.
        Err(refusal @ (Refusal::Locked(_) | Refusal::Conflict { .. })) => {
            let answer = replay(receiver, &upload, &content_sha256).await?;
            answer.map(SubmitOutcome::Replayed).ok_or(refusal)
        }
        outcome => outcome,
    }
}

/// Checks and stores a submission that was not accepted before.
async fn submit_anew(receiver: &Receiver, upload: &Upload, content_sha256: &str) -> Result<SubmitOutcome, Refusal> {
    let base = read_base(receiver, upload).await?;
    let rebuild = Rebuild::begin(&receiver.policy, &base.application, &upload.claim);
    let to_inspect = rebuild.to_inspect();
    refuse_missing(upload, &base.files)?;
    // The gate first judges everything that needs no pixel: facts, kinds, the number of pictures, the same picture twice. What
    // it refuses here costs no check, and after it no picture is inspected twice for one kind. The page sends nothing that this
    // gate would refuse.
    let unseen = to_inspect.iter().map(|(part, file)| (part.clone(), unseen(file, upload, &base.files)));
    let (_, report) = rebuild.clone().finish(unseen.collect());
    if report.verdict == Verdict::Blocked {
        return Ok(SubmitOutcome::Blocked { report: Box::new(report), reports: BTreeMap::new() });
    }
    let inspections = inspect(receiver, to_inspect, upload, &base.files).await?;
    let records: Vec<(String, FileRecord)> =
        inspections.iter().map(|(part, inspection)| (part.clone(), inspection.record.clone())).collect();
    let (application, report) = rebuild.finish(records);
    let reports = reports(&upload.claim, &base.files, &inspections);
    if report.verdict == Verdict::Blocked {
        return Ok(SubmitOutcome::Blocked { report: Box::new(report), reports });
    }
    let at = clock::now();
    // The gate was open a moment ago, for the same application.
    let application = apply(&receiver.policy, &application, Event::Submit { at: at.clone() })
        .map_err(|refusal| Failure::Record(format!("an open gate refused: {refusal:?}")))?
        .application;
    let files = store(receiver, &upload.files, base.files, &inspections, &reports).await?;
    let receipt = receipt(receiver, &application, at, &upload.manifest);
    let answer = json!({
        "receipt": &receipt, "application": &application, "revision": base.revision + 1, "reports": &reports,
    });
    let submission = Submission {
        actor: &upload.actor,
        base_revision: base.revision,
        key: &upload.key,
        content_sha256,
        answer: &answer.to_string(),
        application: &application,
        files: &files,
        receipt: &receipt,
    };
    write(receiver, upload, submission).await
}

/// Reads the application that the submission replaces. Refuses one that is locked, or that has another revision than the
/// candidate started from.
async fn read_base(receiver: &Receiver, upload: &Upload) -> Result<Base, Refusal> {
    let base = match records::read(&receiver.database, &upload.actor.name).await? {
        Some(record) => Base { revision: record.revision, application: record.application, files: record.files },
        None => Base { revision: 0, application: Application::new(&receiver.policy.id), files: BTreeMap::new() },
    };
    if base.application.status.is_locked() {
        return Err(Refusal::Locked(base.application.status));
    }
    if upload.claim.revision != base.revision {
        return Err(Refusal::Conflict { revision: base.revision });
    }
    Ok(base)
}

/// Runs the transaction. Of two submissions at once, the one that comes second is answered here.
async fn write(receiver: &Receiver, upload: &Upload, submission: Submission<'_>) -> Result<SubmitOutcome, Refusal> {
    let Submission { answer, content_sha256, receipt, files, .. } = submission;
    match records::submit(&receiver.database, submission).await? {
        Ok(()) => {
            tracing::info!(receipt = receipt.id, pictures = files.len(), "submission accepted");
            Ok(SubmitOutcome::Accepted(answer.to_owned()))
        }
        Err(WriteConflict::KeyUsed) => match replay(receiver, upload, content_sha256).await? {
            Some(answer) => Ok(SubmitOutcome::Replayed(answer)),
            None => Err(Failure::Record("a used key is not there".into()).into()),
        },
        Err(WriteConflict::Stale) => {
            let now = records::read(&receiver.database, &upload.actor.name).await?;
            Err(Refusal::Conflict { revision: now.map_or(0, |record| record.revision) })
        }
    }
}

/// Returns the answer that was given to this key. Refuses a key that was used for other content.
async fn replay(receiver: &Receiver, upload: &Upload, content_sha256: &str) -> Result<Option<String>, Refusal> {
    match records::answer(&receiver.database, &upload.actor.name, &upload.key).await? {
        None => Ok(None),
        Some(stored) if stored.content_sha256 == content_sha256 => Ok(Some(stored.answer)),
        Some(_) => Err(Refusal::KeyReused),
    }
}

/// Makes the record of a picture that was not inspected yet.
fn unseen(file: &ClaimedFile, upload: &Upload, stored: &BTreeMap<String, StoredPicture>) -> FileRecord {
    let ClaimedFile { name, sha256, confirmed_upright } = file.clone();
    let sent = upload.files.get(&sha256).map(|bytes| bytes.len() as u64);
    let of_store = || stored.get(&sha256).and_then(|picture| u64::try_from(picture.bytes).ok());
    let bytes = sent.or_else(of_store).unwrap_or_default();
    FileRecord { name, sha256, bytes, format: None, verdict: Verdict::Ready, perceptual_hash: None, confirmed_upright }
}

/// Inspects `files`, those that are stored already included.
///
/// One submission asks for as many checks as run at once, and for the next when one of them ends. Checks are given out in
/// the order in which they were asked for; therefore submissions take turns, however many pictures each has. Pictures of the
/// store are read when their turn comes, so that few are in memory.
async fn inspect(
    receiver: &Receiver,
    files: Vec<(String, ClaimedFile)>,
    upload: &Upload,
    stored: &BTreeMap<String, StoredPicture>,
) -> Result<Vec<(String, Inspection)>, Refusal> {
    let work = files.into_iter().map(|(part, file)| async move {
        let bytes = match (upload.files.get(&file.sha256), stored.get(&file.sha256)) {
            (Some(sent), _) => Some(sent.clone()),
            (None, Some(picture)) => receiver.store.get(&picture.object).await?,
            (None, None) => None,
        };
        let bytes = bytes.ok_or_else(|| Refusal::FilesMissing(vec![file.sha256.clone()]))?;
        let inspection = receiver.inspector.inspect(&part, &file, bytes).await?;
        Ok((part, inspection))
    });
    stream::iter(work).buffered(receiver.settings.checks_at_once.max(1)).try_collect().await
}

/// Refuses a claim with pictures that were neither sent nor stored before. This includes pictures that are not inspected
/// again.
fn refuse_missing(upload: &Upload, stored: &BTreeMap<String, StoredPicture>) -> Result<(), Refusal> {
    let is_missing = |sha256: &&String| !upload.files.contains_key(*sha256) && !stored.contains_key(*sha256);
    let missing: BTreeSet<&String> =
        upload.claim.files().map(|(_, ClaimedFile { sha256, .. })| sha256).filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::FilesMissing(missing.into_iter().cloned().collect()))
}

/// Collects the reports of all claimed pictures, by SHA-256.
fn reports(
    claim: &Claim,
    stored: &BTreeMap<String, StoredPicture>,
    inspections: &[(String, Inspection)],
) -> BTreeMap<String, Value> {
    let mut reports: BTreeMap<String, Value> =
        stored.iter().map(|(sha256, picture)| (sha256.clone(), picture.report.clone())).collect();
    reports.extend(
        inspections.iter().map(|(_, inspection)| (inspection.record.sha256.clone(), inspection.report.clone())),
    );
    reports.retain(|sha256, report| !report.is_null() && claim.files().any(|(_, file)| file.sha256 == *sha256));
    reports
}

/// Puts the sent pictures into the store. Returns all pictures of the application.
async fn store(
    receiver: &Receiver,
    sent: &BTreeMap<String, Bytes>,
    mut stored: BTreeMap<String, StoredPicture>,
    inspections: &[(String, Inspection)],
    reports: &BTreeMap<String, Value>,
) -> Result<BTreeMap<String, StoredPicture>, Refusal> {
    for (_, Inspection { record, format, report }) in inspections {
        let object = match (sent.get(&record.sha256), stored.get(&record.sha256)) {
            (Some(bytes), _) => receiver.store.put(&record.sha256, bytes.clone()).await?,
            (None, Some(picture)) => picture.object.clone(),
            (None, None) => return Err(Failure::Record("an inspected picture is not there".into()).into()),
        };
        let bytes = i64::try_from(record.bytes).unwrap_or(i64::MAX);
        let picture = StoredPicture { format: format.clone(), bytes, object, report: report.clone() };
        stored.insert(record.sha256.clone(), picture);
    }
    stored.retain(|sha256, _| reports.contains_key(sha256));
    Ok(stored)
}

fn receipt(receiver: &Receiver, application: &Application, at: String, manifest: &[u8]) -> Receipt {
    let kinds = receiver.policy.materials.iter().map(|material| &*material.kind);
    let documents = kinds.flat_map(|kind| application.files(kind).iter().map(move |file| (kind, file)));
    let all = application.photo.iter().map(|photo| (PHOTO, photo)).chain(documents);
    let files = all.map(|(part, file)| ReceiptFile {
        slot: part.into(),
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
    });
    Receipt {
        id: Uuid::new_v4().to_string(),
        received_at: at,
        policy: receiver.policy.id.clone(),
        files: files.collect(),
        manifest_sha256: sha256_hex(manifest),
    }
}

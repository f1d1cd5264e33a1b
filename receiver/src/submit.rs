//! One submission, start to end: replay -> the state it was made upon -> every picture again -> the application from the
//! server's own records -> gate -> pictures into the store -> one transaction.
//!
//! Pictures are written before the transaction that names them. So whatever is cut off when, either the transaction stands
//! and everything that it names is there, or nothing is named.

use std::collections::BTreeMap;

use bytes::Bytes;
use exam_preflight::report::{Report, Verdict, sha256_hex};
use exam_preflight::rules::application::{Application, PHOTO};
use exam_preflight::rules::gate::Measured;
use exam_preflight::rules::transition::{Event, apply};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::claim::{Claim, Named};
use crate::error::{Failure, Refusal};
use crate::inspect::Inspected;
use crate::rebuild::Rebuilt;
use crate::records::{self, Kept, Lost, Receipt, ReceiptFile, Record, Submission};
use crate::{Receiver, clock};

/// A submission as it arrived.
pub struct Arrived {
    /// Whose.
    pub candidate: String,
    /// Its key.
    pub key: String,
    /// The manifest's bytes.
    pub manifest: Bytes,
    /// What it claims.
    pub claim: Claim,
    /// The pictures that came with it, by their hash.
    pub files: BTreeMap<String, Bytes>,
}

/// How it ended.
pub enum Ended {
    /// Taken now: the answer.
    Taken(String),
    /// Taken before under this key: the same answer.
    Replayed(String),
    /// The checks fail; nothing is kept.
    Refused {
        /// The gate's report.
        report: Box<Report<Measured>>,
        /// The pictures' own, by hash.
        reports: BTreeMap<String, Value>,
    },
}

/// Takes a submission, or says why not.
pub async fn submit(receiver: &Receiver, arrived: Arrived) -> Result<Ended, Refusal> {
    let content_sha256 = arrived.claim.sha256();
    if let Some(answer) = replay(receiver, &arrived, &content_sha256).await? {
        return Ok(Ended::Replayed(answer));
    }
    match take(receiver, &arrived, &content_sha256).await {
        // Perhaps it was this very submission, on another line, that changed the state meanwhile.
        Err(refusal @ (Refusal::Locked(_) | Refusal::Conflict { .. })) => {
            let answer = replay(receiver, &arrived, &content_sha256).await?;
            answer.map(Ended::Replayed).ok_or(refusal)
        }
        ended => ended,
    }
}

/// Takes a submission that was not taken before.
async fn take(receiver: &Receiver, arrived: &Arrived, content_sha256: &str) -> Result<Ended, Refusal> {
    let Arrived { candidate, key, manifest, claim, files } = arrived;
    let record = records::read(&receiver.database, candidate).await?;
    let upon = record.as_ref().map_or(0, |record| record.revision);
    let stored = match &record {
        Some(record) => record.application.clone(),
        None => Application::new(&receiver.policy.id),
    };
    if stored.status.is_locked() {
        return Err(Refusal::Locked(stored.status));
    }
    if claim.revision != upon {
        return Err(Refusal::Conflict { revision: upon });
    }
    let kept = record.map_or_else(BTreeMap::new, |record: Record| record.files);

    let rebuilt = Rebuilt::begin(&receiver.policy, &stored, claim);
    let inspected = inspect(receiver, rebuilt.to_inspect(), claim, files, &kept).await?;
    let records = inspected.iter().map(|(place, inspected)| (place.clone(), inspected.record.clone())).collect();
    let (application, report) = rebuilt.finish(records);
    let mut reports: BTreeMap<String, Value> =
        kept.iter().map(|(sha, file)| (sha.clone(), file.report.clone())).collect();
    reports.extend(inspected.iter().map(|(_, inspected)| (inspected.record.sha256.clone(), inspected.report.clone())));
    reports.retain(|sha256, report| !report.is_null() && claim.files().any(|(_, file)| file.sha256 == *sha256));
    if report.verdict == Verdict::Blocked {
        return Ok(Ended::Refused { report: Box::new(report), reports });
    }

    let at = clock::now();
    // The gate was open a moment ago, on the same application.
    let submitted = apply(&receiver.policy, &application, Event::Submit { at: at.clone() })
        .map_err(|refusal| Failure::Record(format!("an open gate refused: {refusal:?}")))?
        .application;
    let files = store(receiver, files, kept, &inspected, &reports).await?;
    let receipt = receipt(receiver, &submitted, at, manifest);
    let answer = json!({
        "receipt": &receipt, "application": &submitted, "revision": upon + 1, "reports": &reports,
    });
    let answer = answer.to_string();
    let submission = Submission {
        candidate,
        upon,
        key,
        content_sha256,
        answer: &answer,
        application: &submitted,
        files: &files,
        receipt: &receipt,
    };
    match records::submit(&receiver.database, submission).await? {
        Ok(()) => {
            tracing::info!(receipt = receipt.id, pictures = files.len(), "submission taken");
            Ok(Ended::Taken(answer))
        }
        Err(Lost::KeyTaken) => match replay(receiver, arrived, content_sha256).await? {
            Some(answer) => Ok(Ended::Replayed(answer)),
            None => Err(Failure::Record("a taken key is not there".into()).into()),
        },
        Err(Lost::Stale) => {
            let now = records::read(&receiver.database, candidate).await?;
            Err(Refusal::Conflict { revision: now.map_or(0, |record| record.revision) })
        }
    }
}

/// The answer that was given to this key; refused where it was another content.
async fn replay(receiver: &Receiver, arrived: &Arrived, content_sha256: &str) -> Result<Option<String>, Refusal> {
    match records::taken(&receiver.database, &arrived.candidate, &arrived.key).await? {
        None => Ok(None),
        Some(taken) if taken.content_sha256 == content_sha256 => Ok(Some(taken.answer)),
        Some(_) => Err(Refusal::KeyReused),
    }
}

/// Looks at all pictures in question, those that are kept here already included.
async fn inspect(
    receiver: &Receiver,
    places: Vec<(String, Named)>,
    claim: &Claim,
    sent: &BTreeMap<String, Bytes>,
    kept: &BTreeMap<String, Kept>,
) -> Result<Vec<(String, Inspected)>, Refusal> {
    let mut bytes = sent.clone();
    let mut missing = Vec::new();
    for (_, Named { sha256, .. }) in claim.files() {
        if bytes.contains_key(sha256) {
            continue;
        }
        let is_wanted = places.iter().any(|(_, file)| file.sha256 == *sha256);
        let found = match kept.get(sha256) {
            // A closed part, or one that was not claimed to change: its record says enough.
            Some(_) if !is_wanted => continue,
            Some(kept) => receiver.store.get(&kept.object).await?,
            None => None,
        };
        match found {
            Some(found) => {
                bytes.insert(sha256.clone(), found);
            }
            None => missing.push(sha256.clone()),
        }
    }
    if !missing.is_empty() {
        missing.sort_unstable();
        missing.dedup();
        return Err(Refusal::FilesMissing(missing));
    }
    let work = places.into_iter().map(|(place, file)| {
        let bytes = bytes[&file.sha256].clone();
        async move {
            let inspected = receiver.inspector.inspect(&place, &file, bytes).await?;
            Ok::<_, Refusal>((place, inspected))
        }
    });
    futures_util::future::try_join_all(work).await
}

/// Puts what came into the store, and says where everything lies.
async fn store(
    receiver: &Receiver,
    sent: &BTreeMap<String, Bytes>,
    mut kept: BTreeMap<String, Kept>,
    inspected: &[(String, Inspected)],
    reports: &BTreeMap<String, Value>,
) -> Result<BTreeMap<String, Kept>, Refusal> {
    for (_, Inspected { record, format, report }) in inspected {
        let object = match (sent.get(&record.sha256), kept.get(&record.sha256)) {
            (Some(bytes), _) => receiver.store.put(&record.sha256, bytes.clone()).await?,
            (None, Some(kept)) => kept.object.clone(),
            (None, None) => return Err(Failure::Record("an inspected picture is gone".into()).into()),
        };
        let bytes = i64::try_from(record.bytes).unwrap_or(i64::MAX);
        kept.insert(record.sha256.clone(), Kept { format: format.clone(), bytes, object, report: report.clone() });
    }
    kept.retain(|sha256, _| reports.contains_key(sha256));
    Ok(kept)
}

fn receipt(receiver: &Receiver, application: &Application, at: String, manifest: &[u8]) -> Receipt {
    let kinds = receiver.policy.materials.iter().map(|material| &*material.kind);
    let papers = kinds.flat_map(|kind| application.files(kind).iter().map(move |file| (kind, file)));
    let all = application.photo.iter().map(|photo| (PHOTO, photo)).chain(papers);
    let files = all.map(|(slot, file)| ReceiptFile {
        slot: slot.into(),
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

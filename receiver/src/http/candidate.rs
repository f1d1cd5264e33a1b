//! Requests of a candidate.

use std::collections::BTreeMap;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use exam_preflight::report::Report;
use exam_preflight::rules::application::Application;
use exam_preflight::rules::gate::ApplicationMeasured;
use exam_preflight::{material, photo};
use headers::{ContentLength, ETag, HeaderMapExt};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::App;
use super::answer::{Answer, is_known, json, json_text, picture};
use super::auth::{self, Candidate};
use super::upload::{self, SubmissionBody, UploadTurn};
use crate::error::{Quantity, Refusal};
use crate::records::{self, Receipt};
use crate::submit::{SubmitOutcome, Upload, submit as submit_upload};

/// A candidate's own application.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnState {
    /// The stored application; null before the first submission.
    pub application: Option<Application>,
    /// Its revision; 0 before the first submission.
    pub revision: i64,
    /// SHA-256 of the stored pictures, which need not be sent again.
    pub files: Vec<String>,
    /// Receipt of the last submission.
    pub receipt: Option<Receipt>,
}

/// Report on one picture, as the crate wrote it.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "reports are stored as they were written; this is their schema")]
pub enum PictureReport {
    /// Report on the photo.
    Photo(Box<Report<photo::PhotoMeasured>>),
    /// Report on a document.
    Material(Box<Report<material::MaterialMeasured>>),
}

/// Answer to a submission that a check blocks.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionRefused {
    /// The gate's report.
    pub report: Box<Report<ApplicationMeasured>>,
    /// The pictures' own reports, by SHA-256.
    #[schemars(with = "BTreeMap<String, PictureReport>")]
    pub reports: BTreeMap<String, Value>,
}

/// Answer to an accepted submission.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "the answer is written once, in `submit`, and stored as text; this is its schema")]
pub struct SubmissionAccepted {
    /// The receipt.
    pub receipt: Receipt,
    /// The stored application.
    pub application: Application,
    /// Its new revision.
    pub revision: i64,
    /// The pictures' own reports, by SHA-256.
    #[schemars(with = "BTreeMap<String, PictureReport>")]
    pub reports: BTreeMap<String, Value>,
}

/// `GET /api/v1/application`
pub async fn application(State(app): State<App>, Candidate(candidate): Candidate, request: HeaderMap) -> Answer {
    let record = records::read(&app.receiver.database, &candidate.name).await?;
    let state = match record {
        None => OwnState { application: None, revision: 0, files: Vec::new(), receipt: None },
        Some(record) => OwnState {
            application: Some(record.application),
            revision: record.revision,
            files: record.files.into_keys().collect(),
            receipt: Some(record.receipt),
        },
    };
    // Weak: the answer may be compressed on its way.
    let etag: ETag = format!("W/\"{}\"", state.revision).parse().expect("digits in quotes are an ETag");
    let mut response =
        if is_known(&etag, &request) { StatusCode::NOT_MODIFIED.into_response() } else { json(StatusCode::OK, &state) };
    response.headers_mut().typed_insert(etag);
    Ok(response)
}

/// `POST /api/v1/submissions`
pub async fn submit(State(app): State<App>, Candidate(candidate): Candidate, request: Request) -> Answer {
    let key = idempotency_key(request.headers())?;
    let limit = app.limits.bytes;
    if request.headers().typed_get::<ContentLength>().is_some_and(|announced| announced.0 > limit) {
        return Err(Refusal::TooLarge { quantity: Quantity::BodyBytes, limit });
    }
    auth::count_submission(&app, &candidate.name)?;
    let turn = UploadTurn::take(&app, &candidate.name)?;
    let SubmissionBody { manifest, claim, files, memory } = upload::read(&app, request).await?;
    let outcome = submit_upload(&app.receiver, Upload { actor: candidate, key, manifest, claim, files }).await;
    drop((turn, memory));
    Ok(match outcome? {
        SubmitOutcome::Accepted(answer) => json_text(StatusCode::CREATED, answer),
        SubmitOutcome::Replayed(answer) => json_text(StatusCode::OK, answer),
        SubmitOutcome::Blocked { report, reports } => {
            json(StatusCode::UNPROCESSABLE_ENTITY, &SubmissionRefused { report, reports })
        }
    })
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, Refusal> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if (8..=64).contains(&key.len()) && key.chars().all(is_plain) {
        return Ok(key.to_owned());
    }
    Err(Refusal::Malformed("the header Idempotency-Key should have 8 to 64 of A-Z, a-z, 0-9, - and _".into()))
}

/// `GET /api/v1/files/{sha256}`
pub async fn file(
    State(app): State<App>,
    Candidate(candidate): Candidate,
    Path(sha256): Path<String>,
    request: HeaderMap,
) -> Answer {
    let sha256 = auth::sha256(sha256)?;
    let found = records::file(&app.receiver.database, &candidate.name, &sha256).await?;
    picture(&app, found, &sha256, &request).await
}

/// `GET /api/v1/receipts/{id}`
pub async fn receipt(State(app): State<App>, Candidate(candidate): Candidate, Path(id): Path<String>) -> Answer {
    let receipt = records::receipt(&app.receiver.database, &candidate.name, &auth::receipt_id(&id)?).await?;
    Ok(json(StatusCode::OK, &receipt.ok_or(Refusal::NotFound)?))
}

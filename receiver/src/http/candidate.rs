//! What a candidate may ask.

use std::collections::BTreeMap;

use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use exam_preflight::report::Report;
use exam_preflight::rules::application::Application;
use exam_preflight::rules::gate::Measured;
use exam_preflight::{material, photo};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::App;
use super::answer::{Answer, json, json_text, picture};
use super::auth::{self, Candidate};
use super::upload::{self, Turn, Uploaded};
use crate::error::Refusal;
use crate::records::{self, Receipt};
use crate::submit::{Arrived, Ended, submit as take};

/// A candidate's own state.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnState {
    /// As it stands here; null before the first submission.
    pub application: Option<Application>,
    /// Counts up with every change; 0 before the first submission.
    pub revision: i64,
    /// SHA-256 of the pictures that are kept here and need not be sent again.
    pub files: Vec<String>,
    /// Of the last submission.
    pub receipt: Option<Receipt>,
}

/// A picture's report, as the crate wrote it.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "reports are kept as they were written; this is their schema")]
pub enum PictureReport {
    /// Of the photo.
    Photo(Box<Report<photo::PhotoMeasured>>),
    /// Of a paper.
    Material(Box<Report<material::MaterialMeasured>>),
}

/// The answer where a check fails.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SubmissionRefused")]
pub struct Refused {
    /// The gate's report.
    pub report: Box<Report<Measured>>,
    /// The pictures' own reports, by SHA-256.
    #[schemars(with = "BTreeMap<String, PictureReport>")]
    pub reports: BTreeMap<String, Value>,
}

/// The answer to a submission that was taken.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SubmissionTaken")]
#[allow(dead_code, reason = "the answer is written once, in `submit`, and kept as text; this is its schema")]
pub struct Taken {
    /// What arrived, and when.
    pub receipt: Receipt,
    /// As it stands now.
    pub application: Application,
    /// The new revision.
    pub revision: i64,
    /// The pictures' own reports, by SHA-256.
    #[schemars(with = "BTreeMap<String, PictureReport>")]
    pub reports: BTreeMap<String, Value>,
}

/// `GET /api/v1/application`
pub async fn application(State(app): State<App>, Candidate(id): Candidate, asked: HeaderMap) -> Answer {
    let record = records::read(&app.receiver.database, &id).await?;
    let state = match record {
        None => OwnState { application: None, revision: 0, files: Vec::new(), receipt: None },
        Some(record) => OwnState {
            application: Some(record.application),
            revision: record.revision,
            files: record.files.into_keys().collect(),
            receipt: Some(record.receipt),
        },
    };
    let mark = format!("\"{}\"", state.revision);
    let mut response = if asked.get(header::IF_NONE_MATCH).is_some_and(|known| *known == mark) {
        axum::response::IntoResponse::into_response(StatusCode::NOT_MODIFIED)
    } else {
        json(StatusCode::OK, &state)
    };
    response.headers_mut().insert(header::ETAG, HeaderValue::from_str(&mark).expect("digits in quotes"));
    Ok(response)
}

/// `POST /api/v1/submissions`
pub async fn submit(State(app): State<App>, Candidate(candidate): Candidate, request: Request) -> Answer {
    let key = idempotency_key(request.headers())?;
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    let limit = app.limits.bytes;
    if announced.is_some_and(|bytes| bytes > limit) {
        return Err(Refusal::TooLarge { what: "bytes of body", limit });
    }
    auth::count_submission(&app, &candidate)?;
    let turn = Turn::take(&app, &candidate)?;
    let mut request = request;
    DefaultBodyLimit::apply(DefaultBodyLimit::max(usize::try_from(limit).unwrap_or(usize::MAX)), &mut request);
    let body = Multipart::from_request(request, &app).await;
    let body = body.map_err(|_| Refusal::Malformed("the body should be multipart/form-data with a boundary".into()))?;
    let uploaded = upload::read(&app, body).await.map_err(|refusal| match refusal {
        Refusal::TooLarge { what, limit: 0 } => Refusal::TooLarge { what, limit },
        other => other,
    })?;
    let Uploaded { manifest, claim, files, memory } = uploaded;
    let ended = take(&app.receiver, Arrived { candidate, key, manifest, claim, files }).await;
    drop((turn, memory));
    Ok(match ended? {
        Ended::Taken(answer) => json_text(StatusCode::CREATED, answer),
        Ended::Replayed(answer) => json_text(StatusCode::OK, answer),
        Ended::Refused { report, reports } => json(StatusCode::UNPROCESSABLE_ENTITY, &Refused { report, reports }),
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
    Candidate(id): Candidate,
    Path(sha256): Path<String>,
    asked: HeaderMap,
) -> Answer {
    let sha256 = auth::sha256(sha256)?;
    let kept = records::file(&app.receiver.database, &id, &sha256).await?;
    picture(&app, kept, &sha256, &asked).await
}

/// `GET /api/v1/receipts/{id}`
pub async fn receipt(State(app): State<App>, Candidate(candidate): Candidate, Path(id): Path<String>) -> Answer {
    let receipt = records::receipt(&app.receiver.database, &candidate, &auth::receipt(&id)?).await?;
    Ok(json(StatusCode::OK, &receipt.ok_or(Refusal::NotFound)?))
}

//! Requests of a reviewer.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use exam_preflight::report::Report;
use exam_preflight::rules::application::{Application, Feedback, Status};
use exam_preflight::rules::gate::ApplicationMeasured;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::timeout;

use super::App;
use super::answer::{Answer, json, picture};
use super::auth::{self, Reviewer};
use super::candidate::PictureReport;
use crate::audit::{self, Action, Actor, Entry};
use crate::error::{Quantity, Refusal};
use crate::records::{self, ApplicationSummary, Receipt};
use crate::review::{self, Decision};

/// Largest body of a decision: a reviewer's words on every part of an application.
const MAX_DECISION_BYTES: usize = 512 << 10;

/// The reviewers' list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewList {
    /// The applications; the one that has waited longest is first.
    pub applications: Vec<ApplicationSummary>,
}

/// An application as a reviewer reads it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewApplication {
    /// The stored application.
    pub application: Application,
    /// Its revision, which a decision has to name.
    pub revision: i64,
    /// SHA-256 of its pictures.
    pub files: Vec<String>,
    /// Receipt of the last submission.
    pub receipt: Receipt,
    /// The gate's report on the stored application.
    pub report: Report<ApplicationMeasured>,
    /// The pictures' own reports, by SHA-256.
    #[schemars(with = "BTreeMap<String, PictureReport>")]
    pub reports: BTreeMap<String, Value>,
}

/// Answer to a decision.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewDecision {
    /// The stored application.
    pub application: Application,
    /// Its new revision.
    pub revision: i64,
}

/// Body of a return.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnRequest {
    /// Revision that the reviewer saw.
    pub revision: i64,
    /// The requests, for at least one part.
    #[schemars(length(min = 1))]
    pub feedback: Vec<PartRequest>,
}

/// A request on one part.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartRequest {
    /// The part: `photo`, `profile` or a kind.
    pub part: String,
    /// The reviewer's words.
    #[schemars(length(min = 1, max = 4000))]
    pub text: String,
}

/// Body of an approval.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApproveRequest {
    /// Revision that the reviewer saw.
    pub revision: i64,
}

/// Query of the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    status: Option<Status>,
}

/// `GET /api/v1/review/applications`
pub async fn list(
    State(app): State<App>,
    Reviewer(reviewer): Reviewer,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Answer {
    let unknown = |_| Refusal::Malformed("the query takes a status of an application, and nothing else".into());
    let Query(ListQuery { status }) = query.map_err(unknown)?;
    let applications = records::list(&app.receiver.database, status).await?;
    let detail = status.map_or("", Status::as_str);
    let entry = Entry { actor: &reviewer, action: Action::Listed, candidate: "", revision: 0, detail };
    audit::record(&app.receiver.database, entry).await?;
    Ok(json(StatusCode::OK, &ReviewList { applications }))
}

/// `GET /api/v1/review/applications/{candidate}`
pub async fn application(
    State(app): State<App>,
    Reviewer(reviewer): Reviewer,
    Path(candidate): Path<String>,
) -> Answer {
    let (record, report) = review::read(&app.receiver, &reviewer, &auth::candidate_id(candidate)?).await?;
    let reports = record.files.iter().map(|(sha256, file)| (sha256.clone(), file.report.clone())).collect();
    let answer = ReviewApplication {
        application: record.application,
        revision: record.revision,
        files: record.files.into_keys().collect(),
        receipt: record.receipt,
        report,
        reports,
    };
    Ok(json(StatusCode::OK, &answer))
}

/// `GET /api/v1/review/applications/{candidate}/files/{sha256}`
pub async fn file(
    State(app): State<App>,
    Reviewer(reviewer): Reviewer,
    Path((candidate, sha256)): Path<(String, String)>,
    request: HeaderMap,
) -> Answer {
    let (candidate, sha256) = (auth::candidate_id(candidate)?, auth::sha256(sha256)?);
    let found = records::file(&app.receiver.database, &candidate, &sha256).await?;
    if found.is_some() {
        let action = Action::PictureRead;
        let entry = Entry { actor: &reviewer, action, candidate: &candidate, revision: 0, detail: &sha256 };
        audit::record(&app.receiver.database, entry).await?;
    }
    picture(&app, found, &sha256, &request).await
}

/// `POST /api/v1/review/applications/{candidate}/return`
pub async fn send_back(
    State(app): State<App>,
    Reviewer(reviewer): Reviewer,
    Path(candidate): Path<String>,
    body: Body,
) -> Answer {
    let candidate = auth::candidate_id(candidate)?;
    let ReturnRequest { revision, feedback } = read_json(&app, body).await?;
    let feedback = feedback.into_iter().map(|PartRequest { part, text }| Feedback { target: part, text }).collect();
    decide(&app, &reviewer, &candidate, revision, Decision::Return(feedback)).await
}

/// `POST /api/v1/review/applications/{candidate}/approve`
pub async fn approve(
    State(app): State<App>,
    Reviewer(reviewer): Reviewer,
    Path(candidate): Path<String>,
    body: Body,
) -> Answer {
    let candidate = auth::candidate_id(candidate)?;
    let ApproveRequest { revision } = read_json(&app, body).await?;
    decide(&app, &reviewer, &candidate, revision, Decision::Approve).await
}

async fn decide(app: &App, reviewer: &Actor, candidate: &str, base_revision: i64, decision: Decision) -> Answer {
    let (application, revision) = review::decide(&app.receiver, reviewer, candidate, base_revision, decision).await?;
    Ok(json(StatusCode::OK, &ReviewDecision { application, revision }))
}

/// Reads a small JSON body.
async fn read_json<T: DeserializeOwned>(app: &App, body: Body) -> Result<T, Refusal> {
    let read = timeout(app.receiver.settings.idle_timeout, Limited::new(body, MAX_DECISION_BYTES).collect());
    let bytes = match read.await.map_err(|_| Refusal::TooSlow)? {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(Refusal::TooLarge { quantity: Quantity::BodyBytes, limit: MAX_DECISION_BYTES as u64 });
        }
        Err(_) => return Err(Refusal::Malformed("the body ended early".into())),
    };
    serde_json::from_slice(&bytes).map_err(|e| Refusal::Malformed(format!("the body cannot be read: {e}")))
}

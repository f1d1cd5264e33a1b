//! What a reviewer may ask.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use exam_preflight::report::Report;
use exam_preflight::rules::application::{Application, Feedback, Status};
use exam_preflight::rules::gate::Measured;
use http_body_util::{BodyExt, Limited};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::timeout;

use super::App;
use super::answer::{Answer, json, picture};
use super::auth::{self, Reviewer};
use super::candidate::PictureReport;
use crate::error::Refusal;
use crate::records::{self, Line, Receipt};
use crate::review::{Step, look, step};

/// The words of a reviewer on every part of an application.
const MAX_STEP_BYTES: usize = 512 << 10;

/// The list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ReviewList")]
pub struct List {
    /// The longest waiting first.
    pub applications: Vec<Line>,
}

/// An application as a reviewer sees it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ReviewApplication")]
pub struct Looked {
    /// As it stands.
    pub application: Application,
    /// Its revision, to be named with a step.
    pub revision: i64,
    /// SHA-256 of its pictures.
    pub files: Vec<String>,
    /// Of the last submission.
    pub receipt: Receipt,
    /// What the gate would say of it if it were open: warnings for people to judge.
    pub report: Report<Measured>,
    /// The pictures' own reports, by SHA-256.
    #[schemars(with = "BTreeMap<String, PictureReport>")]
    pub reports: BTreeMap<String, Value>,
}

/// An application after a step.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ReviewStepped")]
pub struct Stepped {
    /// As it stands now.
    pub application: Application,
    /// The new revision.
    pub revision: i64,
}

/// What a return asks.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnStep {
    /// The revision that was looked at.
    pub revision: i64,
    /// At least one part.
    #[schemars(length(min = 1))]
    pub feedback: Vec<Asked>,
}

/// What is asked of one part.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    /// `photo`, `profile` or a kind.
    pub part: String,
    /// The reviewer's words.
    #[schemars(length(min = 1, max = 4000))]
    pub text: String,
}

/// What an approval asks.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApproveStep {
    /// The revision that was looked at.
    pub revision: i64,
}

/// The list's question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    status: Option<Status>,
}

/// `GET /api/v1/review/applications`
pub async fn list(
    State(app): State<App>,
    _: Reviewer,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Answer {
    let unknown = |_| Refusal::Malformed("the query takes a status of an application, and nothing else".into());
    let Query(Which { status }) = which.map_err(unknown)?;
    let applications = records::list(&app.receiver.database, status).await?;
    Ok(json(StatusCode::OK, &List { applications }))
}

/// `GET /api/v1/review/applications/{candidate}`
pub async fn application(State(app): State<App>, _: Reviewer, Path(candidate): Path<String>) -> Answer {
    let (record, report) = look(&app.receiver, &auth::id(candidate)?).await?;
    let reports = record.files.iter().map(|(sha256, file)| (sha256.clone(), file.report.clone())).collect();
    let looked = Looked {
        application: record.application,
        revision: record.revision,
        files: record.files.into_keys().collect(),
        receipt: record.receipt,
        report,
        reports,
    };
    Ok(json(StatusCode::OK, &looked))
}

/// `GET /api/v1/review/applications/{candidate}/files/{sha256}`
pub async fn file(
    State(app): State<App>,
    _: Reviewer,
    Path((candidate, sha256)): Path<(String, String)>,
    asked: HeaderMap,
) -> Answer {
    let (candidate, sha256) = (auth::id(candidate)?, auth::sha256(sha256)?);
    let kept = records::file(&app.receiver.database, &candidate, &sha256).await?;
    picture(&app, kept, &sha256, &asked).await
}

/// `POST /api/v1/review/applications/{candidate}/return`
pub async fn send_back(State(app): State<App>, _: Reviewer, Path(candidate): Path<String>, body: Body) -> Answer {
    let candidate = auth::id(candidate)?;
    let ReturnStep { revision, feedback } = asked(&app, body).await?;
    let feedback = feedback.into_iter().map(|Asked { part, text }| Feedback { target: part, text }).collect();
    stepped(&app, &candidate, revision, Step::Return(feedback)).await
}

/// `POST /api/v1/review/applications/{candidate}/approve`
pub async fn approve(State(app): State<App>, _: Reviewer, Path(candidate): Path<String>, body: Body) -> Answer {
    let candidate = auth::id(candidate)?;
    let ApproveStep { revision } = asked(&app, body).await?;
    stepped(&app, &candidate, revision, Step::Approve).await
}

async fn stepped(app: &App, candidate: &str, revision: i64, which: Step) -> Answer {
    let (application, revision) = step(&app.receiver, candidate, revision, which).await?;
    Ok(json(StatusCode::OK, &Stepped { application, revision }))
}

/// A small JSON body.
async fn asked<T: DeserializeOwned>(app: &App, body: Body) -> Result<T, Refusal> {
    let read = timeout(app.receiver.settings.idle_timeout, Limited::new(body, MAX_STEP_BYTES).collect());
    let bytes = match read.await.map_err(|_| Refusal::TooSlow)? {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            return Err(Refusal::TooLarge { what: "bytes of body", limit: MAX_STEP_BYTES as u64 });
        }
        Err(_) => return Err(Refusal::Malformed("the body ended early".into())),
    };
    serde_json::from_slice(&bytes).map_err(|e| Refusal::Malformed(format!("the body cannot be read: {e}")))
}

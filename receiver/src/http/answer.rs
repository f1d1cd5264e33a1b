//! Writes answers: JSON, pictures, refusals, health.

use std::any::Any;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use headers::{Connection, ETag, HeaderMapExt, IfNoneMatch, RetryAfter};
use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use crate::error::{Failure, Refusal};
use crate::records::StoredPicture;

/// Result of a handler.
pub type Answer = Result<Response, Refusal>;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        refused(&self)
    }
}

/// Writes a refusal as JSON. Trouble of the receiver itself goes to its log only.
pub fn refused(refusal: &Refusal) -> Response {
    if let Refusal::Internal(failure) = refusal {
        tracing::error!(%failure, "a request failed");
    }
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, &refusal.body());
    let headers = response.headers_mut();
    match refusal {
        Refusal::Unauthorized => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Refusal::RateLimited { retry_after_s } => {
            headers.typed_insert(RetryAfter::delay(Duration::from_secs(*retry_after_s)));
        }
        // The rest of the body is not awaited.
        Refusal::TooLarge { .. } | Refusal::TooSlow => headers.typed_insert(Connection::close()),
        _ => {}
    }
    response
}

/// Writes a value as JSON.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value).expect("answers have only text keys");
    json_text(status, text)
}

/// Writes JSON that is serialised already.
pub fn json_text(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
}

/// Returns `true` if the client has the version of this ETag already.
pub fn is_known(etag: &ETag, request: &HeaderMap) -> bool {
    request.typed_get::<IfNoneMatch>().is_some_and(|known| !known.precondition_passes(etag))
}

/// Writes a picture, with its hash as ETag; 304 if the client has it already.
pub async fn picture(app: &App, picture: Option<StoredPicture>, sha256: &str, request: &HeaderMap) -> Answer {
    let picture = picture.ok_or(Refusal::NotFound)?;
    let etag: ETag = format!("\"{sha256}\"").parse().expect("a hash in quotes is an ETag");
    let (kind, extension) = if picture.format == "png" { ("image/png", "png") } else { ("image/jpeg", "jpg") };
    let name = format!("attachment; filename=\"{}.{extension}\"", &sha256[..16]);
    let mut response = if is_known(&etag, request) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = app.receiver.store.get(&picture.object).await?;
        let bytes = bytes.ok_or_else(|| Failure::Record("a picture that is named is not in the store".into()))?;
        ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response()
    };
    response.headers_mut().typed_insert(etag);
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, name.parse().expect("hexadecimal digits in a file name"));
    Ok(response)
}

/// State of what a receiver depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It answers.
    Ok,
    /// It does not answer.
    Away,
}

/// State of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Checks {
    /// They finish.
    Ok,
    /// One has been running for too long.
    Stuck,
}

/// Body of `/healthz`.
#[derive(Serialize, JsonSchema)]
pub struct Health {
    /// State of the database.
    pub database: Part,
    /// State of the store.
    pub store: Part,
    /// State of the checks.
    pub checks: Checks,
}

/// `GET /healthz`: 200 if the receiver can take submissions.
pub async fn health(State(app): State<App>) -> Response {
    let part = |is_ok: bool| if is_ok { Part::Ok } else { Part::Away };
    let oldest = app.receiver.inspector.oldest_check();
    let is_stuck = oldest.is_some_and(|age| age > app.receiver.settings.check_patience);
    let health = Health {
        database: part(app.receiver.database.ping().await.is_ok()),
        store: part(app.receiver.store.ping().await.is_ok()),
        checks: if is_stuck { Checks::Stuck } else { Checks::Ok },
    };
    let is_ready = health.database == Part::Ok && health.store == Part::Ok && health.checks == Checks::Ok;
    json(if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, &health)
}

/// Answers for a handler that panicked, which is a bug. The client reads `internal`, and nothing of the panic.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    refused(&Failure::Record("a handler panicked".into()).into())
}

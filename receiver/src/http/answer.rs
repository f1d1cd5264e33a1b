//! How answers are written: JSON, pictures, refusals.

use std::any::Any;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use super::App;
use crate::error::{Failure, Refusal};
use crate::records::Kept;

/// What handlers give.
pub type Answer = Result<Response, Refusal>;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        refused(&self)
    }
}

/// A refusal as JSON. The receiver's own trouble goes to its log, and no further.
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
            headers.insert(header::RETRY_AFTER, (*retry_after_s).into());
        }
        // What is left of the body is not waited for.
        Refusal::TooLarge { .. } | Refusal::TooSlow => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

/// Any value as JSON.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value).expect("answers have only text keys");
    json_text(status, text)
}

/// JSON that is already written.
pub fn json_text(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
}

/// A picture, under its hash as its mark; 304 where the client has it.
pub async fn picture(app: &App, kept: Option<Kept>, sha256: &str, asked: &HeaderMap) -> Answer {
    let kept = kept.ok_or(Refusal::NotFound)?;
    let mark = format!("\"{sha256}\"");
    let (kind, extension) = if kept.format == "png" { ("image/png", "png") } else { ("image/jpeg", "jpg") };
    let name = format!("attachment; filename=\"{}.{extension}\"", &sha256[..16]);
    let headers = [(header::ETAG, mark.clone()), (header::CONTENT_DISPOSITION, name)];
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| *known == mark) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let bytes = app.receiver.store.get(&kept.object).await?;
    let bytes = bytes.ok_or_else(|| Failure::Record("a picture that is named is not in the store".into()))?;
    Ok((headers, [(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response())
}

/// Whether database and store answer.
pub async fn health(State(app): State<App>) -> Response {
    let database = app.receiver.database.ping().await;
    let store = app.receiver.store.ping().await;
    let status = if database.is_ok() && store.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |ok: bool| if ok { "ok" } else { "away" };
    json(status, &json!({ "database": word(database.is_ok()), "store": word(store.is_ok()) }))
}

/// A handler that panicked: a bug. The client is told no more than that.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    refused(&Failure::Record("a handler panicked".into()).into())
}

impl From<object_store::Error> for Refusal {
    fn from(error: object_store::Error) -> Self {
        Refusal::Internal(error.into())
    }
}

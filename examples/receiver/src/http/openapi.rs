//! The OpenAPI document of the interface.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::answer;

/// The document.
pub fn document() -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "exam-preflight receiver", "version": "1" }, "paths": {} })
}

/// `GET /api/v1/openapi.json`
pub async fn get() -> Response {
    answer::json(StatusCode::OK, &document())
}

//! The built page, from a folder, and the reviewers' page, from inside the binary.

use std::path::Path;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

use super::{App, answer};
use crate::error::Refusal;

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const ICON: &str = "image/svg+xml";
const JSON: &str = "application/json; charset=utf-8";

/// The reviewers' page: address, type, content. The words for findings are the crate's own.
const REVIEW: [(&str, &str, &str); 6] = [
    ("/review/", HTML, include_str!("../../review/index.html")),
    ("/review/review.js", SCRIPT, include_str!("../../review/review.js")),
    ("/review/review.css", STYLE, include_str!("../../review/review.css")),
    ("/review/icon.svg", ICON, include_str!("../../../www/public/icon.svg")),
    ("/review/messages/zh-CN.json", JSON, include_str!("../../../messages/zh-CN.json")),
    ("/review/messages/en.json", JSON, include_str!("../../../messages/en.json")),
];

/// Everything that is not the interface.
pub fn routes(page: Option<&Path>) -> Router<App> {
    let mut router = Router::new()
        .route("/review", get(async || axum::response::Redirect::permanent("/review/")))
        .route("/review/policy.json", get(policy));
    for (address, kind, content) in REVIEW {
        router = router.route(address, get(async move || ([(header::CONTENT_TYPE, kind)], content)));
    }
    match page {
        // It leaves no way out of the folder, and compares nothing but files that are there.
        Some(folder) => {
            let missing = get(async || answer::refused(&Refusal::NotFound));
            router.fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip().fallback(missing))
        }
        None => router.fallback(async || answer::refused(&Refusal::NotFound)),
    }
}

/// What the office asks, for the titles of facts and kinds.
async fn policy(axum::extract::State(app): axum::extract::State<App>) -> Response {
    let mut response = answer::json(axum::http::StatusCode::OK, &*app.receiver.policy);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(JSON));
    response.into_response()
}

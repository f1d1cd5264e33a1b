//! Serves the built page from its folder, and the reviewers' page from inside the binary.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

use super::{App, answer, compression};
use crate::error::Refusal;

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const ICON: &str = "image/svg+xml";
const JSON: &str = "application/json; charset=utf-8";

/// The reviewers' page: address, type, content. The words for findings are the crate's own.
const REVIEW: [(&str, &str, &str); 8] = [
    ("/review/", HTML, include_str!("../../review/index.html")),
    ("/review/review.js", SCRIPT, include_str!("../../review/review.js")),
    ("/review/review.css", STYLE, include_str!("../../review/review.css")),
    ("/review/describe.js", SCRIPT, include_str!("../../../npm/src/describe.js")),
    ("/review/colours.css", STYLE, include_str!("../../../npm/elements/colours.css")),
    ("/review/icon.svg", ICON, include_str!("../../../www/public/icon.svg")),
    ("/review/messages/zh-CN.json", JSON, include_str!("../../../messages/zh-CN.json")),
    ("/review/messages/en.json", JSON, include_str!("../../../messages/en.json")),
];

/// Longest address of a file of the page. File systems refuse names above 255 bytes, `.br` and `.gz` included, which would
/// be answered as a failure of the receiver.
const MAX_PATH_BYTES: usize = 240;

/// Routes of everything that is not the interface.
pub fn routes(page: Option<&Path>) -> Router<App> {
    let mut review = Router::new()
        .route("/review", get(async || Redirect::permanent("/review/")))
        .route("/review/policy.json", get(policy));
    for (address, kind, content) in REVIEW {
        review = review.route(address, get(async move || ([(header::CONTENT_TYPE, kind)], content)));
    }
    let review = review.layer(compression());
    match page {
        Some(folder) => review.merge(built_page(folder)),
        None => review.fallback(async || answer::refused(&Refusal::NotFound)),
    }
}

/// Serves the files of a folder and nothing outside it. The build puts a variant with Brotli and one with gzip beside each
/// file (`scripts/compress.mjs`); the client's `Accept-Encoding` chooses.
fn built_page(folder: &Path) -> Router<App> {
    let missing = get(async || answer::refused(&Refusal::NotFound));
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip().fallback(missing);
    Router::new().fallback_service(files).layer(middleware::from_fn(whole_files))
}

/// Serves whole files only: a range of a compressed variant would be of no use to a client that asks for a range of the
/// file. Adds `Vary` to 304, which `ServeDir` leaves out.
async fn whole_files(mut request: Request, next: Next) -> Response {
    if request.uri().path().len() > MAX_PATH_BYTES {
        return answer::refused(&Refusal::NotFound);
    }
    for name in [header::RANGE, header::IF_RANGE] {
        request.headers_mut().remove(name);
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.remove(header::ACCEPT_RANGES);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// The policy, for the titles of facts and kinds.
async fn policy(State(app): State<App>) -> Response {
    answer::json(StatusCode::OK, &*app.receiver.policy).into_response()
}

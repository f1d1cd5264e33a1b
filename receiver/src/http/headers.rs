//! What every answer carries, and the one line that is logged of each request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;

/// The policy that the page is built for; `scripts/server.mjs` has the same, and a test compares them.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    // The camera takes the pictures; nothing else of the machine is asked for.
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    ),
];

/// Two years, as browsers' lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Adds the headers, and logs method, route, status and time: no address, no token, no name.
pub async fn on_every_answer(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path();
    let is_api = path.starts_with("/api/") || path == "/healthz";
    let is_hashed = path.starts_with("/assets/");
    let route = request.extensions().get::<MatchedPath>().map_or("page".to_owned(), |route| route.as_str().to_owned());

    let mut response = next.run(request).await;
    let status = response.status();
    let headers = response.headers_mut();
    for (name, value) in &ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.receiver.settings.behind_tls_proxy {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    let cache = match () {
        () if is_api => "no-store",
        // The build puts a hash of the content into these names.
        () if is_hashed && status.is_success() => "public, max-age=31536000, immutable",
        () => "no-cache",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status = status.as_u16(), ms, "request");
    response
}

//! Headers of every answer, and the log line of every request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::on_early_drop::OnEarlyDropGuard;
use tower_http::set_header::response::SetMultipleResponseHeadersLayer;

use crate::settings::Settings;

/// Content-Security-Policy of the page. `scripts/server.mjs` sends the same one; a test compares them.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SECURITY_HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    // The camera takes the pictures; the page needs no other device.
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    ),
];

/// Two years, as the preload lists of browsers require.
const HSTS: (HeaderName, &str) = (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");

/// Sets the security headers of every answer.
pub fn security(settings: &Settings) -> SetMultipleResponseHeadersLayer<Response> {
    let hsts = settings.behind_tls_proxy.then_some(HSTS);
    let all = SECURITY_HEADERS.into_iter().chain(hsts);
    SetMultipleResponseHeadersLayer::overriding(
        all.map(|(name, value)| (name, HeaderValue::from_static(value)).into()).collect(),
    )
}

/// Sets Cache-Control by the address.
pub async fn cache_control(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_interface = path.starts_with("/api/") || path == "/healthz";
    let is_hashed = path.starts_with("/assets/");
    let mut response = next.run(request).await;
    let is_found = response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED;
    let cache = match () {
        () if is_interface => "no-store",
        // The build puts a hash of the content into these names.
        () if is_hashed && is_found => "public, max-age=31536000, immutable",
        () => "no-cache",
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// Logs method, route, status and time of every request, and also of a request whose client went away before the answer.
/// The log has no address, no token and no name.
pub async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("page".to_owned(), |route| route.as_str().to_owned());
    let elapsed_ms = move || u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut dropped = OnEarlyDropGuard::new({
        let (method, route) = (method.clone(), route.clone());
        move || tracing::warn!(%method, route, ms = elapsed_ms(), "dropped: the client went away before its answer")
    });
    let response = next.run(request).await;
    dropped.completed();
    tracing::info!(%method, route, status = response.status().as_u16(), ms = elapsed_ms(), "request");
    response
}

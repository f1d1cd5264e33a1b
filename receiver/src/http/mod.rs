//! The interface over HTTP: its addresses, and what every answer carries. `docs/receiver.md` describes it for people,
//! `docs/receiver.openapi.json` for programs.

mod answer;
mod auth;
mod candidate;
mod gate;
mod layers;
mod openapi;
mod page;
mod rate;
mod reviewer;
mod serve;
mod stream;
mod unread;
mod upload;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use rate::Rates;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::Receiver;
use crate::error::Refusal;
use crate::settings::BodyLimits;
use crate::tokens::Holder;

pub use layers::CONTENT_SECURITY_POLICY;
pub use openapi::document;
pub use serve::{Peer, serve};

/// Shortest answer that is compressed: a shorter one fits into one packet anyway.
const MIN_COMPRESSED_BYTES: u64 = 1400;

/// State that the handlers share.
#[derive(Clone)]
pub struct App {
    receiver: Receiver,
    limits: BodyLimits,
    /// Rates of the holders of tokens: more tokens are not more requests.
    holders: Arc<Rates<Holder>>,
    /// Rates of networks; `None` stands for all connections without an address.
    networks: Arc<Rates<Option<IpAddr>>>,
    upload_memory: Arc<upload::Memory>,
    uploads: Arc<upload::ActiveUploads>,
}

/// Makes the router of a receiver.
pub fn router(receiver: Receiver) -> Router {
    let settings = receiver.settings.clone();
    let app = App {
        limits: BodyLimits::of(&receiver.policy),
        holders: Arc::new(Rates::new(settings.rate_per_token)),
        networks: Arc::new(Rates::new(settings.rate_per_address)),
        upload_memory: Arc::new(upload::Memory::new(&settings)),
        uploads: Arc::default(),
        receiver,
    };
    Router::new()
        .nest("/api/v1", interface(&app))
        .route("/api", get(async || answer::refused(&Refusal::NotFound)))
        .route("/api/{*rest}", get(async || answer::refused(&Refusal::NotFound)))
        .route("/healthz", get(answer::health))
        .merge(page::routes(settings.page.as_deref()))
        .layer(CatchPanicLayer::custom(answer::panicked))
        .layer(layers::security(&settings))
        .layer(middleware::from_fn(layers::cache_control))
        .layer(middleware::from_fn(layers::log))
        .with_state(app)
}

/// Routes under `/api/v1`; `openapi.rs` describes the same ones.
fn interface(app: &App) -> Router<App> {
    Router::new()
        .route("/openapi.json", get(openapi::get))
        .route("/application", get(candidate::application))
        .route("/submissions", post(candidate::submit))
        .route("/files/{sha256}", get(candidate::file))
        .route("/receipts/{id}", get(candidate::receipt))
        .route("/review/applications", get(reviewer::list))
        .route("/review/applications/{candidate}", get(reviewer::application))
        .route("/review/applications/{candidate}/files/{sha256}", get(reviewer::file))
        .route("/review/applications/{candidate}/return", post(reviewer::send_back))
        .route("/review/applications/{candidate}/approve", post(reviewer::approve))
        .fallback(async || answer::refused(&Refusal::NotFound))
        .method_not_allowed_fallback(async || answer::refused(&Refusal::Method))
        .layer(compression())
        .layer(middleware::from_fn_with_state(app.clone(), rate::per_address))
}

/// Compresses answers with gzip, but no pictures: they are compressed already.
///
/// The attack BREACH needs a third page that makes the browser send authorised requests with chosen content. Here the token
/// is a header that only this page can set, no answer repeats a token, and every other origin is refused; so nobody can
/// learn from the length of an answer. The built page, which has no secrets, is compressed by the build.
fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().compress_when(SizeAbove::new(MIN_COMPRESSED_BYTES).and(NotForContentType::IMAGES))
}

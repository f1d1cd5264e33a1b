//! The interface: addresses, and what every answer carries. `docs/receiver.md` and `docs/receiver.openapi.json` say the
//! same for people and for machines.

mod answer;
mod auth;
mod candidate;
mod headers;
mod openapi;
mod page;
mod rate;
mod reviewer;
mod serve;
mod upload;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use rate::Buckets;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

use crate::Receiver;
use crate::error::Refusal;
use crate::settings::BodyLimits;

pub use headers::CONTENT_SECURITY_POLICY;
pub use openapi::document;
pub use serve::{Peer, serve};

/// What the handlers share.
#[derive(Clone)]
pub struct App {
    receiver: Receiver,
    limits: BodyLimits,
    tokens: Arc<Buckets>,
    addresses: Arc<Buckets>,
    /// A permit a KiB of uploads in memory.
    upload_memory: Arc<Semaphore>,
    /// Candidates whose upload is under way: one each.
    uploading: Arc<upload::Uploading>,
}

/// The router of a receiver.
pub fn router(receiver: Receiver) -> Router {
    let settings = receiver.settings.clone();
    let memory_kib = usize::try_from(settings.upload_memory_bytes / 1024).unwrap_or(usize::MAX);
    let app = App {
        limits: BodyLimits::of(&receiver.policy),
        tokens: Arc::new(Buckets::new(settings.rate_per_token)),
        addresses: Arc::new(Buckets::new(settings.rate_per_address)),
        upload_memory: Arc::new(Semaphore::new(memory_kib.min(Semaphore::MAX_PERMITS))),
        uploading: Arc::default(),
        receiver,
    };
    let api = Router::new()
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
        .layer(middleware::from_fn_with_state(app.clone(), rate::per_address));
    let page = page::routes(settings.page.as_deref());
    Router::new()
        .nest("/api/v1", api)
        .route("/api", get(async || answer::refused(&Refusal::NotFound)))
        .route("/api/{*rest}", get(async || answer::refused(&Refusal::NotFound)))
        .route("/healthz", get(answer::health))
        .merge(page)
        .layer(CatchPanicLayer::custom(answer::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), headers::on_every_answer))
        .with_state(app)
}

//! The reference receiver: takes a submission, checks everything again with the same crate as the page, and keeps it
//! whole or not at all.
//!
//! A submission goes down this list: `http` (limits, token, parts) -> `claim` (what is taken from the candidate) ->
//! `inspect` (every picture again) -> `rebuild` (the application from the server's own records) -> `submit` (pictures
//! first, then one transaction) -> answer.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod claim;
pub mod clock;
pub mod database;
pub mod demo;
pub mod error;
pub mod http;
pub mod inspect;
pub mod rebuild;
pub mod records;
pub mod review;
pub mod settings;
pub mod store;
pub mod submit;
pub mod sweep;
pub mod tokens;

use std::sync::Arc;

use exam_preflight::rules::policy::Policy;

use database::Database;
use error::Failure;
use settings::Settings;
use store::Store;

/// What every request works with. Cheap to clone.
#[derive(Clone)]
pub struct Receiver {
    /// What the office asks.
    pub policy: Arc<Policy>,
    /// State.
    pub database: Database,
    /// Pictures.
    pub store: Store,
    /// The checks, with the face model.
    pub inspector: inspect::Inspector,
    /// How it was set up.
    pub settings: Arc<Settings>,
}

impl Receiver {
    /// Opens the database, brought up to date, and the store.
    pub async fn open(settings: Settings) -> Result<Self, Failure> {
        let policy = Arc::new(settings.policy()?);
        let database = Database::open(&settings.database_url()?).await?;
        let store = Store::open(&settings.store_url()?)?;
        let inspector = inspect::Inspector::new(policy.clone(), settings.checks_at_once);
        Ok(Self { policy, database, store, inspector, settings: Arc::new(settings) })
    }
}

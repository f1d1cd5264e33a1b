//! The receiver takes a submission of the upload page, checks everything again with the crate that the page uses, and
//! stores it as a whole or not at all.
//!
//! A submission passes these stages in order: `http` (limits, token, parts of the body) -> `claim` (what is read of the
//! manifest) -> `inspect` (every picture again) -> `rebuild` (the application, from the server's own records) -> `submit`
//! (pictures into the store, then one transaction) -> answer.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod audit;
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

/// Everything that a request works with. Cheap to clone.
#[derive(Clone)]
pub struct Receiver {
    /// The office's rules.
    pub policy: Arc<Policy>,
    /// Tokens, applications, receipts.
    pub database: Database,
    /// Pictures.
    pub store: Store,
    /// The checks, with the face model.
    pub inspector: inspect::Inspector,
    /// The settings that it was opened with.
    pub settings: Arc<Settings>,
}

impl Receiver {
    /// Opens the database and brings its tables up to date; opens the store.
    pub async fn open(settings: Settings) -> Result<Self, Failure> {
        let policy = Arc::new(settings.policy()?);
        let database = Database::open(&settings.database_url()?).await?;
        let store = Store::open(&settings.store_url()?)?;
        let inspector = inspect::Inspector::new(policy.clone(), settings.checks_at_once);
        Ok(Self { policy, database, store, inspector, settings: Arc::new(settings) })
    }
}

//! Why a request is not done, or why the receiver itself cannot go on.

use exam_preflight::rules::application::Status;
use serde_json::{Value, json};

/// The receiver's own trouble: its set-up, its database, its store. Told to the operator, never to a client.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A setting that cannot be used.
    #[error("{0}")]
    Setting(String),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// Bringing the database up to date.
    #[error("database: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The store of pictures.
    #[error("store: {0}")]
    Store(#[from] object_store::Error),
    /// Files and sockets.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A row that the receiver wrote and cannot read any more.
    #[error("a record of the database cannot be read: {0}")]
    Record(String),
}

/// Why a request is not done: a code for the client, with its figures and an English sentence for logs.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No token, or none that is known.
    #[error("a known token is needed")]
    Unauthorized,
    /// Nothing of that name that is one's own.
    #[error("there is no such thing here")]
    NotFound,
    /// There is such a thing, and it does not take this method.
    #[error("this method is not known here")]
    Method,
    /// The request is not well formed.
    #[error("{0}")]
    Malformed(String),
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// A limit of the body would be passed.
    #[error("{what} is more than {limit}")]
    TooLarge {
        /// What was counted, with its unit.
        what: &'static str,
        /// The most that is taken.
        limit: u64,
    },
    /// Too many requests, or too many at once.
    #[error("too many requests, try again in {retry_after_s} s")]
    RateLimited {
        /// When it is worth trying again.
        retry_after_s: u64,
    },
    /// The application was changed meanwhile.
    #[error("the application stands at revision {revision}")]
    Conflict {
        /// The revision that it has now.
        revision: i64,
    },
    /// The key was used for another content.
    #[error("this Idempotency-Key was used for another content")]
    KeyReused,
    /// Pictures that the manifest names and that are neither sent nor kept.
    #[error("{} of the files named are neither sent nor kept here", .0.len())]
    FilesMissing(Vec<String>),
    /// A part's bytes are not those that its name says.
    #[error("a part has SHA-256 {actual}, its name says {named}")]
    HashMismatch {
        /// The part's name.
        named: String,
        /// What its bytes have.
        actual: String,
    },
    /// The application is locked, or does not take this step in its state.
    #[error("the application is {}", .0.as_str())]
    Locked(Status),
    /// Not the client's fault.
    #[error("{0}")]
    Internal(#[from] Failure),
}

impl Refusal {
    /// The stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Unauthorized => "unauthorized",
            Refusal::NotFound => "not_found",
            Refusal::Method | Refusal::Malformed(_) | Refusal::TooSlow => "malformed",
            Refusal::TooLarge { .. } => "too_large",
            Refusal::RateLimited { .. } => "rate_limited",
            Refusal::Conflict { .. } => "conflict",
            Refusal::KeyReused => "key_reused",
            Refusal::FilesMissing(_) => "files_missing",
            Refusal::HashMismatch { .. } => "hash_mismatch",
            Refusal::Locked(_) => "locked",
            Refusal::Internal(_) => "internal",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Malformed(_) | Refusal::FilesMissing(_) | Refusal::HashMismatch { .. } => 400,
            Refusal::Unauthorized => 401,
            Refusal::NotFound => 404,
            Refusal::Method => 405,
            Refusal::TooSlow => 408,
            Refusal::Conflict { .. } | Refusal::KeyReused | Refusal::Locked(_) => 409,
            Refusal::TooLarge { .. } => 413,
            Refusal::RateLimited { .. } => 429,
            // The database or the store is away: worth trying again, and nothing was kept.
            Refusal::Internal(Failure::Database(_) | Failure::Store(_) | Failure::Io(_)) => 503,
            Refusal::Internal(_) => 500,
        }
    }

    /// What the client is told. The receiver's own trouble stays in its log.
    pub fn body(&self) -> Value {
        let (params, message) = match self {
            Refusal::TooLarge { what, limit } => (json!({ "what": what, "limit": limit }), self.to_string()),
            Refusal::RateLimited { retry_after_s } => (json!({ "retryAfterSeconds": retry_after_s }), self.to_string()),
            Refusal::Conflict { revision } => (json!({ "revision": revision }), self.to_string()),
            Refusal::FilesMissing(files) => (json!({ "files": files }), self.to_string()),
            Refusal::HashMismatch { named, actual } => (json!({ "named": named, "actual": actual }), self.to_string()),
            Refusal::Locked(status) => (json!({ "status": status }), self.to_string()),
            Refusal::Internal(_) => (json!({}), "the receiver is in trouble; nothing was kept".into()),
            _ => (json!({}), self.to_string()),
        };
        json!({ "error": { "code": self.code(), "params": params, "message": message } })
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Refusal::Internal(error.into())
    }
}

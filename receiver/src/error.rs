//! Errors: a [`Refusal`] is the answer to one request, a [`Failure`] is trouble of the receiver itself.

use std::fmt;

use exam_preflight::rules::application::Status;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Trouble of the receiver itself: its settings, its database, its store. The operator reads it, a client never does.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A setting that cannot be used.
    #[error("{0}")]
    Setting(String),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("database: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The store of pictures failed.
    #[error("store: {0}")]
    Store(#[from] object_store::Error),
    /// An object of the store has other bytes than its name says: the disk or somebody changed it.
    #[error("store: the bytes of {0} do not have the hash of its name")]
    Altered(String),
    /// The record of who did what is not whole.
    #[error("the record of who did what is broken at row {0}: the row was changed, or rows are missing")]
    Audit(i64),
    /// A file or a socket failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A row of the database that the receiver wrote and cannot read any more.
    #[error("a record of the database cannot be read: {0}")]
    Record(String),
}

/// Code of an error, as clients read it. This is the only list of codes: the OpenAPI document is made from it, and a test
/// compares `docs/receiver.md` and the page with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request has no token, or an unknown one.
    Unauthorized,
    /// Nothing of this name belongs to the caller.
    NotFound,
    /// The request is not well formed, uses an unknown method, or did not arrive in time.
    Malformed,
    /// A part of the body exceeds its limit: `what` and `limit`.
    TooLarge,
    /// The caller should wait: `retryAfterSeconds`.
    RateLimited,
    /// The application was changed meanwhile: `revision` is its present one.
    Conflict,
    /// This Idempotency-Key was used for other content.
    KeyReused,
    /// The manifest names pictures that were neither sent nor stored before: `files` are their SHA-256.
    FilesMissing,
    /// The bytes of a part have another SHA-256 than its name: `named` and `actual`.
    HashMismatch,
    /// The application does not take this step in its state: `status`.
    Locked,
    /// The receiver is in trouble; nothing was stored.
    Internal,
}

/// Body of every error.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorDetail,
}

/// One error.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorDetail {
    /// Its code.
    pub code: ErrorCode,
    /// Figures that belong to the code.
    pub params: Map<String, Value>,
    /// English, for logs.
    pub message: String,
}

/// Quantity that a limit of the body bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Bytes of the whole body.
    BodyBytes,
    /// Bytes of a part's header.
    PartHeaderBytes,
    /// Bytes of the manifest.
    ManifestBytes,
    /// Bytes of one picture.
    FileBytes,
    /// Number of pictures.
    Files,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Quantity::BodyBytes => "bytes of body",
            Quantity::PartHeaderBytes => "bytes of a part's header",
            Quantity::ManifestBytes => "bytes of manifest",
            Quantity::FileBytes => "bytes of a file",
            Quantity::Files => "files",
        })
    }
}

/// Reason why a request is not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The request has no token, or an unknown one.
    #[error("a known token is needed")]
    Unauthorized,
    /// Nothing of this name belongs to the caller.
    #[error("there is no such thing here")]
    NotFound,
    /// The address does not take this method.
    #[error("this method is not known here")]
    Method,
    /// The request is not well formed.
    #[error("{0}")]
    Malformed(String),
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// The body exceeds a limit.
    #[error("{quantity} exceed {limit}")]
    TooLarge {
        /// Counted quantity.
        quantity: Quantity,
        /// Largest accepted value.
        limit: u64,
    },
    /// Too many requests, or too many at once.
    #[error("too many requests, try again in {retry_after_s} s")]
    RateLimited {
        /// Seconds after which a retry can succeed.
        retry_after_s: u64,
    },
    /// The application was changed meanwhile.
    #[error("the application is at revision {revision}")]
    Conflict {
        /// Its present revision.
        revision: i64,
    },
    /// The key was used for other content.
    #[error("this Idempotency-Key was used for other content")]
    KeyReused,
    /// SHA-256 of pictures that the manifest names and that were neither sent nor stored before.
    #[error("{} of the named files were neither sent nor stored before", .0.len())]
    FilesMissing(Vec<String>),
    /// The bytes of a part have another SHA-256 than its name.
    #[error("a part has SHA-256 {actual}, its name is {named}")]
    HashMismatch {
        /// Name of the part.
        named: String,
        /// SHA-256 of its bytes.
        actual: String,
    },
    /// The application is locked, or does not take this step in its state.
    #[error("the application is {}", .0.as_str())]
    Locked(Status),
    /// The receiver is in trouble.
    #[error("{0}")]
    Internal(#[from] Failure),
}

impl Refusal {
    /// Returns the code that the client reads.
    pub fn code(&self) -> ErrorCode {
        match self {
            Refusal::Unauthorized => ErrorCode::Unauthorized,
            Refusal::NotFound => ErrorCode::NotFound,
            Refusal::Method | Refusal::Malformed(_) | Refusal::TooSlow => ErrorCode::Malformed,
            Refusal::TooLarge { .. } => ErrorCode::TooLarge,
            Refusal::RateLimited { .. } => ErrorCode::RateLimited,
            Refusal::Conflict { .. } => ErrorCode::Conflict,
            Refusal::KeyReused => ErrorCode::KeyReused,
            Refusal::FilesMissing(_) => ErrorCode::FilesMissing,
            Refusal::HashMismatch { .. } => ErrorCode::HashMismatch,
            Refusal::Locked(_) => ErrorCode::Locked,
            Refusal::Internal(_) => ErrorCode::Internal,
        }
    }

    /// Returns the HTTP status.
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
            // The database or the store does not answer: nothing was stored, and a retry can succeed.
            Refusal::Internal(Failure::Database(_) | Failure::Store(_) | Failure::Io(_)) => 503,
            Refusal::Internal(_) => 500,
        }
    }

    /// Returns the body of the answer. Trouble of the receiver itself stays in its log.
    pub fn body(&self) -> ErrorBody {
        let params = match self {
            Refusal::TooLarge { quantity, limit } => json!({ "what": quantity.to_string(), "limit": limit }),
            Refusal::RateLimited { retry_after_s } => json!({ "retryAfterSeconds": retry_after_s }),
            Refusal::Conflict { revision } => json!({ "revision": revision }),
            Refusal::FilesMissing(files) => json!({ "files": files }),
            Refusal::HashMismatch { named, actual } => json!({ "named": named, "actual": actual }),
            Refusal::Locked(status) => json!({ "status": status }),
            _ => json!({}),
        };
        let Value::Object(params) = params else { unreachable!("params are written as objects above") };
        let message = match self {
            Refusal::Internal(_) => "the receiver is in trouble; nothing was stored".into(),
            _ => self.to_string(),
        };
        ErrorBody { error: ErrorDetail { code: self.code(), params, message } }
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Refusal::Internal(error.into())
    }
}

impl From<object_store::Error> for Refusal {
    fn from(error: object_store::Error) -> Self {
        Refusal::Internal(error.into())
    }
}

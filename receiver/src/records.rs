//! The rows: what is read of an application, and the one transaction that takes a submission or a reviewer's step.

use std::collections::BTreeMap;

use exam_preflight::rules::application::{Application, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use crate::database::Database;
use crate::error::Failure;

/// What a candidate gets for a submission: what arrived, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Its number, a UUID.
    pub id: String,
    /// When the submission was taken, in UTC by the receiver's clock.
    pub received_at: String,
    /// Id of the policy that it was checked against.
    pub policy: String,
    /// Every picture, in the policy's order.
    pub files: Vec<ReceiptFile>,
    /// SHA-256 of the manifest as it was sent.
    pub manifest_sha256: String,
}

/// One picture of a receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptFile {
    /// `photo` or a kind.
    pub slot: String,
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
}

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// `jpeg` or `png`.
    pub format: String,
    /// Length.
    pub bytes: i64,
    /// Its place in the store.
    pub object: String,
    /// Its report, as it was answered.
    pub report: Value,
}

/// An application as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Counts up with every change.
    pub revision: i64,
    /// The application.
    pub application: Application,
    /// Its pictures by SHA-256.
    pub files: BTreeMap<String, Kept>,
    /// Of the last submission.
    pub receipt: Receipt,
}

/// A line of the reviewers' list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The candidate's id.
    pub candidate: String,
    /// Where the application stands.
    pub status: Status,
    /// Its revision.
    pub revision: i64,
    /// When it was last submitted, in UTC.
    pub submitted_at: String,
}

/// A submission that was taken under a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// SHA-256 of what was claimed.
    pub content_sha256: String,
    /// The answer as it was given.
    pub answer: String,
}

/// Why a transaction changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The key was taken meanwhile, perhaps by the same submission.
    KeyTaken,
    /// The application was changed meanwhile.
    Stale,
}

/// Everything of one candidate; `None` before the first submission.
pub async fn read(database: &Database, candidate: &str) -> Result<Option<Record>, Failure> {
    // One statement for the row and its receipt; the files are read after it, and only in the same revision are they its.
    loop {
        let select = "SELECT a.revision, a.body, r.body FROM applications a JOIN receipts r ON r.id = a.receipt \
                      WHERE a.candidate = $1";
        let Some(row) = sqlx::query(select).bind(candidate).fetch_optional(database.pool()).await? else {
            return Ok(None);
        };
        let revision: i64 = row.try_get(0)?;
        let select = "SELECT f.sha256, f.format, f.bytes, f.object, f.report, a.revision FROM files f \
                      JOIN applications a ON a.candidate = f.candidate WHERE f.candidate = $1";
        let rows = sqlx::query(select).bind(candidate).fetch_all(database.pool()).await?;
        let revisions: Vec<i64> = rows.iter().map(|row| row.try_get(5)).collect::<Result<_, _>>()?;
        if revisions.iter().any(|other| *other != revision) {
            continue;
        }
        let files = rows.iter().map(|row| Ok((row.try_get(0)?, kept(row)?))).collect::<Result<_, Failure>>()?;
        return Ok(Some(Record {
            revision,
            application: json::<Application>(&row, 1)?,
            files,
            receipt: json::<Receipt>(&row, 2)?,
        }));
    }
}

fn kept(row: &AnyRow) -> Result<Kept, Failure> {
    Ok(Kept { format: row.try_get(1)?, bytes: row.try_get(2)?, object: row.try_get(3)?, report: json(row, 4)? })
}

/// One picture of a candidate.
pub async fn file(database: &Database, candidate: &str, sha256: &str) -> Result<Option<Kept>, Failure> {
    let select = "SELECT sha256, format, bytes, object, report FROM files WHERE candidate = $1 AND sha256 = $2";
    let row = sqlx::query(select).bind(candidate).bind(sha256).fetch_optional(database.pool()).await?;
    row.map(|row| kept(&row)).transpose()
}

/// A receipt of a candidate, of any submission.
pub async fn receipt(database: &Database, candidate: &str, id: &str) -> Result<Option<Receipt>, Failure> {
    let select = "SELECT body FROM receipts WHERE candidate = $1 AND id = $2";
    let row = sqlx::query(select).bind(candidate).bind(id).fetch_optional(database.pool()).await?;
    row.map(|row| json(&row, 0)).transpose()
}

/// What was answered to a key.
pub async fn taken(database: &Database, candidate: &str, key: &str) -> Result<Option<Taken>, Failure> {
    let select = "SELECT content_sha256, answer FROM submissions WHERE candidate = $1 AND idempotency_key = $2";
    let row = sqlx::query(select).bind(candidate).bind(key).fetch_optional(database.pool()).await?;
    row.map(|row| Ok(Taken { content_sha256: row.try_get(0)?, answer: row.try_get(1)? })).transpose()
}

/// The applications of a status, or all, the longest waiting first.
pub async fn list(database: &Database, status: Option<Status>) -> Result<Vec<Line>, Failure> {
    let select = "SELECT candidate, status, revision, submitted_at FROM applications \
                  WHERE $1 = '' OR status = $1 ORDER BY submitted_at, candidate";
    let status = status.map_or("", Status::as_str);
    let rows = sqlx::query(select).bind(status).fetch_all(database.pool()).await?;
    let line = |row: &AnyRow| {
        let status: String = row.try_get(1)?;
        Ok(Line {
            candidate: row.try_get(0)?,
            status: serde_json::from_value(status.into()).map_err(|e| Failure::Record(e.to_string()))?,
            revision: row.try_get(2)?,
            submitted_at: row.try_get(3)?,
        })
    };
    rows.iter().map(line).collect()
}

/// The places that records name of those that begin with `prefix`.
pub async fn places(database: &Database, prefix: &str) -> Result<Vec<String>, Failure> {
    let rows = sqlx::query("SELECT DISTINCT object FROM files WHERE object LIKE $1")
        .bind(format!("{prefix}%"))
        .fetch_all(database.pool())
        .await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// A submission, all of it.
pub struct Submission<'a> {
    /// Whose.
    pub candidate: &'a str,
    /// The revision that it was made upon; 0 for the first.
    pub upon: i64,
    /// Its key.
    pub key: &'a str,
    /// What was claimed.
    pub content_sha256: &'a str,
    /// The answer, kept for a retry.
    pub answer: &'a str,
    /// The application, submitted.
    pub application: &'a Application,
    /// All its pictures.
    pub files: &'a BTreeMap<String, Kept>,
    /// What the candidate gets.
    pub receipt: &'a Receipt,
}

/// Takes a submission in one transaction. The key comes first: of two at once the second waits here for the first.
pub async fn submit(database: &Database, submission: Submission<'_>) -> Result<Result<(), Lost>, Failure> {
    let Submission { candidate, upon, key, content_sha256, answer, application, files, receipt } = submission;
    let mut transaction = database.begin().await?;
    let insert = "INSERT INTO submissions (candidate, idempotency_key, content_sha256, answer) \
                  VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let key = sqlx::query(insert).bind(candidate).bind(key).bind(content_sha256).bind(answer);
    if key.execute(&mut *transaction).await?.rows_affected() == 0 {
        transaction.rollback().await?;
        return Ok(Err(Lost::KeyTaken));
    }
    let statement = if upon == 0 {
        "INSERT INTO applications (candidate, revision, status, body, submitted_at, receipt) \
         VALUES ($1, $2 + 1, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
    } else {
        "UPDATE applications SET revision = $2 + 1, status = $3, body = $4, submitted_at = $5, receipt = $6 \
         WHERE candidate = $1 AND revision = $2"
    };
    let row = sqlx::query(statement)
        .bind(candidate)
        .bind(upon)
        .bind(application.status.as_str())
        .bind(application.to_json())
        .bind(&*receipt.received_at)
        .bind(&*receipt.id);
    if row.execute(&mut *transaction).await?.rows_affected() == 0 {
        transaction.rollback().await?;
        return Ok(Err(Lost::Stale));
    }
    write_files(&mut transaction, candidate, files).await?;
    sqlx::query("INSERT INTO receipts (id, candidate, revision, body) VALUES ($1, $2, $3 + 1, $4)")
        .bind(&*receipt.id)
        .bind(candidate)
        .bind(upon)
        .bind(serde_json::to_string(receipt).expect("a receipt has only text keys"))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Ok(()))
}

/// The pictures of the new revision in place of those before; what no revision names any more is swept by and by.
async fn write_files(
    transaction: &mut Transaction<'static, Any>,
    candidate: &str,
    files: &BTreeMap<String, Kept>,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM files WHERE candidate = $1").bind(candidate).execute(&mut **transaction).await?;
    for (sha256, file) in files {
        let insert = "INSERT INTO files (candidate, sha256, format, bytes, object, report) \
                      VALUES ($1, $2, $3, $4, $5, $6)";
        sqlx::query(insert)
            .bind(candidate)
            .bind(&**sha256)
            .bind(&*file.format)
            .bind(file.bytes)
            .bind(&*file.object)
            .bind(file.report.to_string())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// A reviewer's step in one statement; whether the revision was still the one that was looked at.
pub async fn step(database: &Database, candidate: &str, upon: i64, next: &Application) -> Result<bool, Failure> {
    let update = "UPDATE applications SET revision = $2 + 1, status = $3, body = $4 \
                  WHERE candidate = $1 AND revision = $2";
    let done = sqlx::query(update)
        .bind(candidate)
        .bind(upon)
        .bind(next.status.as_str())
        .bind(next.to_json())
        .execute(database.pool())
        .await?;
    Ok(done.rows_affected() == 1)
}

fn json<T: serde::de::DeserializeOwned>(row: &AnyRow, column: usize) -> Result<T, Failure> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|e| Failure::Record(e.to_string()))
}

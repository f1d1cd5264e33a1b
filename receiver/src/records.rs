//! The rows of applications: reads, and the one transaction that stores a submission or a reviewer's decision.

use std::collections::BTreeMap;

use exam_preflight::rules::application::{Application, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use crate::audit::{self, Action, Actor, Entry};
use crate::database::Database;
use crate::error::Failure;

/// Receipt of a submission: what arrived, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Its id, a UUID.
    pub id: String,
    /// Time at which the submission was accepted, in UTC by the receiver's clock.
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

/// A stored picture.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPicture {
    /// Format: `jpeg` or `png`.
    pub format: String,
    /// Length.
    pub bytes: i64,
    /// Its name in the store.
    pub object: String,
    /// Its report, as it was answered.
    pub report: Value,
}

/// A stored application.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Revision: 1 after the first submission, one more with every change.
    pub revision: i64,
    /// The application.
    pub application: Application,
    /// Its pictures by SHA-256.
    pub files: BTreeMap<String, StoredPicture>,
    /// Receipt of the last submission.
    pub receipt: Receipt,
}

/// An application as the reviewers' list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSummary {
    /// The candidate's id.
    pub candidate: String,
    /// Its status.
    pub status: Status,
    /// Its revision.
    pub revision: i64,
    /// Time of its last submission, in UTC.
    pub submitted_at: String,
}

/// The answer that was given to an Idempotency-Key.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAnswer {
    /// SHA-256 of the claim.
    pub content_sha256: String,
    /// Body of the answer.
    pub answer: String,
}

/// Reason why a transaction changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteConflict {
    /// The key was used meanwhile, perhaps by the same submission.
    KeyUsed,
    /// The application was changed meanwhile.
    Stale,
}

/// Reads a candidate's application; `None` before the first submission.
pub async fn read(database: &Database, candidate: &str) -> Result<Option<Record>, Failure> {
    // One statement reads the row and its receipt. The files are read after it, and belong to it only if the revision is
    // still the same.
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
        let files = rows.iter().map(|row| Ok((row.try_get(0)?, picture(row)?))).collect::<Result<_, Failure>>()?;
        return Ok(Some(Record {
            revision,
            application: application(&row, 1)?,
            files,
            receipt: json::<Receipt>(&row, 2)?,
        }));
    }
}

fn picture(row: &AnyRow) -> Result<StoredPicture, Failure> {
    Ok(StoredPicture {
        format: row.try_get(1)?,
        bytes: row.try_get(2)?,
        object: row.try_get(3)?,
        report: json(row, 4)?,
    })
}

/// Reads one picture of a candidate's application.
pub async fn file(database: &Database, candidate: &str, sha256: &str) -> Result<Option<StoredPicture>, Failure> {
    let select = "SELECT sha256, format, bytes, object, report FROM files WHERE candidate = $1 AND sha256 = $2";
    let row = sqlx::query(select).bind(candidate).bind(sha256).fetch_optional(database.pool()).await?;
    row.map(|row| picture(&row)).transpose()
}

/// Reads a receipt of a candidate, of any submission.
pub async fn receipt(database: &Database, candidate: &str, id: &str) -> Result<Option<Receipt>, Failure> {
    let select = "SELECT body FROM receipts WHERE candidate = $1 AND id = $2";
    let row = sqlx::query(select).bind(candidate).bind(id).fetch_optional(database.pool()).await?;
    row.map(|row| json(&row, 0)).transpose()
}

/// Reads the answer that was given to a candidate's key.
pub async fn answer(database: &Database, candidate: &str, key: &str) -> Result<Option<StoredAnswer>, Failure> {
    let select = "SELECT content_sha256, answer FROM submissions WHERE candidate = $1 AND idempotency_key = $2";
    let row = sqlx::query(select).bind(candidate).bind(key).fetch_optional(database.pool()).await?;
    row.map(|row| Ok(StoredAnswer { content_sha256: row.try_get(0)?, answer: row.try_get(1)? })).transpose()
}

/// Lists the applications of a status, or all, the one that has waited longest first.
pub async fn list(database: &Database, status: Option<Status>) -> Result<Vec<ApplicationSummary>, Failure> {
    let select = "SELECT candidate, status, revision, submitted_at FROM applications \
                  WHERE $1 = '' OR status = $1 ORDER BY submitted_at, candidate";
    let status = status.map_or("", Status::as_str);
    let rows = sqlx::query(select).bind(status).fetch_all(database.pool()).await?;
    let summary = |row: &AnyRow| {
        let status: String = row.try_get(1)?;
        Ok(ApplicationSummary {
            candidate: row.try_get(0)?,
            status: serde_json::from_value(status.into()).map_err(|e| Failure::Record(e.to_string()))?,
            revision: row.try_get(2)?,
            submitted_at: row.try_get(3)?,
        })
    };
    rows.iter().map(summary).collect()
}

/// Lists the objects of the store that records name and that begin with `prefix`.
pub async fn objects_under(database: &Database, prefix: &str) -> Result<Vec<String>, Failure> {
    let rows = sqlx::query("SELECT DISTINCT object FROM files WHERE object LIKE $1")
        .bind(format!("{prefix}%"))
        .fetch_all(database.pool())
        .await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// Everything that one submission writes.
pub struct Submission<'a> {
    /// The candidate who submits.
    pub actor: &'a Actor,
    /// Revision that it replaces; 0 for the first.
    pub base_revision: i64,
    /// Its Idempotency-Key.
    pub key: &'a str,
    /// SHA-256 of the claim.
    pub content_sha256: &'a str,
    /// The answer, stored for a retry.
    pub answer: &'a str,
    /// The application, submitted.
    pub application: &'a Application,
    /// All its pictures, by SHA-256.
    pub files: &'a BTreeMap<String, StoredPicture>,
    /// The receipt.
    pub receipt: &'a Receipt,
}

/// Writes a submission in one transaction. The key comes first: of two at once, the second waits here for the first.
pub async fn submit(database: &Database, submission: Submission<'_>) -> Result<Result<(), WriteConflict>, Failure> {
    let Submission { actor, base_revision, key, content_sha256, answer, application, files, receipt } = submission;
    let candidate = &*actor.name;
    let mut transaction = database.begin().await?;
    let insert = "INSERT INTO submissions (candidate, idempotency_key, content_sha256, answer) \
                  VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let key = sqlx::query(insert).bind(candidate).bind(key).bind(content_sha256).bind(answer);
    if key.execute(&mut *transaction).await?.rows_affected() == 0 {
        transaction.rollback().await?;
        return Ok(Err(WriteConflict::KeyUsed));
    }
    let statement = if base_revision == 0 {
        "INSERT INTO applications (candidate, revision, status, body, submitted_at, receipt) \
         VALUES ($1, $2 + 1, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
    } else {
        "UPDATE applications SET revision = $2 + 1, status = $3, body = $4, submitted_at = $5, receipt = $6 \
         WHERE candidate = $1 AND revision = $2"
    };
    let row = sqlx::query(statement)
        .bind(candidate)
        .bind(base_revision)
        .bind(application.status.as_str())
        .bind(application.to_json())
        .bind(&*receipt.received_at)
        .bind(&*receipt.id);
    if row.execute(&mut *transaction).await?.rows_affected() == 0 {
        transaction.rollback().await?;
        return Ok(Err(WriteConflict::Stale));
    }
    write_files(&mut transaction, candidate, files).await?;
    sqlx::query("INSERT INTO receipts (id, candidate, revision, body) VALUES ($1, $2, $3 + 1, $4)")
        .bind(&*receipt.id)
        .bind(candidate)
        .bind(base_revision)
        .bind(serde_json::to_string(receipt).expect("a receipt has only text keys"))
        .execute(&mut *transaction)
        .await?;
    let (action, revision) = (Action::Submitted, base_revision + 1);
    audit::append(&mut transaction, Entry { actor, action, candidate, revision, detail: &receipt.id }).await?;
    transaction.commit().await?;
    Ok(Ok(()))
}

/// Replaces the pictures of the previous revision. A picture that no record names any more is removed by a later sweep.
async fn write_files(
    transaction: &mut Transaction<'static, Any>,
    candidate: &str,
    files: &BTreeMap<String, StoredPicture>,
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

/// Writes a decision and its row of the record in one transaction. Returns `false` if the revision is not the one before
/// that of `entry` any more.
pub async fn decide(database: &Database, next: &Application, entry: Entry<'_>) -> Result<bool, Failure> {
    let (candidate, base_revision) = (entry.candidate, entry.revision - 1);
    let mut transaction = database.begin().await?;
    let update = "UPDATE applications SET revision = $2 + 1, status = $3, body = $4 \
                  WHERE candidate = $1 AND revision = $2";
    let done = sqlx::query(update)
        .bind(candidate)
        .bind(base_revision)
        .bind(next.status.as_str())
        .bind(next.to_json())
        .execute(&mut *transaction)
        .await?;
    if done.rows_affected() == 0 {
        transaction.rollback().await?;
        return Ok(false);
    }
    audit::append(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Reads an application as the crate reads one, so that those of an earlier release are brought up to date.
fn application(row: &AnyRow, column: usize) -> Result<Application, Failure> {
    Application::from_value(json(row, column)?).map_err(|finding| Failure::Record(format!("{:?}", finding.params)))
}

fn json<T: serde::de::DeserializeOwned>(row: &AnyRow, column: usize) -> Result<T, Failure> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|e| Failure::Record(e.to_string()))
}

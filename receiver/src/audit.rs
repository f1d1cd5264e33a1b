//! The record of who did what: submissions, decisions, reading by reviewers, tokens.
//!
//! Rows are only added, in the transaction of the change that they record. Each contains the SHA-256 of the row before it;
//! [`verify`] follows the chain. Whoever can write to the database can also write the whole chain anew; therefore the last
//! hash, which `receiver audit verify` prints, should be noted outside it from time to time.

use exam_preflight::report::sha256_hex;
use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use crate::clock;
use crate::database::Database;
use crate::error::Failure;

/// Rows that [`verify`] reads at once.
const PAGE: i64 = 1000;

/// The person or program that acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `candidate`, `reviewer` or `operator`.
    pub role: &'static str,
    /// Id of the candidate, name of the reviewer, or name of the operator's account.
    pub name: String,
    /// Id of the token; empty for an operator.
    pub token: String,
}

impl Actor {
    /// Returns the operator who uses the command line, by the name of the account.
    pub fn operator() -> Self {
        let name = ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        Self { role: "operator", name: name.unwrap_or_else(|| "unknown".into()), token: String::new() }
    }
}

/// Recorded action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A submission was accepted.
    Submitted,
    /// An application was returned.
    Returned,
    /// An application was approved.
    Approved,
    /// The applications were listed.
    Listed,
    /// An application was read.
    Read,
    /// A picture was read.
    PictureRead,
    /// A token was made.
    TokenAdded,
    /// A token was revoked.
    TokenRevoked,
}

impl Action {
    /// Returns the word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Submitted => "submitted",
            Action::Returned => "returned",
            Action::Approved => "approved",
            Action::Listed => "listed",
            Action::Read => "read",
            Action::PictureRead => "picture_read",
            Action::TokenAdded => "token_added",
            Action::TokenRevoked => "token_revoked",
        }
    }
}

/// Event of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The acting person or program.
    pub actor: &'a Actor,
    /// The action.
    pub action: Action,
    /// The candidate whose application it concerns; empty if none.
    pub candidate: &'a str,
    /// Revision of the application after the action; 0 if none.
    pub revision: i64,
    /// Id of the receipt or the token, SHA-256 of the picture, named parts.
    pub detail: &'a str,
}

/// A stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, from 1.
    pub number: i64,
    /// Time in UTC.
    pub at: String,
    /// Role of the actor.
    pub role: String,
    /// Name of the actor.
    pub actor: String,
    /// Id of the actor's token.
    pub token: String,
    /// The action.
    pub action: String,
    /// The candidate.
    pub candidate: String,
    /// The revision.
    pub revision: i64,
    /// The detail.
    pub detail: String,
    /// SHA-256 of the row before it; empty for the first.
    pub previous_sha256: String,
    /// SHA-256 of this row.
    pub sha256: String,
}

impl AuditRow {
    /// Computes the SHA-256 of the row: of its columns as a JSON array, without the last.
    pub fn hash(&self) -> String {
        let Self { number, at, role, actor, token, action, candidate, revision, detail, previous_sha256, sha256: _ } =
            self;
        let columns = json!([number, at, role, actor, token, action, candidate, revision, detail, previous_sha256]);
        sha256_hex(columns.to_string().as_bytes())
    }
}

/// Result of [`verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// The chain is whole: its length and its last SHA-256.
    Whole {
        /// Number of rows.
        rows: i64,
        /// SHA-256 of the last row.
        sha256: String,
    },
    /// The chain breaks at this number: the row was changed, or rows before it are missing.
    Broken {
        /// Number of the row.
        number: i64,
    },
}

/// Adds a row within a transaction. This should be its last statement, because other writers wait for the end of the chain.
pub async fn append(transaction: &mut Transaction<'static, Any>, entry: Entry<'_>) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE audit_head SET number = number + 1 WHERE id = 1").execute(&mut **transaction).await?;
    let head = sqlx::query("SELECT number, sha256 FROM audit_head WHERE id = 1").fetch_one(&mut **transaction).await?;
    let Entry { actor, action, candidate, revision, detail } = entry;
    let mut row = AuditRow {
        number: head.try_get(0)?,
        at: clock::now(),
        role: actor.role.into(),
        actor: actor.name.clone(),
        token: actor.token.clone(),
        action: action.as_str().into(),
        candidate: candidate.into(),
        revision,
        detail: detail.into(),
        previous_sha256: head.try_get(1)?,
        sha256: String::new(),
    };
    row.sha256 = row.hash();
    let insert = "INSERT INTO audit \
                  (number, at, role, actor, token, action, candidate, revision, detail, previous_sha256, sha256) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(insert)
        .bind(row.number)
        .bind(row.at)
        .bind(row.role)
        .bind(row.actor)
        .bind(row.token)
        .bind(row.action)
        .bind(row.candidate)
        .bind(row.revision)
        .bind(row.detail)
        .bind(row.previous_sha256)
        .bind(&*row.sha256)
        .execute(&mut **transaction)
        .await?;
    sqlx::query("UPDATE audit_head SET sha256 = $1 WHERE id = 1").bind(row.sha256).execute(&mut **transaction).await?;
    Ok(())
}

/// Records an action that changes nothing else.
pub async fn record(database: &Database, entry: Entry<'_>) -> Result<(), Failure> {
    let mut transaction = database.begin().await?;
    append(&mut transaction, entry).await?;
    Ok(transaction.commit().await?)
}

/// Reads up to `limit` rows after `number`, of one candidate or of all.
pub async fn rows(
    database: &Database,
    candidate: Option<&str>,
    number: i64,
    limit: i64,
) -> Result<Vec<AuditRow>, Failure> {
    const COLUMNS: &str =
        "number, at, role, actor, token, action, candidate, revision, detail, previous_sha256, sha256";
    let select = match candidate {
        Some(_) => format!("SELECT {COLUMNS} FROM audit WHERE candidate = $3 AND number > $1 ORDER BY number LIMIT $2"),
        None => format!("SELECT {COLUMNS} FROM audit WHERE number > $1 ORDER BY number LIMIT $2"),
    };
    let mut query = sqlx::query(&select).bind(number).bind(limit);
    if let Some(candidate) = candidate {
        query = query.bind(candidate);
    }
    let rows = query.fetch_all(database.pool()).await?;
    let row = |row: &AnyRow| {
        Ok(AuditRow {
            number: row.try_get(0)?,
            at: row.try_get(1)?,
            role: row.try_get(2)?,
            actor: row.try_get(3)?,
            token: row.try_get(4)?,
            action: row.try_get(5)?,
            candidate: row.try_get(6)?,
            revision: row.try_get(7)?,
            detail: row.try_get(8)?,
            previous_sha256: row.try_get(9)?,
            sha256: row.try_get(10)?,
        })
    };
    rows.iter().map(row).collect()
}

/// Follows the chain from its first row to its end.
pub async fn verify(database: &Database) -> Result<Chain, Failure> {
    let (mut number, mut sha256) = (0, String::new());
    loop {
        let page = rows(database, None, number, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            number += 1;
            if row.number != number || row.previous_sha256 != sha256 || row.hash() != row.sha256 {
                return Ok(Chain::Broken { number });
            }
            sha256 = row.sha256;
        }
    }
    // Rows that were added meanwhile move the head on; rows that are missing at the end do not follow this hash.
    let head = sqlx::query("SELECT number, sha256 FROM audit_head WHERE id = 1").fetch_one(database.pool()).await?;
    let (last, last_sha256): (i64, String) = (head.try_get(0)?, head.try_get(1)?);
    if last == number && last_sha256 == sha256 {
        return Ok(Chain::Whole { rows: number, sha256 });
    }
    match rows(database, None, number, 1).await?.first() {
        Some(next) if next.number == number + 1 && next.previous_sha256 == sha256 => {
            Ok(Chain::Whole { rows: number, sha256 })
        }
        _ => Ok(Chain::Broken { number: number + 1 }),
    }
}

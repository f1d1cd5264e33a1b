//! Who may ask: bearer tokens, of which only the SHA-256 is kept.
//!
//! A token is `ID-SECRET`: 12 and 64 hexadecimal digits. The id finds the row and is shown in lists; the whole is compared
//! by its hash, in constant time.

use sha2::{Digest, Sha256};
use sqlx::Row;
use subtle::ConstantTimeEq;

use crate::clock;
use crate::database::Database;
use crate::error::Failure;

/// Digits of a token's id.
const ID_DIGITS: usize = 12;
/// Random bytes of a token's secret.
const SECRET_BYTES: usize = 32;
/// Longest name of a candidate or a reviewer.
const MAX_SUBJECT_CHARS: usize = 64;

/// Whom a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A candidate, by the id that the office gave.
    Candidate(String),
    /// A reviewer, by name.
    Reviewer(String),
}

impl Who {
    fn role(&self) -> &'static str {
        match self {
            Who::Candidate(_) => "candidate",
            Who::Reviewer(_) => "reviewer",
        }
    }

    fn subject(&self) -> &str {
        match self {
            Who::Candidate(subject) | Who::Reviewer(subject) => subject,
        }
    }
}

/// A token as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its public half.
    pub id: String,
    /// `candidate` or `reviewer`.
    pub role: String,
    /// Whose it is.
    pub subject: String,
    /// When it was made.
    pub created_at: String,
    /// When it was revoked, if it was.
    pub revoked_at: Option<String>,
}

/// Whether `subject` can name a candidate or a reviewer: it stands in addresses.
pub fn is_subject(subject: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !subject.is_empty() && subject.len() <= MAX_SUBJECT_CHARS && subject.chars().all(is_plain)
}

/// Makes a token. It is told once and never again.
pub async fn add(database: &Database, who: &Who) -> Result<String, Failure> {
    if !is_subject(who.subject()) {
        let why = format!("a name should have 1 to {MAX_SUBJECT_CHARS} of A-Z, a-z, 0-9, - and _");
        return Err(Failure::Setting(why));
    }
    let mut random = [0; ID_DIGITS / 2 + SECRET_BYTES];
    getrandom::fill(&mut random).map_err(|e| Failure::Setting(format!("no random numbers from the system: {e}")))?;
    let (id, secret) = random.split_at(ID_DIGITS / 2);
    let (id, secret) = (hex(id), hex(secret));
    let token = format!("{id}-{secret}");
    sqlx::query("INSERT INTO tokens (id, sha256, role, subject, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(hex(&Sha256::digest(&token)))
        .bind(who.role())
        .bind(who.subject())
        .bind(clock::now())
        .execute(database.pool())
        .await?;
    Ok(token)
}

/// Whose token this is; `None` where it is unknown or revoked.
pub async fn who(database: &Database, token: &str) -> Result<Option<Who>, Failure> {
    let Some((id, _)) = token.split_once('-').filter(|(id, _)| id.len() == ID_DIGITS) else { return Ok(None) };
    let row = sqlx::query("SELECT sha256, role, subject FROM tokens WHERE id = $1 AND revoked_at IS NULL")
        .bind(id)
        .fetch_optional(database.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (kept, role, subject): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let given = hex(&Sha256::digest(token));
    if !bool::from(given.as_bytes().ct_eq(kept.as_bytes())) {
        return Ok(None);
    }
    Ok(Some(if role == "reviewer" { Who::Reviewer(subject) } else { Who::Candidate(subject) }))
}

/// Revokes a token by its id; whether there was one.
pub async fn revoke(database: &Database, id: &str) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
        .bind(clock::now())
        .bind(id)
        .execute(database.pool())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Revokes all of somebody's tokens; how many there were.
pub async fn revoke_all(database: &Database, who: &Who) -> Result<u64, Failure> {
    let revoke = "UPDATE tokens SET revoked_at = $1 WHERE role = $2 AND subject = $3 AND revoked_at IS NULL";
    let done =
        sqlx::query(revoke).bind(clock::now()).bind(who.role()).bind(who.subject()).execute(database.pool()).await?;
    Ok(done.rows_affected())
}

/// All tokens, oldest first, without their secrets.
pub async fn list(database: &Database) -> Result<Vec<Listed>, Failure> {
    let rows = sqlx::query("SELECT id, role, subject, created_at, revoked_at FROM tokens ORDER BY created_at, id")
        .fetch_all(database.pool())
        .await?;
    let listed = |row: &sqlx::any::AnyRow| {
        Ok(Listed {
            id: row.try_get(0)?,
            role: row.try_get(1)?,
            subject: row.try_get(2)?,
            created_at: row.try_get(3)?,
            revoked_at: row.try_get(4)?,
        })
    };
    rows.iter().map(listed).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

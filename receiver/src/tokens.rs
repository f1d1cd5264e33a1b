//! Bearer tokens. The database holds their SHA-256 only.
//!
//! A token is `ID-SECRET`: 12 and 64 hexadecimal digits. The id finds the row and is shown in lists; the whole token is
//! compared by its hash, in constant time.

use exam_preflight::report::sha256_hex;
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
const MAX_NAME_CHARS: usize = 64;

/// Holder of a token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A candidate, by the id that the office gave.
    Candidate(String),
    /// A reviewer, by name.
    Reviewer(String),
}

impl Holder {
    /// Returns its role, `candidate` or `reviewer`.
    pub fn role(&self) -> &'static str {
        match self {
            Holder::Candidate(_) => "candidate",
            Holder::Reviewer(_) => "reviewer",
        }
    }

    /// Returns its name.
    pub fn name(&self) -> &str {
        match self {
            Holder::Candidate(name) | Holder::Reviewer(name) => name,
        }
    }
}

/// A token as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSummary {
    /// Its public half.
    pub id: String,
    /// `candidate` or `reviewer`.
    pub role: String,
    /// Name of its holder.
    pub holder: String,
    /// Time at which it was made.
    pub created_at: String,
    /// Time at which it was revoked.
    pub revoked_at: Option<String>,
    /// Time from which it is not valid any more.
    pub expires_at: Option<String>,
}

/// Returns `true` if `name` can be the name of a candidate or a reviewer. Names are part of addresses.
pub fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty() && name.len() <= MAX_NAME_CHARS && name.chars().all(is_plain)
}

/// Makes a token without an end.
pub async fn add(database: &Database, holder: &Holder) -> Result<String, Failure> {
    add_until(database, holder, None).await
}

/// Makes a token that is valid until `expires_at`, in UTC. This is the only time that its secret is known.
pub async fn add_until(database: &Database, holder: &Holder, expires_at: Option<&str>) -> Result<String, Failure> {
    if !is_name(holder.name()) {
        let why = format!("a name should have 1 to {MAX_NAME_CHARS} of A-Z, a-z, 0-9, - and _");
        return Err(Failure::Setting(why));
    }
    let mut random = [0; ID_DIGITS / 2 + SECRET_BYTES];
    getrandom::fill(&mut random).map_err(|e| Failure::Setting(format!("no random numbers from the system: {e}")))?;
    let (id, secret) = random.split_at(ID_DIGITS / 2);
    let id = hex(id);
    let token = format!("{id}-{}", hex(secret));
    let insert =
        "INSERT INTO tokens (id, sha256, role, subject, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(insert)
        .bind(id)
        .bind(sha256_hex(token.as_bytes()))
        .bind(holder.role())
        .bind(holder.name())
        .bind(clock::now())
        .bind(expires_at)
        .execute(database.pool())
        .await?;
    Ok(token)
}

/// Returns the id and the holder of a token; `None` if the token is unknown, revoked or expired.
pub async fn holder(database: &Database, token: &str) -> Result<Option<(String, Holder)>, Failure> {
    let Some((id, _)) = token.split_once('-').filter(|(id, _)| id.len() == ID_DIGITS) else { return Ok(None) };
    let select = "SELECT sha256, role, subject FROM tokens \
                  WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)";
    let row = sqlx::query(select).bind(id).bind(clock::now()).fetch_optional(database.pool()).await?;
    let Some(row) = row else { return Ok(None) };
    let (stored, role, name): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let given = sha256_hex(token.as_bytes());
    if !bool::from(given.as_bytes().ct_eq(stored.as_bytes())) {
        return Ok(None);
    }
    let holder = if role == "reviewer" { Holder::Reviewer(name) } else { Holder::Candidate(name) };
    Ok(Some((id.to_owned(), holder)))
}

/// Revokes a token by its id. Returns `false` if there is no valid one.
pub async fn revoke(database: &Database, id: &str) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
        .bind(clock::now())
        .bind(id)
        .execute(database.pool())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Revokes all tokens of a holder. Returns their number.
pub async fn revoke_all(database: &Database, holder: &Holder) -> Result<u64, Failure> {
    let revoke = "UPDATE tokens SET revoked_at = $1 WHERE role = $2 AND subject = $3 AND revoked_at IS NULL";
    let done =
        sqlx::query(revoke).bind(clock::now()).bind(holder.role()).bind(holder.name()).execute(database.pool()).await?;
    Ok(done.rows_affected())
}

/// Returns all tokens without their secrets, the oldest first.
pub async fn list(database: &Database) -> Result<Vec<TokenSummary>, Failure> {
    let select = "SELECT id, role, subject, created_at, revoked_at, expires_at FROM tokens ORDER BY created_at, id";
    let rows = sqlx::query(select).fetch_all(database.pool()).await?;
    let summary = |row: &sqlx::any::AnyRow| {
        Ok(TokenSummary {
            id: row.try_get(0)?,
            role: row.try_get(1)?,
            holder: row.try_get(2)?,
            created_at: row.try_get(3)?,
            revoked_at: row.try_get(4)?,
            expires_at: row.try_get(5)?,
        })
    };
    rows.iter().map(summary).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

//! Who asks, and for what: extractors for the two roles, and the names in addresses. No token or an unknown one is 401; a token of the other role finds nothing.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use exam_preflight::rules::application::is_sha256;
use uuid::Uuid;

use super::App;
use crate::error::Refusal;
use crate::tokens::{self, Who};

/// A candidate's id in an address. What cannot be one is not there.
pub fn id(text: String) -> Result<String, Refusal> {
    if tokens::is_subject(&text) { Ok(text) } else { Err(Refusal::NotFound) }
}

/// A picture's hash in an address.
pub fn sha256(text: String) -> Result<String, Refusal> {
    if is_sha256(&text) { Ok(text) } else { Err(Refusal::NotFound) }
}

/// A receipt's number in an address.
pub fn receipt(text: &str) -> Result<String, Refusal> {
    Uuid::parse_str(text).map(|id| id.to_string()).map_err(|_| Refusal::NotFound)
}

/// What a submission counts beyond the request itself.
const SUBMISSION_COST: u32 = 29;
/// Longest token that is looked at.
const MAX_TOKEN_BYTES: usize = 256;

/// A candidate, by id.
pub struct Candidate(pub String);

/// A reviewer, by name.
pub struct Reviewer;

impl FromRequestParts<App> for Candidate {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match who(parts, app).await? {
            Who::Candidate(id) => Ok(Candidate(id)),
            Who::Reviewer(_) => Err(Refusal::NotFound),
        }
    }
}

impl FromRequestParts<App> for Reviewer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match who(parts, app).await? {
            Who::Reviewer(_) => Ok(Reviewer),
            Who::Candidate(_) => Err(Refusal::NotFound),
        }
    }
}

async fn who(parts: &Parts, app: &App) -> Result<Who, Refusal> {
    let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = given.and_then(|value| value.split_once(' ')).ok_or(Refusal::Unauthorized)?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.len() > MAX_TOKEN_BYTES {
        return Err(Refusal::Unauthorized);
    }
    let who = tokens::who(&app.receiver.database, token).await?.ok_or(Refusal::Unauthorized)?;
    app.tokens.take(&bucket(&who))?;
    Ok(who)
}

/// The bucket of a token's holder: more tokens are not more requests.
fn bucket(who: &Who) -> String {
    match who {
        Who::Candidate(id) => format!("candidate {id}"),
        Who::Reviewer(name) => format!("reviewer {name}"),
    }
}

/// Counts a submission against its candidate once more: it costs the receiver as much as many looks.
pub fn count_submission(app: &App, candidate: &str) -> Result<(), Refusal> {
    app.tokens.take_several(&bucket(&Who::Candidate(candidate.to_owned())), SUBMISSION_COST)
}

//! Extracts the holder of the token, in one of two roles, and the names in addresses. Without a known token the answer is
//! 401; with a token of the other role it is 404.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use exam_preflight::rules::application::is_sha256;
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use uuid::Uuid;

use super::App;
use crate::audit::Actor;
use crate::error::Refusal;
use crate::tokens::{self, Holder};

/// Requests that one submission counts for, because of its checks. With 600 requests a minute a candidate may submit 20
/// times a minute.
const SUBMISSION_COST: u32 = 30;
/// Longest token that is looked up.
const MAX_TOKEN_BYTES: usize = 256;

/// A candidate; the actor's name is the candidate's id.
pub struct Candidate(pub Actor);

/// A reviewer.
pub struct Reviewer(pub Actor);

impl FromRequestParts<App> for Candidate {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match holder(parts, app).await? {
            (token, Holder::Candidate(name)) => Ok(Candidate(Actor { role: "candidate", name, token })),
            (_, Holder::Reviewer(_)) => Err(Refusal::NotFound),
        }
    }
}

impl FromRequestParts<App> for Reviewer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match holder(parts, app).await? {
            (token, Holder::Reviewer(name)) => Ok(Reviewer(Actor { role: "reviewer", name, token })),
            (_, Holder::Candidate(_)) => Err(Refusal::NotFound),
        }
    }
}

/// Finds the id and the holder of the request's token and counts the request against the holder's rate.
async fn holder(parts: &Parts, app: &App) -> Result<(String, Holder), Refusal> {
    let given = parts.headers.typed_get::<Authorization<Bearer>>().ok_or(Refusal::Unauthorized)?;
    let token = given.token().trim();
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Refusal::Unauthorized);
    }
    let (id, holder) = tokens::holder(&app.receiver.database, token).await?.ok_or(Refusal::Unauthorized)?;
    app.holders.take(&holder)?;
    Ok((id, holder))
}

/// Counts a submission beyond its request, which was counted already.
pub fn count_submission(app: &App, candidate: &str) -> Result<(), Refusal> {
    app.holders.take_several(&Holder::Candidate(candidate.to_owned()), SUBMISSION_COST - 1)
}

/// Reads a candidate's id in an address.
pub fn candidate_id(text: String) -> Result<String, Refusal> {
    if tokens::is_name(&text) { Ok(text) } else { Err(Refusal::NotFound) }
}

/// Reads a picture's SHA-256 in an address.
pub fn sha256(text: String) -> Result<String, Refusal> {
    if is_sha256(&text) { Ok(text) } else { Err(Refusal::NotFound) }
}

/// Reads a receipt's id in an address.
pub fn receipt_id(text: &str) -> Result<String, Refusal> {
    Uuid::parse_str(text).map(|id| id.to_string()).map_err(|_| Refusal::NotFound)
}

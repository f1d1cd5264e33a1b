//! A candidate and a reviewer to try everything with.

use crate::database::Database;
use crate::error::Failure;
use crate::tokens::{self, Who};

/// The name of both.
const NAME: &str = "demo";

/// Fresh tokens for the demo candidate and the demo reviewer; those of an earlier start are revoked.
pub async fn tokens(database: &Database) -> Result<(String, String), Failure> {
    let (candidate, reviewer) = (Who::Candidate(NAME.into()), Who::Reviewer(NAME.into()));
    for who in [&candidate, &reviewer] {
        tokens::revoke_all(database, who).await?;
    }
    Ok((tokens::add(database, &candidate).await?, tokens::add(database, &reviewer).await?))
}

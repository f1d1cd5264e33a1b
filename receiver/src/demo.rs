//! A demo candidate and a demo reviewer.

use crate::database::Database;
use crate::error::Failure;
use crate::tokens::{self, Holder};

/// Name of both.
const NAME: &str = "demo";

/// Makes fresh tokens for the demo candidate and the demo reviewer, and revokes those of an earlier start.
pub async fn tokens(database: &Database) -> Result<(String, String), Failure> {
    let (candidate, reviewer) = (Holder::Candidate(NAME.into()), Holder::Reviewer(NAME.into()));
    for holder in [&candidate, &reviewer] {
        tokens::revoke_all(database, holder).await?;
    }
    Ok((tokens::add(database, &candidate).await?, tokens::add(database, &reviewer).await?))
}

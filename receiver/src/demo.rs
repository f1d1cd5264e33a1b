//! A demo candidate and a demo reviewer.

use crate::clock;
use crate::database::Database;
use crate::error::Failure;
use crate::tokens::{self, Holder};

/// Name of both.
const NAME: &str = "demo";

/// Days that their tokens are valid.
const DAYS: u32 = 7;

/// Makes fresh tokens for the demo candidate and the demo reviewer, and revokes those of an earlier start.
pub async fn tokens(database: &Database) -> Result<(String, String), Failure> {
    let (candidate, reviewer) = (Holder::Candidate(NAME.into()), Holder::Reviewer(NAME.into()));
    for holder in [&candidate, &reviewer] {
        tokens::revoke_all(database, holder).await?;
    }
    let end = clock::in_days(DAYS);
    let add = async |holder| tokens::add_until(database, holder, Some(&end)).await;
    Ok((add(&candidate).await?, add(&reviewer).await?))
}

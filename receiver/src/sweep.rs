//! Removes pictures that no record names: those of submissions that were cut off, and those that were replaced.
//!
//! Only pictures of the day before yesterday and earlier are removed. No object of such a day is written or named anew, so
//! none can be named while it is being removed, however many receivers sweep at once.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::error::Failure;
use crate::{Receiver, clock, records};

/// Days that a sweep leaves alone: today and yesterday, because clocks differ and submissions run over midnight.
const YOUNG_DAYS: u32 = 2;

/// Sweeps once. Returns the number of pictures that were removed.
pub async fn sweep(receiver: &Receiver) -> Result<u64, Failure> {
    sweep_before(receiver, clock::days_ago(YOUNG_DAYS - 1)).await
}

/// Sweeps the days before `first_young`.
pub async fn sweep_before(receiver: &Receiver, first_young: Date) -> Result<u64, Failure> {
    let mut removed = 0;
    for day in receiver.store.days().await? {
        let is_old = day.parse::<Date>().is_ok_and(|date| date < first_young);
        if !is_old {
            continue;
        }
        let objects = receiver.store.objects(&day).await?;
        let named: BTreeSet<String> =
            records::objects_under(&receiver.database, &format!("pictures/{day}/")).await?.into_iter().collect();
        for object in objects.iter().filter(|object| !named.contains(*object)) {
            receiver.store.delete(object).await?;
            removed += 1;
        }
        removed += receiver.store.remove_leftovers(&day)?;
    }
    Ok(removed)
}

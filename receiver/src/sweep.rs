//! Removes pictures that no record names: those of submissions that were cut off, and those that were replaced.
//!
//! Only of the day before yesterday and earlier. A place of such a day is never written again and never named anew, so
//! nothing can be named while it is being removed, however many receivers sweep at once.

use std::collections::BTreeSet;

use exam_preflight::date::Date;

use crate::error::Failure;
use crate::{Receiver, clock, records};

/// Days that are left alone: today and yesterday, against clocks that differ and submissions over midnight.
const YOUNG_DAYS: u64 = 2;

/// One sweep; how many pictures went.
pub async fn sweep(receiver: &Receiver) -> Result<u64, Failure> {
    sweep_before(receiver, clock::today_less(YOUNG_DAYS - 1)).await
}

/// The same for the days before a given one.
pub async fn sweep_before(receiver: &Receiver, first_young: Date) -> Result<u64, Failure> {
    let mut removed = 0;
    for day in receiver.store.days().await? {
        let is_old = Date::parse(&day).is_some_and(|d| d.days_since_1970() < first_young.days_since_1970());
        if !is_old {
            continue;
        }
        let places = receiver.store.places(&day).await?;
        let named: BTreeSet<String> =
            records::places(&receiver.database, &format!("pictures/{day}/")).await?.into_iter().collect();
        for place in places.iter().filter(|place| !named.contains(*place)) {
            receiver.store.delete(place).await?;
            removed += 1;
        }
        removed += receiver.store.remove_leftovers(&day)?;
    }
    Ok(removed)
}

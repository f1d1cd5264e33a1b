//! The server's clock: the only one whose time is written down.

use std::time::{SystemTime, UNIX_EPOCH};

use exam_preflight::date::Date;

/// Now in UTC, `YYYY-MM-DDThh:mm:ssZ`.
pub fn now() -> String {
    let seconds = seconds();
    let (date, second) = (day(seconds / 86_400), seconds % 86_400);
    format!("{date}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Today in UTC, `days` ago.
pub fn today_less(days: u64) -> Date {
    day(seconds() / 86_400 - days)
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock stands after 1970").as_secs()
}

fn day(days_since_1970: u64) -> Date {
    let days = i64::try_from(days_since_1970).unwrap_or(i64::MAX);
    Date::of_days_since_1970(days).expect("the clock stands before the year 10,000")
}

//! The server's clock: the only one whose time is stored.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Returns the present time in UTC, `YYYY-MM-DDThh:mm:ssZ`.
pub fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns the date in UTC, `days` ago.
pub fn days_ago(days: u32) -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date().saturating_sub(i64::from(days).days())
}

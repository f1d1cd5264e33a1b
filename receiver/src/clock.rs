//! The server's clock: the only one whose time is stored.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// Times in this form sort as text.
const FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";

/// Returns the present time in UTC, `YYYY-MM-DDThh:mm:ssZ`.
pub fn now() -> String {
    Timestamp::now().strftime(FORMAT).to_string()
}

/// Returns the time in UTC, `days` from now.
pub fn in_days(days: u32) -> String {
    let later = Timestamp::now().saturating_add(SignedDuration::from_hours(24 * i64::from(days)));
    later.unwrap_or(Timestamp::MAX).strftime(FORMAT).to_string()
}

/// Returns the date in UTC, `days` ago.
pub fn days_ago(days: u32) -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date().saturating_sub(i64::from(days).days())
}

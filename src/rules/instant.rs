//! Instants of events: the text's form is checked, and no clock is read.

use crate::date::Date;

/// Returns `true` if `text` is an instant of ISO 8601 in UTC, `YYYY-MM-DDThh:mm:ssZ`, with decimals of a second allowed, as
/// JavaScript's `toISOString` gives it.
pub fn is_instant(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let Some(time) = time.strip_suffix('Z') else { return false };
    let (clock, decimals) = time.split_once('.').unwrap_or((time, "0"));
    let clock = clock.as_bytes();
    if clock.len() != 8 || clock[2] != b':' || clock[5] != b':' {
        return false;
    }
    let parts = [two_digits(&clock[..2]), two_digits(&clock[3..5]), two_digits(&clock[6..])];
    let [Some(hours), Some(minutes), Some(seconds)] = parts else { return false };
    // 60 is a leap second.
    let in_range = hours < 24 && minutes < 60 && seconds <= 60;
    let well_ended = (1..=9).contains(&decimals.len()) && decimals.bytes().all(|b| b.is_ascii_digit());
    Date::parse(date).is_some() && in_range && well_ended
}

fn two_digits(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0u8, |n, b| b.is_ascii_digit().then(|| n * 10 + (b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::is_instant;

    #[test]
    fn instants_are_in_utc() {
        for good in [
            "2025-01-31T00:00:00Z",
            "2025-01-31T23:59:60Z",
            "2025-01-31T08:05:09.123Z",
            "2025-01-31T08:05:09.123456789Z",
        ] {
            assert!(is_instant(good), "{good}");
        }
        for bad in [
            "2025-01-31",
            "2025-01-31T00:00:00",
            "2025-01-31T00:00:00+08:00",
            "2025-02-30T00:00:00Z",
            "2025-01-31T24:00:00Z",
            "2025-01-31T00:60:00Z",
            "2025-01-31T00:00:61Z",
            "2025-01-31T0a:00:00Z",
            "2025-01-31T00-00:00Z",
            "2025-01-31T00:00-00Z",
            "2025-01-31T00:00:0Z",
            "2025-01-31T00:00:00.Z",
            "2025-01-31T00:00:00.1234567890Z",
            "2025-01-31T00:00:00.12aZ",
        ] {
            assert!(!is_instant(bad), "{bad}");
        }
    }
}

//! Dates and times as they come in: text is checked for its shape, and no clock is ever read.

/// Whether `text` is a day of the Gregorian calendar, `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (digits(&bytes[..4]), digits(&bytes[5..7]), digits(&bytes[8..])) else {
        return false;
    };
    (1..=days_in_month(year, month)).contains(&day)
}

/// Whether `text` is an instant of ISO 8601 in UTC, `YYYY-MM-DDThh:mm:ssZ`, with decimals of a second allowed: what
/// JavaScript's `toISOString` gives.
pub fn is_instant(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let Some(time) = time.strip_suffix('Z') else { return false };
    let (clock, decimals) = match time.split_once('.') {
        Some((clock, decimals)) => (clock.as_bytes(), decimals),
        None => (time.as_bytes(), "0"),
    };
    if clock.len() != 8 || clock[2] != b':' || clock[5] != b':' {
        return false;
    }
    let parts = [digits(&clock[..2]), digits(&clock[3..5]), digits(&clock[6..])];
    let [Some(hours), Some(minutes), Some(seconds)] = parts else { return false };
    // 60 is a leap second.
    let in_range = hours < 24 && minutes < 60 && seconds <= 60;
    is_date(date) && in_range && (1..=9).contains(&decimals.len()) && decimals.bytes().all(|b| b.is_ascii_digit())
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_instant};

    #[test]
    fn dates_are_of_the_calendar() {
        for good in ["2025-01-31", "2024-02-29", "2000-02-29", "2025-04-30", "2025-12-01"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "",
            "2025-1-31",
            "2025-02-29",
            "1900-02-29",
            "2025-04-31",
            "2025-00-10",
            "2025-13-10",
            "2025-01-00",
            "2025/01-31",
            "2025-01/31",
            "2025-01-32",
            "2025-01-3x",
            "20a5-01-31",
            "2025-01-311",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn instants_are_in_utc() {
        for good in ["2025-01-31T00:00:00Z", "2025-01-31T23:59:60Z", "2025-01-31T08:05:09.123Z"] {
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

//! How fast one may ask: token buckets, by holder of a token and by address. Each receiver counts for itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::serve::Peer;
use crate::error::Refusal;
use crate::settings::Rate;

/// Above this many buckets the full ones are forgotten: a full bucket and none are the same.
const MANY: usize = 10_000;

/// Buckets of one kind.
pub struct Buckets {
    rate: Rate,
    buckets: Mutex<HashMap<String, Bucket>>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Buckets {
    /// Empty, which is to say all full.
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::default() }
    }

    /// Takes one from a bucket, or says when there will be one again.
    pub fn take(&self, holder: &str) -> Result<(), Refusal> {
        self.take_at(holder, 1, Instant::now())
    }

    /// Takes several, for what costs more than a look: never more than a full bucket holds.
    pub fn take_several(&self, holder: &str, several: u32) -> Result<(), Refusal> {
        self.take_at(holder, several.min(self.rate.burst), Instant::now())
    }

    fn take_at(&self, holder: &str, several: u32, now: Instant) -> Result<(), Refusal> {
        let several = f64::from(several);
        let (burst, per_second) = (f64::from(self.rate.burst.max(1)), f64::from(self.rate.per_minute.max(1)) / 60.0);
        let filled = |bucket: &Bucket| (bucket.tokens + (now - bucket.at).as_secs_f64() * per_second).min(burst);
        let mut buckets = self.buckets.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| filled(bucket) < burst);
        }
        let bucket = buckets.entry(holder.to_owned()).or_insert(Bucket { tokens: burst, at: now });
        let tokens = filled(bucket);
        if tokens < several {
            let wait = ((several - tokens) / per_second).ceil();
            return Err(Refusal::RateLimited { retry_after_s: wait as u64 });
        }
        *bucket = Bucket { tokens: tokens - several, at: now };
        Ok(())
    }
}

/// Counts every request of the interface against its address.
pub async fn per_address(State(app): State<App>, request: Request, next: Next) -> Response {
    let address = address(&app, &request).map_or_else(|| "unknown".into(), |address| network(address).to_string());
    match app.addresses.take(&address) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The client's address. Behind a proxy it is the last that the proxy noted: those before it the client may have made up.
fn address(app: &App, request: &Request) -> Option<IpAddr> {
    if app.receiver.settings.behind_tls_proxy {
        let noted = request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        return noted.rsplit(',').next()?.trim().parse().ok();
    }
    request.extensions().get::<Peer>().map(|peer| peer.0)
}

/// An IPv6 customer has a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let buckets = Buckets::new(Rate { burst: 3, per_minute: 60 });
        let start = Instant::now();
        let take =
            |holder: &str, after_s: u64| buckets.take_at(holder, 1, start + Duration::from_secs(after_s)).is_ok();
        assert!((0..3).all(|_| take("a", 0)));
        assert!(!take("a", 0));
        assert!(take("b", 0), "each has its own");
        assert!(take("a", 1) && !take("a", 1), "one a second");
        assert!((0..3).all(|_| take("a", 100)) && !take("a", 100), "never more than the burst");
        assert!(buckets.take_several("c", 2).is_ok() && buckets.take_several("c", 2).is_err(), "two of three");
        assert!(buckets.take_several("d", 9).is_ok(), "a full bucket is enough for anything");
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let buckets = Buckets::new(Rate { burst: 3, per_minute: 60 });
        let start = Instant::now();
        for holder in 0..=MANY {
            buckets.take_at(&holder.to_string(), 1, start).unwrap();
        }
        buckets.take_at("late", 1, start + Duration::from_secs(60)).unwrap();
        assert_eq!(buckets.buckets.lock().unwrap().len(), 1);
    }

    #[test]
    fn an_ipv6_customer_is_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2::ffff"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }
}

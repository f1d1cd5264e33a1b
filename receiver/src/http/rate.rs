//! Limits the rate of requests, by holder of a token and by address. Each receiver counts for itself.

use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::App;
use super::serve::Peer;
use crate::error::Refusal;
use crate::settings::Rate;

/// Number of keys from which those with nothing to remember are removed.
const MANY_KEYS: usize = 10_000;
/// Shortest time between two removals: each reads all keys.
const REMOVAL_PAUSE: Duration = Duration::from_secs(1);

/// The rates of one kind of caller. A thin layer over `governor`: costs above the burst, and a bound on memory.
pub struct Rates<K: Hash + Eq + Clone, C: Clock = DefaultClock> {
    limiter: RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    burst: NonZeroU32,
    removed_at: Mutex<Instant>,
}

impl<K: Hash + Eq + Clone> Rates<K> {
    /// Makes the rates of callers who have asked nothing yet.
    pub fn new(rate: Rate) -> Self {
        Self::with_clock(rate, DefaultClock::default())
    }
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Rates<K, C> {
    fn with_clock(rate: Rate, clock: C) -> Self {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let burst = at_least_one(rate.burst);
        let quota = Quota::per_minute(at_least_one(rate.per_minute)).allow_burst(burst);
        let limiter = RateLimiter::new(quota, DashMapStateStore::default(), clock.clone());
        Self { limiter, clock, burst, removed_at: Mutex::new(Instant::now()) }
    }

    /// Counts one request, or says when there will be room for it.
    pub fn take(&self, key: &K) -> Result<(), Refusal> {
        self.take_several(key, 1)
    }

    /// Counts what costs as much as several requests: at most a whole burst, so that it is possible at all.
    pub fn take_several(&self, key: &K, several: u32) -> Result<(), Refusal> {
        let Some(several) = NonZeroU32::new(several.min(self.burst.get())) else { return Ok(()) };
        self.remove_unneeded();
        let Ok(checked) = self.limiter.check_key_n(key, several) else {
            unreachable!("no more than a burst is asked for")
        };
        checked.map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Refusal::RateLimited { retry_after_s: wait.as_secs() + u64::from(wait.subsec_nanos() > 0) }
        })
    }

    /// Removes the keys whose burst is whole again: they are the same as new ones.
    fn remove_unneeded(&self) {
        if self.limiter.len() <= MANY_KEYS {
            return;
        }
        let Ok(mut removed_at) = self.removed_at.try_lock() else { return };
        if removed_at.elapsed() >= REMOVAL_PAUSE {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
            *removed_at = Instant::now();
        }
    }
}

/// Counts every request of the interface against its address.
pub async fn per_address(State(app): State<App>, request: Request, next: Next) -> Response {
    let network = address(&app, &request).map(network);
    match app.networks.take(&network) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Returns the client's address. Behind a proxy it is the last that the proxy noted, because a client can make up those
/// before it; where the proxy noted none, it is the proxy's own.
fn address(app: &App, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    if !app.receiver.settings.behind_tls_proxy {
        return peer;
    }
    let noted = request.headers().get_all("x-forwarded-for").iter().next_back();
    noted.and_then(|value| value.to_str().ok()).and_then(|value| forwarded(value.rsplit(',').next()?)).or(peer)
}

/// Reads an address as proxies note it: with or without a port.
fn forwarded(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    text.parse().or_else(|_| with_port()).ok()
}

/// Returns the network that one customer has: an IPv4 address, or the /64 of an IPv6 address.
pub fn network(address: IpAddr) -> IpAddr {
    // A listener for both writes 10.0.0.1 as ::ffff:10.0.0.1.
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    const RATE: Rate = Rate { burst: 3, per_minute: 60 };

    #[test]
    fn a_burst_is_used_up_and_comes_back() {
        let clock = FakeRelativeClock::default();
        let rates = Rates::with_clock(RATE, clock.clone());
        let take = |key: &'static str| rates.take(&key).is_ok();
        assert!((0..3).all(|_| take("a")));
        assert!(!take("a"));
        assert!(take("b"), "each key has its own");
        clock.advance(Duration::from_secs(1));
        assert!(take("a") && !take("a"), "one a second");
        clock.advance(Duration::from_secs(100));
        assert!((0..3).all(|_| take("a")) && !take("a"), "never more than the burst");
        assert!(rates.take_several(&"c", 2).is_ok() && rates.take_several(&"c", 2).is_err(), "two of three");
        assert!(rates.take_several(&"d", 9).is_ok(), "a whole burst is enough for anything");
        assert!(rates.take_several(&"d", 0).is_ok(), "nothing costs nothing");
    }

    #[test]
    fn the_wait_is_given_in_whole_seconds() {
        let clock = FakeRelativeClock::default();
        let rates = Rates::with_clock(RATE, clock.clone());
        let wait = |several| match rates.take_several(&"a", several) {
            Err(Refusal::RateLimited { retry_after_s }) => retry_after_s,
            other => panic!("{other:?}"),
        };
        rates.take_several(&"a", 3).unwrap();
        assert_eq!((wait(1), wait(3)), (1, 3));
        clock.advance(Duration::from_millis(300));
        assert_eq!((wait(1), wait(3)), (1, 3), "0.7 and 2.7 seconds, rounded up");
        clock.advance(Duration::from_millis(700));
        assert_eq!(wait(3), 2);
        rates.take(&"a").unwrap();
    }

    #[test]
    fn keys_with_nothing_to_remember_are_removed() {
        let clock = FakeRelativeClock::default();
        let rates = Rates::with_clock(RATE, clock.clone());
        for key in 0..=MANY_KEYS {
            rates.take(&key).unwrap();
        }
        clock.advance(Duration::from_secs(60));
        *rates.removed_at.lock().unwrap() -= REMOVAL_PAUSE;
        rates.take(&(MANY_KEYS + 1)).unwrap();
        assert_eq!(rates.limiter.len(), 1);
    }

    #[test]
    fn a_customer_is_one_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2::ffff"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
        assert_ne!(of("::ffff:10.0.0.1"), of("::ffff:10.0.0.2"), "IPv4 on a listener for both");
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }

    #[test]
    fn proxies_note_addresses_with_and_without_a_port() {
        let noted =
            [" 10.0.0.1", "10.0.0.1:4711", "[2001:db8::1]:4711", "2001:db8::1"].map(|text| forwarded(text).unwrap());
        assert_eq!(noted.map(|address| address.to_string()), ["10.0.0.1", "10.0.0.1", "2001:db8::1", "2001:db8::1"]);
        assert_eq!(forwarded("unknown"), None);
    }
}

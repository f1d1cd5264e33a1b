//! Takes connections: limits their number, the wait for headers and the wait for a client that does not read, and ends
//! gracefully.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

use super::rate::network;
use super::stream::TimedStream;
use super::unread::read_rest;
use crate::settings::Settings;

/// Longest wait for requests in progress at the end.
const LAST_WAIT: Duration = Duration::from_secs(30);
/// Pause after the system gave no connection, for instance without file handles.
const PAUSE: Duration = Duration::from_millis(100);

/// Bytes that a connection buffers in each direction, and the largest head of a request.
const MAX_BUFFER_BYTES: usize = 64 << 10;

/// Address of the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Numbers of open connections by network.
#[derive(Default)]
struct OpenConnections(Mutex<HashMap<IpAddr, usize>>);

/// One open connection, until this is dropped.
struct OpenConnection {
    all: Arc<OpenConnections>,
    network: IpAddr,
}

impl OpenConnection {
    /// Counts a connection; `None` if its network has `most` already.
    fn count(all: &Arc<OpenConnections>, network: IpAddr, most: usize) -> Option<Self> {
        let mut numbers = all.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let number = numbers.entry(network).or_default();
        if *number >= most {
            return None;
        }
        *number += 1;
        Some(Self { all: all.clone(), network })
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        let mut numbers = self.all.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(number) = numbers.get_mut(&self.network) {
            *number -= 1;
            if *number == 0 {
                numbers.remove(&self.network);
            }
        }
    }
}

/// Serves until `end` is ready, then lets the requests in progress finish.
pub async fn serve(listener: TcpListener, router: Router, settings: &Settings, end: impl Future<Output = ()>) {
    let permits = Arc::new(Semaphore::new(settings.connections));
    let open = Arc::new(OpenConnections::default());
    // All connections of a proxy come from one address.
    let most_of_one = if settings.behind_tls_proxy { usize::MAX } else { settings.connections_per_address };
    let graceful = GracefulShutdown::new();
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(settings.header_timeout).max_headers(100);
    builder.max_buf_size(MAX_BUFFER_BYTES);
    let mut end = std::pin::pin!(end);
    loop {
        let permit = tokio::select! {
            permit = permits.clone().acquire_owned() => permit.expect("the permits are never closed"),
            () = &mut end => break,
        };
        let (stream, address) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "no connection");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
            () = &mut end => break,
        };
        let Some(counted) = OpenConnection::count(&open, network(address.ip()), most_of_one) else {
            tracing::debug!("one address has too many connections");
            continue;
        };
        let (router, idle_timeout) = (router.clone(), settings.idle_timeout);
        let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(Peer(address.ip()));
            let router = router.clone();
            let answer = async |request| match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            async move { Ok::<_, Infallible>(read_rest(request.map(Body::new), idle_timeout, answer).await) }
        });
        let stream = TimedStream::new(stream, settings.write_idle_timeout, settings.write_timeout);
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that goes away is no error.
            let _ = connection.await;
            drop((permit, counted));
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_WAIT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

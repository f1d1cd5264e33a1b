//! The part of a body that an early answer leaves unread.
//!
//! A refusal often needs no more than the head of a request. If the receiver closed the line there, a client that still
//! sends would see a broken line in place of the answer: browsers, and most libraries, read only after they have sent.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::timeout;

use crate::settings::BODY_CEILING_BYTES;

/// Longest time for which the rest of a body is read.
const LONGEST_READ: Duration = Duration::from_secs(60);

/// A body that goes back to `unread` when its reader drops it before its end.
struct Lent {
    body: Option<Body>,
    unread: Arc<Mutex<Option<Body>>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(context);
        // Nothing follows an end or an error.
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or(SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            *self.unread.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(body);
        }
    }
}

/// Passes a request on to `handler`, and reads and forgets what the handler leaves of the body while the answer is sent: at
/// most [`BODY_CEILING_BYTES`], for at most [`LONGEST_READ`], with no pause longer than `idle_timeout`. Above these bounds,
/// and for a client that was too slow, the line is closed with the rest unread.
pub async fn read_rest<H, F>(request: Request, idle_timeout: Duration, handler: H) -> Response
where
    H: FnOnce(Request) -> F,
    F: Future<Output = Response>,
{
    // Such a client sends nothing before it is asked to.
    let waits = request.headers().contains_key(header::EXPECT);
    if waits || request.body().is_end_stream() || request.body().size_hint().lower() > BODY_CEILING_BYTES {
        return handler(request).await;
    }
    let unread = Arc::new(Mutex::new(None));
    let lent = |body| Body::new(Lent { body: Some(body), unread: unread.clone() });
    let response = handler(request.map(lent)).await;
    let rest = unread.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
    if let Some(rest) = rest.filter(|_| response.status() != StatusCode::REQUEST_TIMEOUT) {
        tokio::spawn(timeout(LONGEST_READ, forget(rest, idle_timeout)));
    }
    response
}

/// Reads as long as no frame takes longer than `idle_timeout`.
async fn forget(mut body: Body, idle_timeout: Duration) {
    let mut read_bytes = 0;
    while let Ok(Some(Ok(frame))) = timeout(idle_timeout, body.frame()).await {
        read_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        if read_bytes > BODY_CEILING_BYTES {
            break;
        }
    }
}

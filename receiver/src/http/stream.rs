//! A connection that ends when its client does not read what it asked for.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

/// A TCP stream with two limits on writing. `hyper` bounds the wait for a request only.
pub struct TimedStream {
    stream: TcpStream,
    idle_timeout: Duration,
    timeout: Duration,
    waiting: Option<Waiting>,
}

/// The time during which the client is behind.
struct Waiting {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

impl TimedStream {
    /// Ends the connection with an error when its client reads nothing for `idle_timeout`, or is behind without a pause for
    /// `timeout`.
    pub fn new(stream: TcpStream, idle_timeout: Duration, timeout: Duration) -> Self {
        Self { stream, idle_timeout, timeout, waiting: None }
    }

    /// Bounds the result of one write of `wanted` bytes.
    fn bounded(
        &mut self,
        context: &mut Context<'_>,
        wanted: usize,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) if bytes < wanted => self.wait_anew(),
            Poll::Ready(_) => self.waiting = None,
            Poll::Pending => {
                if self.waiting.is_none() {
                    self.wait_anew();
                }
                if let Some(waiting) = &mut self.waiting
                    && waiting.end.as_mut().poll(context).is_ready()
                {
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")));
                }
            }
        }
        written
    }

    /// Starts the wait, or goes on with it after the client read a part.
    fn wait_anew(&mut self) {
        let now = Instant::now();
        let since = self.waiting.as_ref().map_or(now, |waiting| waiting.since);
        let end = (now + self.idle_timeout).min(since + self.timeout);
        match &mut self.waiting {
            Some(waiting) => waiting.end.as_mut().reset(end),
            None => self.waiting = Some(Waiting { since, end: Box::pin(tokio::time::sleep_until(end)) }),
        }
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, bytes.len(), written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.bounded(context, slices.iter().map(|slice| slice.len()).sum(), written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

//! A gate between the body of a request and its parser. A frame passes only when the gate was opened for it.
//!
//! The multipart parser `multer` reads everything that arrives into its own buffer, which no limit bounds. A part header
//! without end costs memory and also time, because `multer` searches the whole buffer again with every packet.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;

use axum::body::Body;
use bytes::Bytes;
use futures_util::Stream;

/// The gate. Parser and reader run in the same task, so that nothing has to be woken when it opens.
#[derive(Default)]
pub struct Gate {
    is_open: AtomicBool,
    is_awaited: AtomicBool,
    passed_bytes: AtomicU64,
}

impl Gate {
    /// Returns the frames of `body`, each of which waits for the gate.
    pub fn stream(self: Arc<Self>, body: Body) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send {
        let mut frames = body.into_data_stream();
        futures_util::stream::poll_fn(move |context| {
            if !self.is_open.load(Ordering::Relaxed) {
                self.is_awaited.store(true, Ordering::Relaxed);
                return Poll::Pending;
            }
            let frame = Pin::new(&mut frames).poll_next(context);
            if let Poll::Ready(Some(Ok(bytes))) = &frame {
                self.is_open.store(false, Ordering::Relaxed);
                self.passed_bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            }
            frame
        })
    }

    /// Lets one frame pass.
    pub fn open(&self) {
        self.is_open.store(true, Ordering::Relaxed);
    }

    /// Returns `true` if the parser has met a closed gate since the last call.
    pub fn is_awaited(&self) -> bool {
        self.is_awaited.swap(false, Ordering::Relaxed)
    }

    /// Returns the number of bytes that have passed.
    pub fn passed_bytes(&self) -> u64 {
        self.passed_bytes.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, StreamExt};

    use super::*;

    #[test]
    fn one_frame_passes_for_each_opening() {
        let gate = Arc::new(Gate::default());
        let frames = ["ab", "c", "def"].map(|frame| Ok::<_, axum::Error>(Bytes::from(frame)));
        let mut stream = Box::pin(gate.clone().stream(Body::from_stream(futures_util::stream::iter(frames))));
        let mut next = || stream.next().now_or_never().map(|frame| frame.map(Result::unwrap));
        assert_eq!((next(), gate.is_awaited(), gate.is_awaited()), (None, true, false));
        gate.open();
        assert_eq!((next(), gate.is_awaited(), gate.passed_bytes()), (Some(Some("ab".into())), false, 2));
        assert_eq!((next(), gate.is_awaited()), (None, true));
        for frame in [Some(Bytes::from("c")), Some("def".into()), None] {
            gate.open();
            assert_eq!(next(), Some(frame));
        }
        assert_eq!(gate.passed_bytes(), 6);
    }
}

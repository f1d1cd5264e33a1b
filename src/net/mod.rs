//! Small convolutional nets: takes a file, gives numbers. Their meaning is the callers' business.
//!
//! All sums are f32, product by product in a fixed order and without fused multiply-add, and no path depends on the
//! processor: an answer has the same bits natively and in wasm. The compiler makes vector instructions of the inner loops.
//! `scripts/models` writes the file; `docs/nets.md` lists the nets and their origins.

mod convolve;
mod file;
mod plane;
mod run;

pub use file::{BadFile, Net, Reader};
pub use plane::Plane;

//! Prepares and checks what a candidate uploads for an examination: the portrait and the pictures of papers.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod codec;
pub mod date;
pub mod error;
pub mod finding;
pub mod fingerprint;
pub mod intake;
pub mod limits;
pub mod material;
pub mod photo;
pub mod report;
pub mod rules;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

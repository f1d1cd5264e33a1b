//! Prepares and checks what a candidate uploads for an examination: the portrait and the pictures of documents.
//!
//! One portrait to one exam photo, with the feature `face-model`:
//!
//! ```
//! # #[cfg(feature = "face-model")] {
//! use exam_preflight::photo::{self, FaceModel, PrepareOptions, Prepared};
//! use exam_preflight::rules::policy::{Policy, built_in};
//!
//! let policy = Policy::from_json(built_in("hubei-2025").unwrap()).unwrap();
//! let model = FaceModel::embedded();
//! let options = PrepareOptions { file_name: Some("jpeg_420.jpg"), ..PrepareOptions::new(&policy, &model) };
//! let bytes = std::fs::read("tests/fixtures/jpeg_420.jpg").unwrap();
//! let Prepared { report, jpeg } = photo::prepare(&bytes, &options, &mut |_| ()).unwrap();
//! // The file shows nobody: the report says so, and there is no error to handle.
//! assert!(!report.findings.is_empty());
//! assert!(jpeg.is_none_or(|jpeg| jpeg.len() <= 29_999));
//! # }
//! ```
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

//! Prepares and checks what a candidate uploads for an examination: the portrait photo, the pictures of documents, and the
//! application around them. One crate for the browser (compiled to WebAssembly), the command line and the receiving server.
//!
//! Any bytes get an answer: a [`report::Report`] with every [`finding::Finding`], each with a stable code, the figure seen
//! and the limit. An [`error::Error`] is a mistake of the calling program, never of a file.
//!
//! # A photo
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
//!
//! `examples/prepare_photo.rs` is a whole program.
//!
//! # Two pipelines that meet at the gate
//!
//! **Photo**, [`photo::prepare`]: bytes, [`codec::probe`], [`codec::decode`] (upright, sRGB, already reduced), the face and
//! the head, the crop, [`codec::resize`], [`codec::encode`] within the byte limit; then the final bytes are decoded and
//! judged. [`photo::check`] judges a finished photo, as a server must.
//!
//! **Documents**, [`material::inspect`]: bytes, probe, decode, orientation, legibility, QR codes.
//! [`material::repair`] makes an upright JPEG within the limit and inspects it.
//!
//! **Rules**: a [`rules::policy::Policy`] holds an office's requirements. [`rules::transition::apply`] takes an
//! [`rules::application::Application`] from state to state, and [`rules::gate::evaluate`] judges whether it may be sent, with
//! every reason.
//!
//! # Features
//!
//! - `face-model`: embeds the nets that find faces (0.9 MB), for [`photo`]. Without it the caller loads the file.
//! - `schema`: JSON Schemas of policy and report.
//! - `cli`: the command line.
//!
//! By default none is on.
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
mod net;
pub mod photo;
pub mod report;
pub mod rules;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

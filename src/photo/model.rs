//! The face model: SeetaFace's frontal detector, as the `rustface` package carries it (BSD-2).

use std::io::Cursor;

use crate::error::{Error, Result, Stage};
use crate::report::sha256_hex;

/// SHA-256 of `seeta_fd_frontal_v1.0.bin`. The parser behind it trusts its input, so no other bytes reach it.
const MODEL_SHA256: &str = "c4619d066ed35e84d9a8e842860b0dff567aba0cbb139881075538761db3ff5d";

/// A parsed face model. Parse once, use for every photo.
#[derive(Clone)]
pub struct FaceModel(rustface::Model);

impl FaceModel {
    /// Reads the model file. Any other bytes are a misuse.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let sha256 = sha256_hex(bytes);
        if sha256 != MODEL_SHA256 {
            let why = format!("not the face model: its SHA-256 is {sha256}, expected {MODEL_SHA256}");
            return Err(Error::misuse(Stage::Locate, why));
        }
        let model = rustface::read_model(Cursor::new(bytes)).map_err(|e| Error::misuse(Stage::Locate, e))?;
        Ok(Self(model))
    }

    /// The model that was built into this binary.
    #[cfg(feature = "face-model")]
    pub fn embedded() -> Self {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/face-model.bin"));
        Self::from_bytes(bytes).expect("the build copied the model of the locked rustface version")
    }

    /// A detector of its own, since a search writes to its buffers. It copies the model: make one for many searches.
    pub(super) fn detector(&self) -> Box<dyn rustface::Detector> {
        rustface::create_detector_with_model(self.0.clone())
    }
}

impl std::fmt::Debug for FaceModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaceModel")
    }
}

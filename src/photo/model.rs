//! The nets for portraits, as `scripts/models` makes them from MediaPipe's packages (Apache-2.0).

use std::sync::Arc;

use crate::error::{Error, Result, Stage};
use crate::net::{BadFile, Net, Reader};
use crate::report::sha256_hex;

/// SHA-256 of the file that `make models` builds.
const MODEL_SHA256: &str = "da2ff77add6f14872fa990754a9e76bc1aaf5ac986af52265a4b74a92ff938ba";
const MAGIC: &[u8] = b"EPF1";

/// The nets for faces, ready to run. Read once, use for every photo; a copy shares the weights.
#[derive(Clone)]
pub struct FaceModel(Arc<Nets>);

struct Nets {
    detector: Net,
    mesh: Net,
    /// The eye at the left of the picture, the other one.
    eyes: [Net; 2],
    lips: Net,
    mask: Net,
    /// Of each number of the mesh's answer: three times its point, plus its coordinate (0 to 2). Ascending.
    rows: Vec<usize>,
}

impl FaceModel {
    /// Reads the model file. Any other bytes are a misuse.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let sha256 = sha256_hex(bytes);
        if sha256 != MODEL_SHA256 {
            let why = format!("not the face model: its SHA-256 is {sha256}, expected {MODEL_SHA256}");
            return Err(Error::misuse(Stage::Locate, why));
        }
        let nets = read(bytes).map_err(|BadFile| Error::misuse(Stage::Locate, "the face model is damaged"))?;
        Ok(Self(Arc::new(nets)))
    }

    /// Returns the model built into this binary.
    #[cfg(feature = "face-model")]
    pub fn embedded() -> Self {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/face-model.bin"));
        Self::from_bytes(bytes).expect("the build took the file that this version expects")
    }

    pub(super) fn detector(&self) -> &Net {
        &self.0.detector
    }

    pub(super) fn mesh(&self) -> &Net {
        &self.0.mesh
    }

    /// Returns the net for an eye; side 0 is the eye at the left of the picture.
    pub(super) fn eye(&self, side: usize) -> &Net {
        &self.0.eyes[side]
    }

    pub(super) fn lips(&self) -> &Net {
        &self.0.lips
    }

    pub(super) fn mask(&self) -> &Net {
        &self.0.mask
    }

    /// Returns the index of a point's coordinate in the mesh's answer. Panics at a point that the converter left out: a
    /// programmer's mistake.
    pub(super) fn row(&self, point: usize, coordinate: usize) -> usize {
        self.0.rows.binary_search(&(3 * point + coordinate)).expect("the converter keeps this point")
    }
}

fn read(bytes: &[u8]) -> std::result::Result<Nets, BadFile> {
    let mut file = Reader::new(bytes);
    if file.take(MAGIC.len())? != MAGIC {
        return Err(BadFile);
    }
    let mut net = || Net::read(&mut file);
    let (detector, mesh, eyes, lips, mask) = (net()?, net()?, [net()?, net()?], net()?, net()?);
    let rows = (0..file.number()?).map(|_| file.number()).collect::<std::result::Result<Vec<_>, _>>()?;
    if file.is_empty() { Ok(Nets { detector, mesh, eyes, lips, mask, rows }) } else { Err(BadFile) }
}

impl std::fmt::Debug for FaceModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaceModel")
    }
}

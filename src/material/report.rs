//! Measures in a document picture's report. Their names are a contract.

use serde::Serialize;

use crate::codec::turn::QuarterTurn;
use crate::finding::Code;
use crate::report::{Report, number};
use crate::rules::application::FileRecord;

impl Report<MaterialMeasured> {
    /// Returns `true` if the picture is accepted only because a person has confirmed that it is upright.
    pub fn is_confirmed_upright(&self) -> bool {
        self.findings.iter().any(|finding| finding.code == Code::MaterialOrientationConfirmed)
    }

    /// Returns the inspected picture as an application keeps it.
    pub fn record(&self, name: &str, bytes: &[u8]) -> FileRecord {
        FileRecord {
            perceptual_hash: self.measured.perceptual_hash.clone(),
            confirmed_upright: self.is_confirmed_upright(),
            ..FileRecord::new(name, bytes, self.input_format(), self.verdict)
        }
    }
}

/// Measures of a document picture; null if a measure was not made or not possible.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MaterialMeasured {
    /// Clockwise turn of the content from upright, once a mirror is undone. Judged on the picture after the EXIF tag was
    /// applied.
    pub rotation_cw: Option<QuarterTurn>,
    /// `true` if the content is mirrored.
    pub mirrored: Option<bool>,
    /// Likelihood that the content is upright and not mirrored, 0 to 1.
    #[serde(serialize_with = "number")]
    pub upright_confidence: Option<f64>,
    /// Steepest step of the strokes over their range, median of all writing: 0.08 cannot be read, 0.3 is sharp.
    #[serde(serialize_with = "number")]
    pub sharpness: Option<f64>,
    /// Clockwise lean of the lines of writing from the nearest quarter turn, in degrees, -45 to 45. Null if there is no
    /// writing, or its lines have no common direction.
    #[serde(serialize_with = "number")]
    pub skew_deg: Option<f64>,
    /// Height of the writing, median of all lines, in pixels of the file. Null if no lines were found.
    #[serde(serialize_with = "number")]
    pub text_height_px: Option<f64>,
    /// Difference of the darkest and the lightest level around a stroke as a ratio of the lightest, median of all writing, 0
    /// to 1. Null if there is too little writing.
    #[serde(serialize_with = "number")]
    pub text_contrast: Option<f64>,
    /// Mean luminance, 0 to 1.
    #[serde(serialize_with = "number")]
    pub luminance_mean: Option<f64>,
    /// Share of the picture that is burnt out among writing, 0 to 1. White paper does not count.
    #[serde(serialize_with = "number")]
    pub clipped_highlights: Option<f64>,
    /// Share of the picture at full black, 0 to 1.
    #[serde(serialize_with = "number")]
    pub clipped_shadows: Option<f64>,
    /// QR codes found.
    pub qr_codes: Option<u32>,
    /// 64 bits in hexadecimal, similar for two pictures of the same document: see [`crate::fingerprint`].
    pub perceptual_hash: Option<String>,
}

//! The measures in a document picture's report: names are a contract.

use serde::Serialize;

use crate::codec::turn::QuarterTurn;
use crate::finding::Code;
use crate::report::{Report, number};
use crate::rules::application::FileRecord;

impl Report<MaterialMeasured> {
    /// Returns `true` if the picture is accepted only because a person has confirmed that it is upright.
    pub fn rests_on_word(&self) -> bool {
        self.findings.iter().any(|finding| finding.code == Code::MaterialOrientationConfirmed)
    }

    /// The picture that was inspected, as an application keeps it.
    pub fn record(&self, name: &str, bytes: &[u8]) -> FileRecord {
        FileRecord {
            perceptual_hash: self.measured.perceptual_hash.clone(),
            confirmed_upright: self.rests_on_word(),
            ..FileRecord::new(name, bytes, self.input_format(), self.verdict)
        }
    }
}

/// The measures of a document picture; null where it was not, or could not be.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MaterialMeasured {
    /// How far the content is turned clockwise from upright, once a mirror is undone. Judged on the picture as a viewer
    /// shows it that honours the EXIF tag.
    pub rotation_cw: Option<QuarterTurn>,
    /// `true` if the content is mirrored.
    pub mirrored: Option<bool>,
    /// How likely it is that the content is upright and not mirrored, 0 to 1.
    #[serde(serialize_with = "number")]
    pub upright_confidence: Option<f64>,
    /// Steepest step of the strokes over their range, in the middle of all writing: 0.08 cannot be read, 0.3 is sharp.
    #[serde(serialize_with = "number")]
    pub sharpness: Option<f64>,
    /// Clockwise lean of the lines of writing, in degrees, -45 to 45: the nearer of the ways they can be read. Null where
    /// there is no writing, or its strokes have no common direction.
    #[serde(serialize_with = "number")]
    pub skew_deg: Option<f64>,
    /// Height of the writing in the middle of all lines, in pixels of the file. Null where no lines were found.
    #[serde(serialize_with = "number")]
    pub text_height_px: Option<f64>,
    /// Darkest against lightest level about a stroke, as a share of the lightest, in the middle of all writing, 0 to 1. Null
    /// where there is too little writing.
    #[serde(serialize_with = "number")]
    pub text_contrast: Option<f64>,
    /// Mean luminance, 0 to 1.
    #[serde(serialize_with = "number")]
    pub luminance_mean: Option<f64>,
    /// Part of the picture that is burnt out amid writing, 0 to 1. Paper that is white by itself does not count.
    #[serde(serialize_with = "number")]
    pub clipped_highlights: Option<f64>,
    /// Part of the picture at full black, 0 to 1.
    #[serde(serialize_with = "number")]
    pub clipped_shadows: Option<f64>,
    /// QR codes found.
    pub qr_codes: Option<u32>,
    /// 64 bits in hexadecimal, alike for two pictures of the same paper: see [`crate::fingerprint`].
    pub perceptual_hash: Option<String>,
}

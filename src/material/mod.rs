//! One picture of a document: header checks, orientation, clarity, repair.
//!
//! The driver reads top to bottom: intake -> header -> decode (upright, reduced) -> what the pixels show -> report.

use serde::Serialize;

use crate::codec::decode::{Decoded, decode};
use crate::codec::format::{Format, sniff};
use crate::error::Result;
use crate::finding::{Code, Finding};
use crate::intake::{Intake, finding_of, intake};
use crate::limits::Limits;
use crate::report::{Report, Subject};
use crate::rules::policy;

mod header;
pub mod orientation;

/// A page is looked at with at least this many pixels a side where it has them: a line of 10-point text on A4 is then
/// some 17 px high. Fewer pixels are faster and blur small text; more take time and memory and show nothing new.
const LOOK_MIN_SIDE_PX: u32 = 1200;

/// What the office asks of one kind of document picture. Part of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct MaterialSpec {
    /// The policy's id, for the report.
    pub policy: String,
    /// The kind, such as `identity`.
    pub kind: String,
    /// Formats accepted.
    pub formats: Vec<Format>,
    /// Largest file, inclusive.
    pub max_bytes: u64,
}

impl MaterialSpec {
    /// The part of a policy's material that concerns one picture.
    pub fn of(policy: &str, material: &policy::Material) -> Self {
        let formats = material.formats.iter().map(|format| match format {
            policy::Format::Jpeg => Format::Jpeg,
            policy::Format::Png => Format::Png,
        });
        Self {
            policy: policy.to_owned(),
            kind: material.kind.clone(),
            formats: formats.collect(),
            max_bytes: material.max_bytes.into(),
        }
    }
}

/// What is measured on a document picture; null where it was not, or could not be.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "MaterialMeasured"))]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// How far the content is turned clockwise from upright, once a mirror is undone: 0, 90, 180 or 270.
    pub rotation_cw: Option<u32>,
    /// Whether the content is mirrored.
    pub mirrored: Option<bool>,
    /// Confidence in the two above, 0 to 1.
    pub upright_confidence: Option<f64>,
    /// Detail, in the unit of the check that judges it.
    pub sharpness: Option<f64>,
    /// Mean luminance, 0 to 1.
    pub luminance_mean: Option<f64>,
    /// Part of the picture at full white, 0 to 1.
    pub clipped_highlights: Option<f64>,
    /// Part of the picture at full black, 0 to 1.
    pub clipped_shadows: Option<f64>,
    /// Codes found.
    pub qr_codes: Option<u32>,
}

/// Inspects one document picture. `file_name` serves only to compare its extension with the content and to name the file
/// in the findings.
///
/// # Errors
/// Only `Misuse`; whatever is wrong with the file is a finding.
pub fn inspect(
    bytes: &[u8],
    file_name: Option<&str>,
    spec: &MaterialSpec,
    limits: &Limits,
) -> Result<Report<Measured>> {
    let Intake { input, mut findings, header } = intake(bytes, file_name, limits)?;
    for finding in &mut findings {
        if finding.code == Code::FileFormatUnsupported {
            finding.params.insert("accepted", header::accepted(spec).into());
        }
    }
    findings.extend(header::check(bytes.len() as u64, sniff(bytes), header.as_ref(), spec));

    let mut measured = Measured::default();
    if let Some(header) = &header {
        match decode(bytes, header, (LOOK_MIN_SIDE_PX, LOOK_MIN_SIDE_PX), limits) {
            Ok(decoded) => look(&decoded, &mut findings, &mut measured),
            Err(error) => findings.push(finding_of(error)?),
        }
    }
    for finding in &mut findings {
        finding.slot = Some(spec.kind.clone());
        finding.file = file_name.map(str::to_owned);
    }
    Ok(Report::new(Subject::Material, &spec.policy, findings, Some(input), measured, None))
}

/// What the pixels show. Orientation by content, clarity and codes belong here; until they do, their figures are null.
fn look(decoded: &Decoded, findings: &mut Vec<Finding>, _measured: &mut Measured) {
    if decoded.profile_ignored {
        findings.push(Finding::info(Code::FileProfileIgnored));
    }
}

//! The report: the answer of every command, export and page. Its names are a contract.

use serde::{Serialize, Serializer};

use crate::finding::{Finding, Severity, rounded};

/// The subject of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A portrait.
    Photo,
    /// One picture of a document.
    Material,
    /// A whole application.
    Application,
}

/// The verdict of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No finding has severity `error`.
    Ready,
    /// At least one has.
    Blocked,
}

/// The file as it came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// The format by its bytes, such as `jpeg`; null if it is unknown.
    pub format: Option<String>,
    /// Length of the file.
    pub bytes: u64,
    /// Width by the header, before any turn; null if it could not be read.
    pub width_px: Option<u32>,
    /// Height by the header, before any turn; null if it could not be read.
    pub height_px: Option<u32>,
    /// EXIF orientation 1-8; null if it could not be read.
    pub orientation: Option<u8>,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

/// The file that was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// The format, always `jpeg` today.
    pub format: String,
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Print density that the file states.
    pub dpi: Option<u32>,
    /// Length of the file.
    pub bytes: u64,
    /// Encoder quality, 0 to 100.
    pub quality: f64,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

/// One report. `M` holds the measures, such as [`crate::photo::PhotoMeasured`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReportOf{M}"))]
#[serde(rename_all = "camelCase")]
pub struct Report<M> {
    /// Version of this shape: 1.
    pub schema: u32,
    /// The subject.
    pub subject: Subject,
    /// The policy's id.
    pub policy: String,
    /// Blocked exactly when a finding has severity `error`.
    pub verdict: Verdict,
    /// All findings, in the order of the pipeline.
    pub findings: Vec<Finding>,
    /// The file as it came; null for an application.
    pub input: Option<Input>,
    /// The measures; empty if nothing could be measured.
    pub measured: M,
    /// The file that was made; null if none was.
    pub output: Option<Output>,
}

impl<M> Report<M> {
    /// Returns a report, with its verdict by the findings.
    pub fn new(
        subject: Subject,
        policy: &str,
        findings: Vec<Finding>,
        input: Option<Input>,
        measured: M,
        output: Option<Output>,
    ) -> Self {
        let verdict = verdict(&findings);
        Self { schema: 1, subject, policy: policy.into(), verdict, findings, input, measured, output }
    }

    /// Returns the format of the file as it came, if it is known.
    pub fn input_format(&self) -> Option<String> {
        self.input.as_ref().and_then(|input| input.format.clone())
    }
}

/// Returns `Blocked` exactly when a finding has severity `error`.
pub fn verdict(findings: &[Finding]) -> Verdict {
    if findings.iter().any(|f| f.severity == Severity::Error) { Verdict::Blocked } else { Verdict::Ready }
}

/// Writes a measure with four decimals, like every figure of a finding.
pub(crate) fn number<S: Serializer>(value: &Option<f64>, s: S) -> Result<S::Ok, S::Error> {
    value.map(rounded).serialize(s)
}

/// Returns SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

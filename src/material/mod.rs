//! One picture of a document: header checks, orientation, clarity, codes; and the repair of what can be repaired.
//!
//! The driver reads top to bottom: intake -> header -> decode (upright, reduced) -> what the pixels show -> report.

use crate::codec::decode::{Decoded, decode};
use crate::codec::format::{Format, sniff};
use crate::codec::probe::Header;
use crate::error::Result;
use crate::finding::{Code, Finding};
use crate::intake::{Intake, finding_of, intake};
use crate::limits::Limits;
use crate::report::{Input, Report, Subject};
use crate::rules::policy;

mod clarity;
mod codes;
mod fingerprint;
mod grey;
mod header;
pub mod orientation;
mod repair;
mod report;

pub use repair::{Placement, Repaired, repair};
pub use report::Measured;

/// A page is looked at with at least this many pixels a side where it has them: a line of 10-point text on A4 is then
/// some 17 px high. Fewer pixels are faster and blur small text; more take time and memory and show nothing new.
const LOOK_MIN_SIDE_PX: u32 = 1200;

/// Said to the caller when a step begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the file.
    Decode,
    /// Finding out how the content lies.
    Orient,
    /// Measuring sharpness, light and codes.
    Judge,
    /// Repair: turning and reducing.
    Turn,
    /// Repair: fitting the byte limit.
    Encode,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Step; 5] = [Step::Decode, Step::Orient, Step::Judge, Step::Turn, Step::Encode];

    /// The word that callers see.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Decode => "decode",
            Step::Orient => "orient",
            Step::Judge => "judge",
            Step::Turn => "turn",
            Step::Encode => "encode",
        }
    }
}

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

/// What is known of a picture beside its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// Its name serves only to compare its extension with the content and to name the file in the findings.
    pub file_name: Option<&'a str>,
    /// A person has looked at it and says that its content is upright and not mirrored. Such a word settles a doubt; where
    /// the content would surely be refused, it makes a warning of that, for the reviewer to look.
    pub confirmed_upright: bool,
}

impl<'a> About<'a> {
    /// A file with a name, for which nobody vouches.
    pub fn named(file_name: &'a str) -> Self {
        Self { file_name: Some(file_name), confirmed_upright: false }
    }
}

/// Inspects one document picture.
///
/// # Errors
/// Only `Misuse`; whatever is wrong with the file is a finding.
pub fn inspect(
    bytes: &[u8],
    about: About<'_>,
    spec: &MaterialSpec,
    limits: &Limits,
    progress: &mut dyn FnMut(Step),
) -> Result<Report<Measured>> {
    Ok(Inspection::of(bytes, about, spec, limits, progress)?.report(about.file_name, spec))
}

/// An inspection with what a repair goes on from.
struct Inspection {
    input: Input,
    /// `None` where the file cannot be read as a picture.
    header: Option<Header>,
    findings: Vec<Finding>,
    measured: Measured,
    /// How the content lies; `None` where the picture could not be decoded.
    verdict: Option<orientation::Verdict>,
}

impl Inspection {
    fn of(
        bytes: &[u8],
        about: About<'_>,
        spec: &MaterialSpec,
        limits: &Limits,
        progress: &mut dyn FnMut(Step),
    ) -> Result<Self> {
        progress(Step::Decode);
        let Intake { input, mut findings, header } = intake(bytes, about.file_name, limits)?;
        for finding in &mut findings {
            if finding.code == Code::FileFormatUnsupported {
                finding.params.insert("accepted", header::accepted(spec).into());
            }
        }
        findings.extend(header::check(bytes.len() as u64, sniff(bytes), header.as_ref(), spec));
        let mut inspection = Self { input, header: None, findings, measured: Measured::default(), verdict: None };
        if let Some(header) = header {
            match decode(bytes, &header, (LOOK_MIN_SIDE_PX, LOOK_MIN_SIDE_PX), limits) {
                Ok(decoded) => inspection.look(&decoded, about.confirmed_upright, progress),
                Err(error) => inspection.findings.push(finding_of(error)?),
            }
            inspection.header = Some(header);
        }
        Ok(inspection)
    }

    /// What the pixels show.
    fn look(&mut self, decoded: &Decoded, confirmed_upright: bool, progress: &mut dyn FnMut(Step)) {
        if decoded.profile_ignored {
            self.findings.push(Finding::info(Code::FileProfileIgnored));
        }
        let grey = grey::grey(&decoded.bitmap, grey::LOOK_MAX_SIDE_PX);

        progress(Step::Orient);
        let verdict = orientation::Judge::shared().judge_grey(grey.clone());
        self.measured.rotation_cw = Some(verdict.rotation_cw.into());
        self.measured.mirrored = Some(verdict.mirrored);
        self.measured.upright_confidence = Some(verdict.upright_confidence.into());
        self.findings.extend(if confirmed_upright { verdict.against_word() } else { verdict.finding() });
        self.verdict = Some(verdict);

        progress(Step::Judge);
        let long_side_px = decoded.upright_width_px.max(decoded.upright_height_px);
        let clarity = clarity::measure(&grey, long_side_px, verdict.confidence);
        self.measured.sharpness = clarity.sharpness;
        self.measured.luminance_mean = Some(clarity.luminance_mean);
        self.measured.clipped_highlights = Some(clarity.clipped_highlights);
        self.measured.clipped_shadows = Some(clarity.clipped_shadows);
        self.findings.extend(clarity.findings());

        let mut codes = codes::find(&grey);
        if !codes.all_decode() {
            // A code too fine for the look may still be whole in the picture.
            let full = grey::grey(&decoded.bitmap, usize::MAX);
            if full.width > grey.width {
                codes = codes::find(&full);
            }
        }
        self.measured.qr_codes = Some(codes.found);
        // A mirrored code decodes nowhere; the mirror is said already.
        if !verdict.mirrored {
            self.findings.extend(codes.finding());
        }
        self.measured.perceptual_hash = Some(fingerprint::fingerprint(&grey).to_string());
    }

    fn report(mut self, file_name: Option<&str>, spec: &MaterialSpec) -> Report<Measured> {
        place(&mut self.findings, file_name, spec);
        Report::new(Subject::Material, &spec.policy, self.findings, Some(self.input), self.measured, None)
    }
}

/// Says of every finding to which picture of which kind it belongs.
fn place(findings: &mut [Finding], file_name: Option<&str>, spec: &MaterialSpec) {
    for finding in findings {
        finding.slot = Some(spec.kind.clone());
        finding.file = file_name.map(str::to_owned);
    }
}

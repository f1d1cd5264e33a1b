//! One picture of a document: header checks, orientation, clarity, codes; and its repair.
//!
//! The driver reads top to bottom: intake -> header -> decode (upright, reduced) -> measures of the pixels -> report.

use crate::codec::decode::{Decoded, decode};
use crate::codec::format::sniff;
use crate::codec::probe::Header;
use crate::error::Result;
use crate::finding::{Code, Finding, Severity};
use crate::intake::{Intake, finding_of, intake};
use crate::report::{Input, Report, Subject};
use crate::rules::material_spec::MaterialSpec;

mod clarity;
mod fingerprint;
mod grey;
mod header;
mod options;
pub mod orientation;
mod qr;
mod repair;
mod report;

pub use options::{InspectOptions, MaterialStep, Placement, RepairOptions};
pub use repair::{CURABLE, Repaired, repair};
pub use report::MaterialMeasured;

/// A page is decoded with at least this many pixels per side if it has them: a line of 10-point text on A4 is then some 17 px
/// high. Fewer pixels are faster and blur small text; more take time and memory and show nothing new.
const LOOK_MIN_SIDE_PX: u32 = 1200;

/// The search for codes has at most this many pixels per side, as many as a page decoded with [`LOOK_MIN_SIDE_PX`] has: a
/// code may be too fine for the look. A longer strip is reduced, so that the search ends.
const QR_MAX_SIDE_PX: usize = 3600;
/// Lines that lean by more than this visibly lean: the manual asks for an upright picture (画面保持正向).
const MAX_SKEW_DEG: f64 = 5.0;

/// Inspects one document picture. Any bytes get a report. Calls `progress` when a step begins.
///
/// ```
/// use exam_preflight::material::{InspectOptions, inspect};
/// use exam_preflight::rules::{material_spec::MaterialSpec, policy::{Policy, built_in}};
///
/// let policy = Policy::from_json(built_in("hubei-2025").unwrap()).unwrap();
/// let spec = MaterialSpec::of(&policy, "diploma").unwrap();
/// let report = inspect(b"%PDF-1.7", &InspectOptions::new(&spec), &mut |_| ()).unwrap();
/// assert_eq!(report.findings[0].code.as_str(), "file.format.unsupported");
/// ```
///
/// # Errors
/// Only `Misuse`; every fault of the file is a finding.
pub fn inspect(
    bytes: &[u8],
    options: &InspectOptions<'_>,
    progress: &mut dyn FnMut(MaterialStep),
) -> Result<Report<MaterialMeasured>> {
    Ok(Inspection::of(bytes, options, progress)?.report(options.file_name, options.spec))
}

/// An inspection, with the data that a repair needs.
struct Inspection {
    input: Input,
    /// `None` if the file cannot be read as a picture.
    header: Option<Header>,
    findings: Vec<Finding>,
    measured: MaterialMeasured,
    /// The placement of the content; `None` if the picture could not be decoded.
    verdict: Option<orientation::OrientationVerdict>,
}

impl Inspection {
    fn of(bytes: &[u8], options: &InspectOptions<'_>, progress: &mut dyn FnMut(MaterialStep)) -> Result<Self> {
        let InspectOptions { spec, file_name, confirmed_upright, limits } = options;
        progress(MaterialStep::Decode);
        let Intake { input, mut findings, header } = intake(bytes, *file_name, limits)?;
        for finding in &mut findings {
            if finding.code == Code::FileFormatUnsupported {
                finding.params.insert("accepted", header::accepted(spec).into());
            }
        }
        findings.extend(header::check(bytes.len() as u64, sniff(bytes), *file_name, header.as_ref(), spec));
        let mut inspection =
            Self { input, header: None, findings, measured: MaterialMeasured::default(), verdict: None };
        if let Some(header) = header {
            match decode(bytes, &header, (LOOK_MIN_SIDE_PX, LOOK_MIN_SIDE_PX), limits) {
                Ok(decoded) => inspection.look(&decoded, *confirmed_upright, progress),
                Err(error) => inspection.findings.push(finding_of(error)?),
            }
            inspection.header = Some(header);
        }
        Ok(inspection)
    }

    /// Measures the pixels.
    fn look(&mut self, decoded: &Decoded, confirmed_upright: bool, progress: &mut dyn FnMut(MaterialStep)) {
        if decoded.profile_ignored {
            self.findings.push(Finding::info(Code::FileProfileIgnored));
        }
        let grey = grey::look(&decoded.bitmap);

        progress(MaterialStep::Orient);
        let verdict = orientation::Judge::shared().judge_grey(grey.clone());
        self.measured.rotation_cw = Some(verdict.rotation_cw);
        self.measured.mirrored = Some(verdict.mirrored);
        self.measured.upright_confidence = Some(verdict.upright_confidence.into());
        self.findings.extend(if confirmed_upright { verdict.confirmed_finding() } else { verdict.finding() });
        self.verdict = Some(verdict);

        progress(MaterialStep::Judge);
        let long_side_px = decoded.upright_width_px.max(decoded.upright_height_px);
        let clarity = clarity::measure(&grey, long_side_px, verdict.confidence);
        self.measured.sharpness = clarity.sharpness;
        self.measured.text_contrast = clarity.text_contrast;
        self.measured.skew_deg = clarity.skew_deg;
        self.measured.text_height_px = clarity.text_height_px;
        self.measured.luminance_mean = Some(clarity.luminance_mean);
        self.measured.clipped_highlights = Some(clarity.clipped_highlights);
        self.measured.clipped_shadows = Some(clarity.clipped_shadows);
        let unclear = clarity.findings();
        let is_bare = unclear.iter().all(|finding| finding.severity < Severity::Error) && !verdict.has_writing();
        self.findings.extend(unclear);
        if is_bare {
            self.findings.push(Finding::warning(Code::MaterialTextNone));
        } else {
            self.findings.extend(tilt(&self.measured));
        }

        let codes = qr::find(&grey::grey(&decoded.bitmap, QR_MAX_SIDE_PX));
        self.measured.qr_codes = codes.map(|codes| codes.found);
        // Few readers read a mirrored code, and the mirror has its own finding.
        if !verdict.mirrored {
            self.findings.extend(codes.and_then(qr::Codes::finding));
        }
        self.measured.perceptual_hash = Some(fingerprint::fingerprint(&grey).to_string());
    }

    fn report(mut self, file_name: Option<&str>, spec: &MaterialSpec) -> Report<MaterialMeasured> {
        place(&mut self.findings, file_name, spec);
        Report::new(Subject::Material, &spec.policy_id, self.findings, Some(self.input), self.measured, None)
    }
}

/// Returns the finding about lines that are not level.
fn tilt(measured: &MaterialMeasured) -> Option<Finding> {
    let skew_deg = measured.skew_deg.filter(|skew| skew.abs() > MAX_SKEW_DEG)?;
    let finding = Finding::warning(Code::MaterialTilted).with("skewDeg", skew_deg.abs());
    Some(finding.with("maxSkewDeg", MAX_SKEW_DEG))
}

/// Sets the kind and the file of every finding.
fn place(findings: &mut [Finding], file_name: Option<&str>, spec: &MaterialSpec) {
    for finding in findings {
        finding.slot = Some(spec.kind.clone());
        finding.file = file_name.map(str::to_owned);
    }
}

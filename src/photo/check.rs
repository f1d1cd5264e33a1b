//! Checks a finished photo, for a server that trusts no client. Takes the file, gives a report, composes nothing. Facts of
//! the source that the photo no longer has, such as its age, cannot be judged here.

use super::judge::{self, Judgement};
use super::report::PhotoMeasured;
use super::{CheckOptions, FaceModel, PhotoStep};
use crate::codec::format::FileFormat;
use crate::codec::probe::Header;
use crate::codec::rect::Rect;
use crate::error::Result;
use crate::finding::{Code, Finding, Param, Severity};
use crate::intake::{Intake, finding_of, intake};
use crate::report::{Report, Subject};
use crate::rules::photo_spec::PhotoSpec;

/// Checks a photo as [`super::prepare`] hands it over: made by it, at any size of the requirement, or kept. Any bytes get a
/// report. Calls `progress` when a step begins.
///
/// ```
/// # #[cfg(feature = "face-model")] {
/// use exam_preflight::photo::{CheckOptions, FaceModel, check};
/// use exam_preflight::rules::policy::{Policy, built_in};
///
/// let policy = Policy::from_json(built_in("hubei-2025").unwrap()).unwrap();
/// let model = FaceModel::embedded();
/// let file = std::fs::read("tests/fixtures/jpeg_420.jpg").unwrap();
/// let report = check(&file, &CheckOptions::new(&policy, &model), &mut |_| ()).unwrap();
/// assert!(report.findings.iter().any(|finding| finding.code.as_str() == "photo.not_prepared"));
/// # }
/// ```
///
/// # Errors
/// Only `Misuse`.
pub fn check(
    bytes: &[u8],
    options: &CheckOptions<'_>,
    progress: &mut dyn FnMut(PhotoStep),
) -> Result<Report<PhotoMeasured>> {
    progress(PhotoStep::Decode);
    let Intake { input, mut findings, header } = intake(bytes, options.file_name, &options.limits)?;
    let mut measured = PhotoMeasured::default();
    if let Some(header) = header {
        let spec = options.spec.at_size(header.width_px, header.height_px);
        findings.extend(as_prepared(bytes, &header, spec.as_ref().unwrap_or(options.spec)));
        // A picture of another size, or with a turn in its header, is no photo of ours, and is not judged as one.
        if let Some(spec) = spec.filter(|_| header.orientation_tag == 1) {
            progress(PhotoStep::Judge);
            match look(bytes, &spec, options.model, &mut measured) {
                Ok(seen) => findings.extend(seen),
                Err(error) => findings.push(finding_of(error)?),
            }
        }
    }
    Ok(Report::new(Subject::Photo, options.policy_id, findings, Some(input), measured, None))
}

/// Returns the crop that leaves a photo unchanged.
pub(super) fn whole(spec: &PhotoSpec) -> Rect {
    Rect { left: 0.0, top: 0.0, width: spec.width_px.into(), height: spec.height_px.into() }
}

/// Returns the findings about the pixels.
pub(super) fn look(
    bytes: &[u8],
    spec: &PhotoSpec,
    model: &FaceModel,
    measured: &mut PhotoMeasured,
) -> Result<Vec<Finding>> {
    let Judgement { mut findings, faces } = judge::judge(bytes, None, whole(spec), spec, model, measured)?;
    // A head that reaches the edge may end there. Only the source would tell, and only `prepare` has it.
    let cut = findings.iter_mut().find(|finding| finding.code == Code::PhotoHeadCut);
    cut.into_iter().for_each(|finding| finding.severity = Severity::Warning);
    measured.faces = Some(faces);
    findings.extend(judge::count(faces));
    Ok(findings)
}

/// Two measures of one head differ by less than this ratio: on the shared portraits by at most 0.026.
const HEAD_DIFFERENCE: f64 = 0.06;

/// Returns `true` if a measure of the photo alone may be on the other side of a limit than `measured`, which had the source.
pub(super) fn is_close_call(measured: &PhotoMeasured, spec: &PhotoSpec) -> bool {
    let (head, ground) = (&spec.head, &spec.background);
    let within = (head.min_height_ratio * (1.0 + HEAD_DIFFERENCE))..=(head.max_height_ratio * (1.0 - HEAD_DIFFERENCE));
    let is_small = |value: Option<f64>, limit: f64| value.is_some_and(|value| value <= limit);
    // A background without a finding is far from being refused.
    !(measured.head_height_ratio.is_some_and(|ratio| within.contains(&ratio))
        && is_small(measured.background_delta_e, ground.max_delta_e)
        && is_small(measured.background_worst, ground.max_worst))
}

/// Returns the findings about the file itself: format, size, coding, bytes.
pub(super) fn as_prepared(bytes: &[u8], header: &Header, spec: &PhotoSpec) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut wanted = |property: &str, is: Param, expected: Param| {
        if is != expected {
            let finding = Finding::error(Code::PhotoNotPrepared).with("property", property);
            findings.push(finding.with("is", is).with("expected", expected));
        }
    };
    wanted("format", header.format.as_str().into(), FileFormat::Jpeg.as_str().into());
    wanted("widthPx", header.width_px.into(), spec.width_px.into());
    wanted("heightPx", header.height_px.into(), spec.height_px.into());
    wanted("orientation", u32::from(header.orientation_tag).into(), 1u32.into());
    if header.format == FileFormat::Jpeg {
        wanted("coding", if header.progressive { "progressive" } else { "baseline" }.into(), "baseline".into());
        wanted("colour", if header.grey || header.cmyk { "other" } else { "YCbCr" }.into(), "YCbCr".into());
    }
    wanted("trailingBytes", header.trailing_bytes.into(), 0u64.into());
    let length = bytes.len() as u64;
    if length > u64::from(spec.max_bytes) {
        findings.push(Finding::error(Code::PhotoBytesTooMany).with("bytes", length).with("maxBytes", spec.max_bytes));
    }
    findings
}

/// Returns the density by the JFIF header right behind the start marker, if it is the same across and down.
pub(super) fn dots_per_inch(jpeg: &[u8]) -> Option<u16> {
    // Start marker, APP0, its length, the word, version; then the unit, 1 for inches, and the two densities.
    let head = jpeg.get(..18)?;
    let is_jfif = head.starts_with(&[0xff, 0xd8, 0xff, 0xe0]) && &head[6..11] == b"JFIF\0";
    let (across, down) = ([head[14], head[15]], [head[16], head[17]]);
    (is_jfif && head[13] == 1 && across == down).then(|| u16::from_be_bytes(across))
}

//! Repairs a document picture in one step: upright, not mirrored, JPEG, within the byte limit, without metadata.
//!
//! Pixels change only if they must: a JPEG that is right already loses its metadata and nothing else. Otherwise the picture
//! keeps its resolution as long as the quality stays good, since small print needs pixels before it needs fine steps. Below a
//! floor of both the repair fails with a finding. The result is inspected like any file.

use crate::codec::bitmap::Bitmap;
use crate::codec::decode::decode;
use crate::codec::encode::{EncodeSpec, Jpeg, encode, encode_at_quality};
use crate::codec::format::FileFormat;
use crate::codec::probe::Header;
use crate::codec::rect::Rect;
use crate::codec::resize::resize;
use crate::codec::strip::picture_alone;
use crate::codec::upright::{Orientation, upright};
use crate::error::{Error, Kind, Quantity, Result, Stage};
use crate::finding::{Code, Finding, rounded};
use crate::intake::finding_of;
use crate::report::{Output, Report, Subject, sha256_hex};

use super::orientation::OrientationVerdict;
use super::{InspectOptions, Inspection, MaterialMeasured, MaterialStep, Placement, RepairOptions, place};

/// Greatest long side of a page that is kept: 10-point text on A4 is 37 pixels tall. A larger page is reduced first, and no
/// reader sees a difference.
const MAX_LONG_SIDE_PX: u32 = 2600;
/// Greatest short side of a strip, such as a long screenshot, that is kept at any length: its letters are those of a page of
/// its width.
const MAX_STRIP_SHORT_SIDE_PX: u32 = 1200;
/// Quality that is enough; the rest of the limit stays unspent.
const FINE_QUALITY: f32 = 95.0;
/// Quality of a file that is not encoded anew.
const UNTOUCHED: f32 = 100.0;
/// Pixels are kept as long as they can have this quality. OCR reads no worse from here on: see `docs/clarity.md`.
const GOOD_QUALITY: f32 = 60.0;
/// Least long side: below it small print on A4 is lost, so the quality is reduced instead.
const MIN_LONG_SIDE_PX: u32 = 1000;
/// Least quality.
const MIN_QUALITY: f32 = 30.0;
/// Writing is never reduced to less than this height: Chinese characters of many strokes become blots.
const MIN_TEXT_HEIGHT_PX: f64 = 16.0;
/// The turned picture counts as upright from this likelihood on.
const UPRIGHT_FROM: f32 = 0.99;
/// Bounds of one reduction of the sides. The upper one makes sure that each reduction saves bytes; the lower one keeps a
/// poor estimate from losing more than half the pixels per side at once.
const REDUCTION: (f64, f64) = (0.5, 0.97);

/// Codes of the findings that a repair removes, if the picture can be read: it rotates, mirrors and encodes anew.
pub const CURABLE: [Code; 7] = [
    Code::MaterialOrientationExif,
    Code::MaterialOrientationSideways,
    Code::MaterialOrientationUpsideDown,
    Code::MaterialOrientationMirrored,
    Code::MaterialBytesTooMany,
    Code::MaterialFormatNotAllowed,
    Code::FileExtensionMismatch,
];

/// Result of [`repair`].
#[derive(Debug, Clone)]
pub struct Repaired {
    /// `input` is the file as it came; findings and measures are those of the repaired picture, or of the file if there is
    /// none.
    pub report: Report<MaterialMeasured>,
    /// The picture; `None` if the file cannot be read, or cannot fit the limit and stay legible.
    pub image: Option<Vec<u8>>,
}

/// Repairs one document picture. Any bytes get a report. Calls `progress` when a step begins.
///
/// ```
/// use exam_preflight::material::{RepairOptions, Repaired, repair};
/// use exam_preflight::rules::{material_spec::MaterialSpec, policy::{Policy, built_in}};
///
/// let policy = Policy::from_json(built_in("hubei-2025").unwrap()).unwrap();
/// let spec = MaterialSpec::of(&policy, "diploma").unwrap();
/// let file = std::fs::read("tests/fixtures/png_animated.png").unwrap();
/// let Repaired { report, image } = repair(&file, &RepairOptions::new(&spec), &mut |_| ()).unwrap();
/// assert_eq!(report.output.unwrap().bytes, image.unwrap().len() as u64);
/// ```
///
/// # Errors
/// Only `Misuse`.
pub fn repair(bytes: &[u8], options: &RepairOptions<'_>, progress: &mut dyn FnMut(MaterialStep)) -> Result<Repaired> {
    let RepairOptions { spec, file_name, placement, limits } = options.clone();
    let inspecting = InspectOptions { spec, file_name, confirmed_upright: false, limits };
    let mut before = Inspection::of(bytes, &inspecting, progress)?;
    let (Some(header), Some(verdict)) = (before.header.take(), before.verdict) else {
        return Ok(Repaired { report: before.report(file_name, spec), image: None });
    };
    // A person who sets the placement has seen the result.
    let confirmed_upright = placement.is_some();
    let jpeg_name = jpeg_name(file_name);
    let inspecting = InspectOptions { file_name: jpeg_name.as_deref(), confirmed_upright, ..inspecting };
    let source = Source { bytes, header: &header, text_height_px: before.measured.text_height_px };
    let mut attempt = |from: Placement| -> Result<(Placement, Made, Inspection)> {
        let made = make(&source, from.undone(), options, progress)?;
        let after = Inspection::of(&made.bytes, &inspecting, progress)?;
        Ok((from, made, after))
    };
    let attempted = attempt(placement.unwrap_or_else(|| seen(&verdict))).and_then(|first| {
        let is_better = confirmed_upright || first.0 == Placement::UPRIGHT || is_surely_upright(&first.2);
        // A turn that does not make the content surely upright was a guess.
        if is_better { Ok(first) } else { attempt(Placement::UPRIGHT) }
    });
    let (from, made, after) = match attempted {
        Ok(attempted) => attempted,
        Err(error) => {
            before.findings.push(why_not(error)?);
            return Ok(Repaired { report: before.report(file_name, spec), image: None });
        }
    };
    let was_turned = from.undone() != Orientation::Normal;
    let doubt = if confirmed_upright || was_turned { None } else { not_turned(&verdict) };
    let mut findings = kept(&before.findings);
    findings.push(what_was_done(&before, &header, from));
    findings.extend(after.findings);
    findings.extend(doubt);
    place(&mut findings, file_name, spec);
    let output = Output {
        format: FileFormat::Jpeg.as_str().to_owned(),
        width_px: after.input.width_px.unwrap_or_default(),
        height_px: after.input.height_px.unwrap_or_default(),
        dpi: None,
        bytes: made.bytes.len() as u64,
        quality: rounded(made.quality.into()),
        sha256: sha256_hex(&made.bytes),
    };
    let (input, measured) = (Some(before.input), after.measured);
    let report = Report::new(Subject::Material, &spec.policy_id, findings, input, measured, Some(output));
    Ok(Repaired { report, image: Some(made.bytes) })
}

/// Returns the detected placement if it is sure enough to refuse the picture; else upright.
fn seen(verdict: &OrientationVerdict) -> Placement {
    match verdict.is_refused() {
        true => Placement { rotation_cw: verdict.rotation_cw, mirrored: verdict.mirrored },
        false => Placement::UPRIGHT,
    }
}

/// Returns `true` if the content is upright beyond doubt.
fn is_surely_upright(inspection: &Inspection) -> bool {
    inspection.verdict.is_some_and(|verdict| verdict.upright_confidence >= UPRIGHT_FROM)
}

/// Returns the finding about a picture that could not be made.
fn why_not(error: Error) -> Result<Finding> {
    match error.kind {
        Kind::LimitExceeded { quantity: Quantity::Bytes, value, limit } => {
            let finding = Finding::error(Code::MaterialRepairImpossible).with("bytes", value).with("maxBytes", limit);
            Ok(finding.with("minTextHeightPx", MIN_TEXT_HEIGHT_PX))
        }
        _ => finding_of(error),
    }
}

/// Returns the note that the picture was repaired, with the figures of the file as it came.
fn what_was_done(before: &Inspection, header: &Header, from: Placement) -> Finding {
    Finding::info(Code::MaterialRepaired)
        .with("format", before.input.format.clone().unwrap_or_default())
        .with("bytes", before.input.bytes)
        .with("widthPx", header.width_px)
        .with("heightPx", header.height_px)
        .with("rotationCw", from.rotation_cw.degrees())
        .with("mirrored", u32::from(from.mirrored))
}

/// Returns the note that the picture was not turned although it may need it, or `None` if nothing indicates it.
fn not_turned(verdict: &OrientationVerdict) -> Option<Finding> {
    verdict.finding()?;
    let finding = Finding::info(Code::MaterialRepairNotTurned).with("rotationCw", verdict.rotation_cw.degrees());
    Some(finding.with("confidence", verdict.confidence))
}

/// Returns the findings about the file that are true of the repaired picture, too.
fn kept(findings: &[Finding]) -> Vec<Finding> {
    let stays = |f: &Finding| {
        matches!(f.code, Code::FilePicturesAnimated | Code::FilePicturesSeveral | Code::FileProfileIgnored)
    };
    findings.iter().filter(|finding| stays(finding)).cloned().collect()
}

/// Returns the file's name with the extension of a JPEG.
fn jpeg_name(file_name: Option<&str>) -> Option<String> {
    file_name.map(|name| format!("{}.jpg", name.rsplit_once('.').map_or(name, |(stem, _)| stem)))
}

/// The file as it came.
struct Source<'a> {
    bytes: &'a [u8],
    header: &'a Header,
    text_height_px: Option<f64>,
}

/// Makes the picture that the office accepts.
fn make(
    source: &Source<'_>,
    undo: Orientation,
    options: &RepairOptions<'_>,
    progress: &mut dyn FnMut(MaterialStep),
) -> Result<Made> {
    let Source { bytes, header, text_height_px } = *source;
    let max_bytes = options.spec.max_bytes;
    let is_right_already = header.format == FileFormat::Jpeg
        && header.ends_properly
        && !header.cmyk
        && header.orientation == Orientation::Normal
        && undo == Orientation::Normal;
    if is_right_already && let Some(bytes) = picture_alone(bytes).filter(|b| b.len() as u64 <= u64::from(max_bytes)) {
        return Ok(Made { bytes, quality: UNTOUCHED });
    }
    progress(MaterialStep::Turn);
    let (width_px, height_px) = header.upright_size();
    let (long, short) = (width_px.max(height_px), width_px.min(height_px));
    let size = Size::of(long, short, text_height_px);
    let reduced = |side: u32| (u64::from(side) * u64::from(size.most_px)).div_ceil(long.into()) as u32;
    let bitmap = decode(bytes, header, (reduced(width_px), reduced(height_px)), &options.limits)?.bitmap;
    let bitmap = at_most(bitmap, size.most_px)?;
    let bitmap = if undo == Orientation::Normal { bitmap } else { upright(&bitmap, undo)? };
    progress(MaterialStep::Encode);
    fitted(bitmap, size.least_px, max_bytes)
}

/// Bounds of the long side of the repaired picture.
struct Size {
    /// No reader sees a difference above this.
    most_px: u32,
    /// The writing is lost below this.
    least_px: u32,
}

impl Size {
    /// Returns the bounds for a source with these sides and this height of its writing, all in pixels.
    fn of(long: u32, short: u32, text_height_px: Option<f64>) -> Self {
        let strip = u64::from(long) * u64::from(MAX_STRIP_SHORT_SIDE_PX) / u64::from(short.max(1));
        let most_px = u64::from(long).min(strip.max(MAX_LONG_SIDE_PX.into())) as u32;
        let legible = text_height_px.map(|height| (f64::from(long) * MIN_TEXT_HEIGHT_PX / height).ceil() as u32);
        // Writing that is small already keeps its size.
        let least_px = legible.map_or(MIN_LONG_SIDE_PX, |legible| legible.max(MIN_LONG_SIDE_PX)).min(most_px);
        Self { most_px, least_px }
    }
}

struct Made {
    bytes: Vec<u8>,
    quality: f32,
}

impl From<Jpeg> for Made {
    fn from(jpeg: Jpeg) -> Self {
        Self { bytes: jpeg.bytes, quality: jpeg.quality }
    }
}

/// Returns as many pixels as the limit allows at good quality, and at the least size as much quality as it allows.
fn fitted(mut bitmap: Bitmap, least_px: u32, max_bytes: u32) -> Result<Made> {
    let fits = |jpeg: &Jpeg| jpeg.bytes.len() as u64 <= u64::from(max_bytes);
    loop {
        let good = encode_at_quality(&bitmap, GOOD_QUALITY, None)?;
        let long = bitmap.width_px().max(bitmap.height_px());
        if fits(&good) {
            let fine = encode_at_quality(&bitmap, FINE_QUALITY, None)?;
            if fits(&fine) {
                return Ok(fine.into());
            }
            // The search ends a little below the limit, sometimes below the file that is there already.
            let found = encode(&bitmap, &EncodeSpec { max_bytes, dpi: None })?;
            return Ok(if found.quality > good.quality { found.into() } else { good.into() });
        }
        if long <= least_px {
            let least = encode_at_quality(&bitmap, MIN_QUALITY, None)?;
            if !fits(&least) {
                return Err(Error::limit(Stage::Encode, Quantity::Bytes, least.bytes.len() as u64, max_bytes.into()));
            }
            return Ok(encode(&bitmap, &EncodeSpec { max_bytes, dpi: None })?.into());
        }
        // Bytes grow a little slower than pixels, so the estimate is a little too small. If it is too large, another follows.
        let share = (f64::from(max_bytes) / good.bytes.len() as f64).sqrt().clamp(REDUCTION.0, REDUCTION.1);
        drop(good);
        bitmap = at_most(bitmap, ((f64::from(long) * share) as u32).max(least_px))?;
    }
}

/// Reduces so that no side is longer; a smaller picture stays unchanged.
fn at_most(bitmap: Bitmap, long_side_px: u32) -> Result<Bitmap> {
    let (width, height) = (bitmap.width_px(), bitmap.height_px());
    let long = width.max(height);
    if long <= long_side_px {
        return Ok(bitmap);
    }
    let side = |n: u32| (f64::from(n) * f64::from(long_side_px) / f64::from(long)).round().max(1.0) as u32;
    let whole = Rect { left: 0.0, top: 0.0, width: width.into(), height: height.into() };
    resize(&bitmap, whole, side(width), side(height))
}

//! One step that sets a document picture right: upright, not mirrored, JPEG, within the byte limit, without metadata.
//!
//! Pixels are touched only where they must be: a JPEG that is right already loses its metadata and nothing else. Otherwise
//! the picture keeps its resolution as long as the quality stays good, since small print needs pixels before it needs fine
//! steps. Below a floor of both it says no. The result is inspected like any file.

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

use super::orientation::Verdict;
use super::{InspectOptions, Inspection, MaterialMeasured, MaterialStep, Placement, RepairOptions, place};

/// Longest side of a page that is kept: 10-point text on A4 is 37 pixels tall. What is larger is reduced first, which no reader
/// sees.
const MAX_LONG_SIDE_PX: u32 = 2600;
/// Shortest side of a strip, such as a long screenshot, that is kept however long it is: its letters are those of a page of
/// its width.
const MAX_STRIP_SHORT_SIDE_PX: u32 = 1200;
/// Quality that is enough; what the limit leaves beyond stays unspent.
const FINE_QUALITY: f32 = 95.0;
/// Pixels are kept as long as they can have this quality. OCR reads no worse from here on: see `docs/clarity.md`.
const GOOD_QUALITY: f32 = 60.0;
/// Below this long side small print on A4 is lost, so quality gives way instead.
const MIN_LONG_SIDE_PX: u32 = 1000;
/// And below this quality there too.
const MIN_QUALITY: f32 = 30.0;
/// Writing is never reduced to less than this height: Chinese characters of many strokes become blots.
const MIN_TEXT_HEIGHT_PX: f64 = 16.0;
/// From this likelihood on the turned picture counts as upright.
const UPRIGHT_FROM: f32 = 0.99;

/// Findings that a repair removes, as far as the picture can be read: it rotates, mirrors and encodes anew.
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
    /// `input` is the file as it came; findings and measures are those of the picture that was made, or of the file where
    /// none could be made.
    pub report: Report<MaterialMeasured>,
    /// The picture; `None` where the file cannot be read, or cannot be made to fit and stay legible.
    pub image: Option<Vec<u8>>,
}

/// Repairs one document picture. Any bytes get a report. `progress` is told when a step begins.
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
    // The person who says how the content is placed has looked at the result.
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

/// The placement that the content shows, where that is sure enough to refuse the picture; else it counts as upright.
fn seen(verdict: &Verdict) -> Placement {
    match verdict.is_refused() {
        true => Placement { rotation_cw: verdict.rotation_cw, mirrored: verdict.mirrored },
        false => Placement::UPRIGHT,
    }
}

/// Whether the content is upright beyond doubt.
fn is_surely_upright(inspection: &Inspection) -> bool {
    inspection.verdict.is_some_and(|verdict| verdict.upright_confidence >= UPRIGHT_FROM)
}

/// The reason why no picture could be made.
fn why_not(error: Error) -> Result<Finding> {
    match error.kind {
        Kind::LimitExceeded { quantity: Quantity::Bytes, value, limit } => {
            let finding = Finding::error(Code::MaterialRepairImpossible).with("bytes", value).with("maxBytes", limit);
            Ok(finding.with("minTextHeightPx", MIN_TEXT_HEIGHT_PX))
        }
        _ => finding_of(error),
    }
}

/// The note that the picture was repaired, with the figures of the file as it came.
fn what_was_done(before: &Inspection, header: &Header, from: Placement) -> Finding {
    Finding::info(Code::MaterialRepaired)
        .with("format", before.input.format.clone().unwrap_or_default())
        .with("bytes", before.input.bytes)
        .with("widthPx", header.width_px)
        .with("heightPx", header.height_px)
        .with("rotationCw", from.rotation_cw.degrees())
        .with("mirrored", u32::from(from.mirrored))
}

/// The note that the picture was not turned although it may be turned; `None` where nothing speaks for it.
fn not_turned(verdict: &Verdict) -> Option<Finding> {
    verdict.finding()?;
    let finding = Finding::info(Code::MaterialRepairNotTurned).with("rotationCw", verdict.rotation_cw.degrees());
    Some(finding.with("confidence", verdict.confidence))
}

/// The findings that stay true of the picture although it was made anew.
fn kept(findings: &[Finding]) -> Vec<Finding> {
    let stays = |f: &Finding| {
        matches!(f.code, Code::FilePicturesAnimated | Code::FilePicturesSeveral | Code::FileProfileIgnored)
    };
    findings.iter().filter(|finding| stays(finding)).cloned().collect()
}

/// The name that the picture may bear now.
fn jpeg_name(file_name: Option<&str>) -> Option<String> {
    file_name.map(|name| format!("{}.jpg", name.rsplit_once('.').map_or(name, |(stem, _)| stem)))
}

/// The file as it came.
struct Source<'a> {
    bytes: &'a [u8],
    header: &'a Header,
    text_height_px: Option<f64>,
}

/// The picture that the office wants.
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
        // No quality was chosen.
        return Ok(Made { bytes, quality: 100.0 });
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

/// Bounds of the long side of the picture that is made.
struct Size {
    /// More no reader sees.
    most_px: u32,
    /// With less the writing is lost.
    least_px: u32,
}

impl Size {
    /// For a source of these sides whose writing has this height, all in pixels.
    fn of(long: u32, short: u32, text_height_px: Option<f64>) -> Self {
        let strip = u64::from(long) * u64::from(MAX_STRIP_SHORT_SIDE_PX) / u64::from(short.max(1));
        let most_px = u64::from(long).min(strip.max(MAX_LONG_SIDE_PX.into())) as u32;
        let legible = text_height_px.map(|height| (f64::from(long) * MIN_TEXT_HEIGHT_PX / height).ceil() as u32);
        // Writing that is small already is kept as it is.
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

/// As many pixels as the limit allows at good quality; at the floor of pixels as much quality as it allows.
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
            // The search ends a little below the limit, at times below what is in hand.
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
        // Bytes grow a little slower than pixels, so the step errs to the small side by little, and another follows if not.
        let share = (f64::from(max_bytes) / good.bytes.len() as f64).sqrt().clamp(0.5, 0.97);
        drop(good);
        bitmap = at_most(bitmap, ((f64::from(long) * share) as u32).max(least_px))?;
    }
}

/// Reduced so that no side is longer; a smaller picture stays as it is.
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

//! One step that sets a document picture right: upright, not mirrored, JPEG, within the byte limit, without metadata.
//!
//! Pixels are touched only where they must be: a JPEG that is right already loses its metadata and nothing else. Otherwise
//! the picture keeps its resolution as long as the quality stays good, for small print needs pixels before it needs fine
//! steps. Below a floor of both it says no. The result is inspected like any file.

use serde::Deserialize;

use crate::codec::bitmap::Bitmap;
use crate::codec::decode::decode;
use crate::codec::encode::{EncodeSpec, Jpeg, encode, encode_at_quality};
use crate::codec::format::Format;
use crate::codec::probe::Header;
use crate::codec::rect::Rect;
use crate::codec::resize::resize;
use crate::codec::strip::picture_alone;
use crate::codec::upright::{Orientation, upright};
use crate::error::{Error, Kind, Result, Stage};
use crate::finding::{Code, Finding, rounded};
use crate::intake::finding_of;
use crate::limits::Limits;
use crate::report::{Output, Report, Subject, sha256_hex};

use super::{About, Inspection, MaterialSpec, Measured, Step, place};

/// Longest side that is kept: 10-point text on A4 is 37 pixels tall. What is larger is reduced first, which no reader sees.
const MAX_LONG_SIDE_PX: u32 = 2600;
/// Quality that is enough; what the limit leaves beyond stays unspent.
const FINE_QUALITY: f32 = 95.0;
/// Pixels are kept as long as they can have this quality. OCR reads no worse from here on: see `docs/clarity.md`.
const GOOD_QUALITY: f32 = 60.0;
/// Below this long side small print on A4 is lost, so quality gives way instead.
const MIN_LONG_SIDE_PX: u32 = 1000;
/// And below this quality there too.
const MIN_QUALITY: f32 = 30.0;

/// How the content lies, as a person says: how far it is turned clockwise from upright once a mirror is undone, and
/// whether it is mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Placement {
    /// 0, 90, 180 or 270.
    pub rotation_cw: u16,
    /// Left and right changed.
    #[serde(default)]
    pub mirrored: bool,
}

/// What came of a repair.
#[derive(Debug, Clone)]
pub struct Repaired {
    /// `input` is the file as it came; findings and measures are those of the picture that was made, or of the file where
    /// none could be made.
    pub report: Report<Measured>,
    /// The picture; `None` where the file cannot be read, or cannot be made to fit and stay legible.
    pub image: Option<Vec<u8>>,
}

/// Repairs one document picture. `placement` says how it lies where a person knows, who then vouches for the result as
/// [`About::confirmed_upright`] does; otherwise the content says it, where that is sure enough to refuse it.
///
/// # Errors
/// Only `Misuse`, such as a `placement` of 45 degrees.
pub fn repair(
    bytes: &[u8],
    file_name: Option<&str>,
    spec: &MaterialSpec,
    placement: Option<Placement>,
    limits: &Limits,
    progress: &mut dyn FnMut(Step),
) -> Result<Repaired> {
    let about = About { file_name, confirmed_upright: false };
    let before = Inspection::of(bytes, about, spec, limits, progress)?;
    let (Some(header), Some(verdict)) = (&before.header, before.verdict) else {
        return Ok(Repaired { report: before.report(file_name, spec), image: None });
    };
    let lay = match placement {
        Some(said) => said,
        None if verdict.is_refused() => Placement { rotation_cw: verdict.rotation_cw, mirrored: verdict.mirrored },
        None => Placement::UPRIGHT,
    };
    let undo = lay.undone()?;
    let made = match make(bytes, header, undo, spec, limits, progress) {
        Ok(made) => made,
        Err(error) => {
            let mut before = before;
            let finding = match error.kind {
                Kind::LimitExceeded { what: "bytes", value, limit } => Finding::error(Code::MaterialRepairImpossible)
                    .with("bytes", value)
                    .with("maxBytes", limit)
                    .with("minLongSidePx", MIN_LONG_SIDE_PX),
                _ => finding_of(error)?,
            };
            before.findings.push(finding);
            return Ok(Repaired { report: before.report(file_name, spec), image: None });
        }
    };
    let image_name = jpeg_name(file_name);
    // Who says how it lies has looked at what comes out.
    let about = About { file_name: image_name.as_deref(), confirmed_upright: placement.is_some() };
    let after = Inspection::of(&made.bytes, about, spec, limits, progress)?;
    let mut findings = kept(before.findings);
    findings.push(
        Finding::info(Code::MaterialRepaired)
            .with("format", before.input.format.clone().unwrap_or_default())
            .with("bytes", before.input.bytes)
            .with("widthPx", header.width_px)
            .with("heightPx", header.height_px)
            .with("rotationCw", u32::from(lay.rotation_cw))
            .with("mirrored", u32::from(lay.mirrored)),
    );
    findings.extend(after.findings);
    if placement.is_none() && undo == Orientation::Normal && verdict.finding().is_some() {
        findings.push(
            Finding::info(Code::MaterialRepairNotTurned)
                .with("rotationCw", u32::from(verdict.rotation_cw))
                .with("confidence", verdict.confidence),
        );
    }
    place(&mut findings, file_name, spec);
    let output = Output {
        format: Format::Jpeg.as_str().to_owned(),
        width_px: after.input.width_px.unwrap_or_default(),
        height_px: after.input.height_px.unwrap_or_default(),
        dpi: None,
        bytes: made.bytes.len() as u64,
        quality: rounded(made.quality.into()),
        sha256: sha256_hex(&made.bytes),
    };
    let report =
        Report::new(Subject::Material, &spec.policy, findings, Some(before.input), after.measured, Some(output));
    Ok(Repaired { report, image: Some(made.bytes) })
}

/// What stays true of the picture although it was made anew.
fn kept(findings: Vec<Finding>) -> Vec<Finding> {
    let stays = |f: &Finding| {
        matches!(f.code, Code::FilePicturesAnimated | Code::FilePicturesSeveral | Code::FileProfileIgnored)
    };
    findings.into_iter().filter(stays).collect()
}

/// The name that the picture may bear now.
fn jpeg_name(file_name: Option<&str>) -> Option<String> {
    file_name.map(|name| format!("{}.jpg", name.rsplit_once('.').map_or(name, |(stem, _)| stem)))
}

impl Placement {
    /// As it should.
    pub const UPRIGHT: Placement = Placement { rotation_cw: 0, mirrored: false };

    /// What sets it upright again.
    fn undone(self) -> Result<Orientation> {
        Ok(match (self.mirrored, self.rotation_cw) {
            (false, 0) => Orientation::Normal,
            (false, 90) => Orientation::Rotate270,
            (false, 180) => Orientation::Rotate180,
            (false, 270) => Orientation::Rotate90,
            (true, 0) => Orientation::MirrorHorizontal,
            (true, 90) => Orientation::Transverse,
            (true, 180) => Orientation::MirrorVertical,
            (true, 270) => Orientation::Transpose,
            (_, other) => {
                return Err(Error::misuse(
                    Stage::Judge,
                    format!("content turned by {other} degrees, not by a quarter turn"),
                ));
            }
        })
    }
}

/// The picture that the office wants.
fn make(
    bytes: &[u8],
    header: &Header,
    undo: Orientation,
    spec: &MaterialSpec,
    limits: &Limits,
    progress: &mut dyn FnMut(Step),
) -> Result<Made> {
    let is_right_already = header.format == Format::Jpeg
        && header.ends_properly
        && !header.cmyk
        && header.orientation == Orientation::Normal
        && undo == Orientation::Normal;
    if is_right_already && let Some(bytes) = picture_alone(bytes).filter(|b| b.len() as u64 <= spec.max_bytes) {
        // No quality was chosen.
        return Ok(Made { bytes, quality: 100.0 });
    }
    progress(Step::Turn);
    let (width_px, height_px) = header.upright_size();
    let reduced = |side: u32| {
        let long = width_px.max(height_px);
        if long <= MAX_LONG_SIDE_PX {
            side
        } else {
            (u64::from(side) * u64::from(MAX_LONG_SIDE_PX)).div_ceil(long.into()) as u32
        }
    };
    let bitmap = decode(bytes, header, (reduced(width_px), reduced(height_px)), limits)?.bitmap;
    let bitmap = at_most(bitmap, MAX_LONG_SIDE_PX)?;
    let bitmap = if undo == Orientation::Normal { bitmap } else { upright(&bitmap, undo)? };
    progress(Step::Encode);
    fitted(bitmap, u32::try_from(spec.max_bytes).unwrap_or(u32::MAX))
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
fn fitted(mut bitmap: Bitmap, max_bytes: u32) -> Result<Made> {
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
        if long <= MIN_LONG_SIDE_PX {
            let least = encode_at_quality(&bitmap, MIN_QUALITY, None)?;
            if !fits(&least) {
                return Err(Error::limit(Stage::Encode, "bytes", least.bytes.len() as u64, max_bytes.into()));
            }
            return Ok(encode(&bitmap, &EncodeSpec { max_bytes, dpi: None })?.into());
        }
        // Bytes grow a little slower than pixels, so the step errs to the small side by little, and another follows if not.
        let share = (f64::from(max_bytes) / good.bytes.len() as f64).sqrt().clamp(0.5, 0.97);
        drop(good);
        bitmap = at_most(bitmap, ((f64::from(long) * share) as u32).max(MIN_LONG_SIDE_PX))?;
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

//! Decodes the very bytes that will be handed over, measures them again, and says what is wrong with them.

use super::background::Background;
use super::geometry::{Place, cut_by_crop};
use super::locate::{self, Portrait};
use super::model::FaceModel;
use super::report::PhotoMeasured;
use super::tone;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;
use crate::codec::{decode, probe};
use crate::error::{Error, Result, Stage};
use crate::finding::{Code, Finding, Severity};
use crate::limits::Limits;
use crate::rules::photo_spec::PhotoSpec;

/// Below this the face has few edges left: a Gaussian of 1.5 px on the photo. See the curve in `docs/photo.md`.
const MIN_SHARPNESS: f64 = 0.32;
/// Below this mean linear luminance a face can hardly be made out: portraits darkened by three stops. Far below OFIQ's
/// 0.2, which is a score and no limit, so that dark skin in good light is never complained of.
const MIN_LUMINANCE: f64 = 0.05;
/// Above this skin is burnt out: portraits brightened by one and a half to two stops; OFIQ gives half marks at 0.8.
const MAX_LUMINANCE: f64 = 0.75;
/// Skin below this distance from the grey axis is a black-and-white picture.
const MIN_CHROMA: f64 = 3.0;

/// What the produced bytes show.
pub(super) struct Judgement {
    pub findings: Vec<Finding>,
    /// Faces found again.
    pub faces: usize,
}

/// Measures the produced bytes into `measured` and gives the findings. `source` is what was seen in the whole picture.
pub(super) fn judge(
    jpeg: &[u8],
    source: Option<&Portrait>,
    crop: Rect,
    spec: &PhotoSpec,
    model: &FaceModel,
    measured: &mut PhotoMeasured,
) -> Result<Judgement> {
    let bitmap = decoded(jpeg, spec)?;
    let subject = locate::locate_again(&bitmap, source.map(|s| seen_through(crop, s.face, spec)), model);
    let Some(found) = subject.portrait else {
        return Ok(Judgement { findings: Vec::new(), faces: 0 });
    };
    let mut findings = Vec::new();
    geometry(&found, source, crop, spec, measured, &mut findings);
    // Where the photo shows too little ground to say, the source's margin speaks.
    let ground = found.head.background.or(source.and_then(|s| s.head.background));
    background(ground, spec, measured, &mut findings);
    appearance(&bitmap, &found, measured, &mut findings);
    Ok(Judgement { findings, faces: subject.faces })
}

/// What is wrong with the number of faces.
pub(super) fn count(faces: usize) -> Option<Finding> {
    match faces {
        0 => Some(Finding::error(Code::PhotoFaceNone)),
        1 => None,
        several => Some(Finding::error(Code::PhotoFaceSeveral).with("faces", several)),
    }
}

/// Where a face of the source comes to lie in the photo.
fn seen_through(crop: Rect, face: Rect, spec: &PhotoSpec) -> Rect {
    let moved = Rect { left: face.left - crop.left, top: face.top - crop.top, ..face };
    moved.scaled(f64::from(spec.width_px) / crop.width)
}

/// The bitmap inside our own bytes. Anything but the size asked for is a fault of ours.
fn decoded(jpeg: &[u8], spec: &PhotoSpec) -> Result<Bitmap> {
    let limits = Limits::default();
    let header = probe::probe(jpeg, &limits)?;
    let bitmap = decode::decode(jpeg, &header, (spec.width_px, spec.height_px), &limits)?.bitmap;
    let size = (bitmap.width_px(), bitmap.height_px());
    if size != (spec.width_px, spec.height_px) || header.orientation_tag != 1 {
        return Err(Error::malformed(Stage::Judge, format!("the photo came out as {} x {}", size.0, size.1)));
    }
    Ok(bitmap)
}

fn geometry(
    found: &Portrait,
    source: Option<&Portrait>,
    crop: Rect,
    spec: &PhotoSpec,
    measured: &mut PhotoMeasured,
    findings: &mut Vec<Finding>,
) {
    let photo = Rect { left: 0.0, top: 0.0, width: f64::from(spec.width_px), height: f64::from(spec.height_px) };
    let place = Place::of(found.head.rect, found.face, photo);
    measured.face = Some(found.face);
    measured.head = Some(found.head.rect);
    measured.head_height_ratio = Some(place.head_height_ratio);
    measured.top_margin_ratio = Some(place.top_margin_ratio);
    measured.centre_offset_ratio = Some(place.centre_offset_ratio);
    measured.roll_deg = Some(found.head.roll_deg.into());

    // The source shows more than the photo: whether its edge cuts the head, and whether the crop does.
    let cut = match source {
        Some(source) => source.head.cut.or_else(|| cut_by_crop(source.head.rect, source.face, crop)),
        None => found.head.cut,
    };
    findings.extend(place.findings(cut, spec));
    let limits = &spec.head;
    let roll = f64::from(found.head.roll_deg);
    if roll.abs() > limits.max_roll_deg {
        findings.push(
            Finding::warning(Code::PhotoHeadTilted).with("rollDeg", roll.abs()).with("maxRollDeg", limits.max_roll_deg),
        );
    }
}

fn background(seen: Option<Background>, spec: &PhotoSpec, measured: &mut PhotoMeasured, findings: &mut Vec<Finding>) {
    let Some(seen) = seen else {
        findings.push(Finding::warning(Code::PhotoBackgroundUnseen));
        return;
    };
    let (delta_e, spread) = (f64::from(seen.delta_e), f64::from(seen.spread));
    measured.background_rgb = Some(seen.rgb);
    measured.background_delta_e = Some(delta_e);
    measured.background_spread = Some(spread);
    let limits = &spec.background;
    let chroma = f64::from(seen.chroma);
    let coloured = (chroma > limits.max_chroma).then_some(Severity::Warning);
    if let Some(severity) = weigh(delta_e, limits.max_delta_e, limits.max_delta_e_refuse).or(coloured) {
        findings.push(
            Finding::new(Code::PhotoBackgroundNotWhite, severity)
                .with("deltaE", delta_e)
                .with("maxDeltaE", limits.max_delta_e)
                .with("chroma", chroma)
                .with("maxChroma", limits.max_chroma),
        );
    }
    if let Some(severity) = weigh(spread, limits.max_spread, limits.max_spread_refuse) {
        findings.push(
            Finding::new(Code::PhotoBackgroundUneven, severity)
                .with("spread", spread)
                .with("maxSpread", limits.max_spread),
        );
    }
}

/// Pass, warn, refuse.
fn weigh(value: f64, pass: f64, refuse: f64) -> Option<Severity> {
    if value <= pass {
        None
    } else if value <= refuse {
        Some(Severity::Warning)
    } else {
        Some(Severity::Error)
    }
}

fn appearance(bitmap: &Bitmap, found: &Portrait, measured: &mut PhotoMeasured, findings: &mut Vec<Finding>) {
    let tone = tone::measure(bitmap, found.face, &Converter::new());
    measured.sharpness = Some(tone.sharpness);
    measured.luminance_mean = Some(tone.luminance);
    measured.chroma_mean = Some(tone.chroma);
    if tone.sharpness < MIN_SHARPNESS {
        findings.push(
            Finding::warning(Code::PhotoBlurred).with("sharpness", tone.sharpness).with("minSharpness", MIN_SHARPNESS),
        );
    }
    if tone.luminance < MIN_LUMINANCE {
        findings.push(
            Finding::warning(Code::PhotoTooDark).with("luminance", tone.luminance).with("minLuminance", MIN_LUMINANCE),
        );
    }
    if tone.luminance > MAX_LUMINANCE {
        findings.push(
            Finding::warning(Code::PhotoTooBright)
                .with("luminance", tone.luminance)
                .with("maxLuminance", MAX_LUMINANCE),
        );
    }
    if tone.chroma < MIN_CHROMA {
        findings.push(Finding::warning(Code::PhotoGrey).with("chroma", tone.chroma).with("minChroma", MIN_CHROMA));
    }
}

//! Judges the photo by its final bytes: decodes them, measures again, and gives the findings.

use super::background::Background;
use super::border::Border;
use super::covered::{self, Cover};
use super::expression;
use super::frame::Point;
use super::geometry::{Place, cut_by_crop};
use super::light::{self, Light};
use super::locate::{self, Portrait};
use super::mesh::Landmarks;
use super::model::FaceModel;
use super::report::{EyesAt, PhotoMeasured};
use super::tone;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;
use crate::codec::{decode, probe};
use crate::error::{Error, Result, Stage};
use crate::finding::{Code, Finding, Severity};
use crate::limits::Limits;
use crate::rules::photo_spec::PhotoSpec;

/// A face below this sharpness has few edges left: a Gaussian of 1.5 px on the photo. See the curve in `docs/photo.md`.
const MIN_SHARPNESS: f64 = 0.32;
/// A face below this mean linear luminance can hardly be recognised: portraits darkened by three stops. Far below OFIQ's
/// 0.2, which is a score and no limit, so that dark skin in good light never gets a finding.
const MIN_LUMINANCE: f64 = 0.05;
/// Skin above this mean is burnt out: portraits brightened by one and a half to two stops; OFIQ gives half marks at 0.8.
const MAX_LUMINANCE: f64 = 0.75;
/// Skin below this distance from the grey axis (CIE C*ab) is a black-and-white picture.
const MIN_CHROMA: f64 = 3.0;

/// Greatest difference of nose and cheeks from the skin around the eyes, as a ratio of its chroma: on the shared portraits
/// up to 0.49 (see `docs/photo.md`). Beyond the second a mask is sure, and the office's tool asks for an uncovered face.
const MAX_COVER: f64 = 0.55;
const MAX_COVER_REFUSE: f64 = 0.65;
/// Greatest difference in CIE L* by which the lids are darker than the cheeks: tinted glasses reach 17, a bearded face in
/// hard light 30.
const MAX_EYE_SHADE: f64 = 34.0;

/// Width of the face's box over its height: 0.78 to 0.90 on the shared portraits that face the lens with a shut mouth,
/// median 0.84. A picture stretched by a fifth is outside.
const FACE_SHAPE: std::ops::RangeInclusive<f64> = 0.71..=0.98;
/// Limits of the shape's check: a face that leans, is turned or opens the mouth has another shape.
const MAX_LEAN_FOR_SHAPE_DEG: f64 = 6.0;
const MAX_YAW_FOR_SHAPE_DEG: f64 = 10.0;
const MAX_GAP_FOR_SHAPE: f64 = 0.25;

/// Greatest difference of the halves of a face in CIE L*: 28 on the shared portraits on white, 50 with one half at a fifth
/// of the light. The office's tool asks for even light without highlights.
const MAX_LIGHT_STEP: f64 = 32.0;
/// Greatest burnt-out share of a face: up to 0.0093 on the shared portraits.
const MAX_BURNT: f64 = 0.025;
/// A head that leans by more in the photo is refused. Only a lean of up to 10 degrees is straightened, so the candidate has to
/// take another.
const MAX_ROLL_REFUSE_DEG: f64 = 15.0;

/// The worst cells of an even background are at most this much further from white (CIE76) than its median: the fall-off of
/// light across a wall.
const EVEN: f64 = 10.0;
/// Weight of the colour against the lightness in the distance at which a background is refused: the eye sees a tint before
/// it sees a grey.
const TINT_WEIGHT: f64 = 2.0;

/// Result of [`judge`].
pub(super) struct Judgement {
    pub findings: Vec<Finding>,
    /// Faces in the photo.
    pub faces: usize,
}

/// Measures the produced bytes into `measured` and returns the findings. `source` is the portrait in the whole picture.
pub(super) fn judge(
    jpeg: &[u8],
    source: Option<&Portrait>,
    crop: Rect,
    spec: &PhotoSpec,
    model: &FaceModel,
    measured: &mut PhotoMeasured,
) -> Result<Judgement> {
    let bitmap = decoded(jpeg, spec)?;
    let expected = source.map(|s| seen_through(crop, s, spec));
    let subject = locate::locate_again(&bitmap, expected.as_ref(), model);
    let Some(found) = subject.portrait else {
        return Ok(Judgement { findings: Vec::new(), faces: 0 });
    };
    let mut findings = Vec::new();
    geometry(&found, source, crop, spec, measured, &mut findings);
    // If the photo shows too little background, the source's is judged.
    let is_in_photo = found.head.background.is_some();
    let ground = found.head.background.as_ref().or(source.and_then(|s| s.head.background.as_ref()));
    let complaint = background(ground, spec, measured, &mut findings);
    if let (Some(ground), Some((max_delta_e, max_chroma)), true) = (ground, complaint, is_in_photo) {
        measured.background_cells = ground.places(max_delta_e, max_chroma);
    }
    appearance(&bitmap, &found, measured, &mut findings);
    let border = Border::find(&bitmap);
    findings.extend(framed(border, 1.0));
    measured.inside_frame = (border.widest() > 0).then(|| border.inside(1.0, (spec.width_px, spec.height_px)));
    Ok(Judgement { findings, faces: subject.faces })
}

/// Returns the finding about a border in a bitmap with `scale` times the picture's pixels per side.
pub(super) fn framed(border: Border, scale: f64) -> Option<Finding> {
    let lines = border.widest();
    (lines > 0).then(|| Finding::warning(Code::PhotoFramed).with("borderPx", (f64::from(lines) / scale).ceil()))
}

/// Returns the finding about the number of faces.
pub(super) fn count(faces: usize) -> Option<Finding> {
    match faces {
        0 => Some(Finding::error(Code::PhotoFaceNone)),
        1 => None,
        several => Some(Finding::error(Code::PhotoFaceSeveral).with("faces", several)),
    }
}

/// Moves a face of the source to its place in the photo.
fn seen_through(crop: Rect, source: &Portrait, spec: &PhotoSpec) -> Landmarks {
    let factor = f64::from(spec.width_px) / crop.width;
    let place = |p: Point| Point { x: (p.x - crop.left) * factor, y: (p.y - crop.top) * factor };
    source.landmarks.moved(place, factor)
}

/// Decodes our own bytes. Any other size than the required one is our fault.
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
    measured.roll_deg = Some(found.head.roll_deg);
    note_landmarks(found, measured);

    // The source shows more than the photo: its own edge may cut the head, or the crop may.
    let cut = match source {
        Some(source) => source.head.cut.or_else(|| cut_by_crop(source.head.rect, source.face, crop)),
        None => found.head.cut,
    };
    findings.extend(place.findings(cut, spec));
    let limits = &spec.head;
    let roll = found.head.roll_deg;
    if roll.abs() > limits.max_roll_deg {
        let severity = if roll.abs() > MAX_ROLL_REFUSE_DEG { Severity::Error } else { Severity::Warning };
        let finding = Finding::new(Code::PhotoHeadTilted, severity).with("rollDeg", roll.abs());
        findings.push(finding.with("maxRollDeg", limits.max_roll_deg));
    }
    findings.extend(expression::findings(measured));
    let Landmarks { yaw_deg, lip_gap_px, .. } = &found.landmarks;
    let is_straight = roll.abs() <= MAX_LEAN_FOR_SHAPE_DEG
        && yaw_deg.abs() <= MAX_YAW_FOR_SHAPE_DEG
        && lip_gap_px / found.landmarks.inter_eye_px() <= MAX_GAP_FOR_SHAPE;
    let shape = found.face.width / found.face.height;
    if is_straight && !FACE_SHAPE.contains(&shape) {
        findings.push(
            Finding::warning(Code::PhotoStretched)
                .with("faceRatio", shape)
                .with("minFaceRatio", *FACE_SHAPE.start())
                .with("maxFaceRatio", *FACE_SHAPE.end()),
        );
    }
}

fn note_landmarks(found: &Portrait, measured: &mut PhotoMeasured) {
    let Portrait { landmarks, head, .. } = found;
    let inter_eye_px = landmarks.inter_eye_px();
    let [left, right] = [0, 1].map(|side: usize| landmarks.eyes[side].middle());
    measured.eyes = Some(EyesAt { left, right });
    measured.chin = Some(landmarks.chin());
    measured.crown = Some(Point { x: landmarks.forehead().x, y: head.rect.top });
    measured.inter_eye_px = Some(inter_eye_px);
    measured.yaw_deg = Some(landmarks.yaw_deg);
    measured.pitch_deg = Some(landmarks.pitch_deg);
    measured.eye_openness = Some(landmarks.eyes[0].openness().min(landmarks.eyes[1].openness()));
    measured.mouth_gap = Some(landmarks.lip_gap_px / inter_eye_px);
}

/// Adds the findings about the background. If there are any, returns the greatest CIE76 from white and the greatest chroma of
/// a cell that they do not mean.
fn background(
    seen: Option<&Background>,
    spec: &PhotoSpec,
    measured: &mut PhotoMeasured,
    findings: &mut Vec<Finding>,
) -> Option<(f64, f64)> {
    let Some(seen) = seen else {
        findings.push(Finding::warning(Code::PhotoBackgroundUnseen));
        return None;
    };
    let &Background { rgb, delta_e, chroma, worst, spread, .. } = seen;
    measured.background_rgb = Some(rgb);
    measured.background_delta_e = Some(delta_e);
    measured.background_worst = Some(worst);
    measured.background_spread = Some(spread);
    let limits = &spec.background;
    let coloured = (chroma > limits.max_chroma).then_some(Severity::Warning);
    let (colour, rest) = (chroma * chroma, (delta_e * delta_e - chroma * chroma).max(0.0));
    let is_tinted = (rest + TINT_WEIGHT * TINT_WEIGHT * colour).sqrt() > limits.max_delta_e_refuse;
    let severity = weigh(delta_e, limits.max_delta_e, limits.max_delta_e_refuse).or(coloured);
    let not_white = if is_tinted { Some(Severity::Error) } else { severity };
    if let Some(severity) = not_white {
        findings.push(
            Finding::new(Code::PhotoBackgroundNotWhite, severity)
                .with("deltaE", delta_e)
                .with("maxDeltaE", limits.max_delta_e)
                .with("chroma", chroma)
                .with("maxChroma", limits.max_chroma),
        );
    }
    // An even background is judged by its median alone.
    let uneven = weigh(worst, limits.max_worst, limits.max_worst_refuse).filter(|_| worst > delta_e + EVEN);
    if let Some(severity) = uneven {
        findings.push(
            Finding::new(Code::PhotoBackgroundUneven, severity).with("worst", worst).with("maxWorst", limits.max_worst),
        );
    }
    let colour = not_white.map(|_| (limits.max_delta_e, limits.max_chroma));
    colour.or(uneven.map(|_| (delta_e + EVEN, f64::INFINITY)))
}

/// Returns the severity of a value above the limits for passing and for refusing.
fn weigh(value: f64, pass: f64, refuse: f64) -> Option<Severity> {
    if value <= pass {
        None
    } else if value <= refuse {
        Some(Severity::Warning)
    } else {
        Some(Severity::Error)
    }
}

fn covering(Cover { lower, eyes }: Cover) -> Option<Finding> {
    let finding = |severity, part: &str, difference: f64, max: f64| {
        let finding = Finding::new(Code::PhotoFaceCovered, severity).with("part", part);
        finding.with("difference", difference).with("maxDifference", max)
    };
    let mask = weigh(lower, MAX_COVER, MAX_COVER_REFUSE).map(|severity| finding(severity, "nose", lower, MAX_COVER));
    mask.or_else(|| (eyes > MAX_EYE_SHADE).then(|| finding(Severity::Warning, "eyes", eyes, MAX_EYE_SHADE)))
}

fn appearance(bitmap: &Bitmap, found: &Portrait, measured: &mut PhotoMeasured, findings: &mut Vec<Finding>) {
    let lab = Converter::new();
    if let Some(cover) = covered::measure(bitmap, &found.landmarks, &lab) {
        findings.extend(covering(cover));
    }
    let Light { uneven, burnt, spot } = light::measure(bitmap, &found.landmarks, &lab);
    if uneven > MAX_LIGHT_STEP {
        findings.push(Finding::warning(Code::PhotoLightUneven).with("step", uneven).with("maxStep", MAX_LIGHT_STEP));
    }
    if burnt > MAX_BURNT {
        findings.push(Finding::warning(Code::PhotoLightHighlight).with("burnt", burnt).with("maxBurnt", MAX_BURNT));
        measured.highlight = spot;
    }
    let tone = tone::measure(bitmap, found.face, &lab);
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

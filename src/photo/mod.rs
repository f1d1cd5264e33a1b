//! One portrait, from the file as it came to the photo as the office wants it, with one report of everything wrong.
//!
//! bytes -> probe -> decode (upright, sRGB, already reduced) -> locate -> crop -> resize -> encode -> judge the very
//! bytes made -> report

mod background;
mod check;
mod crop;
mod faces;
mod geometry;
mod head;
mod judge;
mod locate;
mod luma;
mod model;
mod patch;
mod report;
mod roll;
mod tone;

pub use background::Background;
pub use check::check;
pub use crop::plan;
pub use geometry::{CropCheck, CropMeasured, check_crop};
pub use head::{Edge, Head};
pub use locate::{Portrait, Subject, locate, locate_again};
pub use model::FaceModel;
pub use report::Measured;

use crate::codec::bitmap::Bitmap;
use crate::codec::decode::{Decoded, decode};
use crate::codec::encode::{EncodeSpec, Jpeg, encode};
use crate::codec::probe::Header;
use crate::codec::rect::Rect;
use crate::codec::resize::resize;
use crate::date::Date;
use crate::error::{Error, Kind, Result, Stage};
use crate::finding::{Code, Finding, Severity, rounded};
use crate::intake::{Intake, finding_of, intake};
use crate::limits::Limits;
use crate::report::{Input, Output, Report, Subject as ReportSubject, sha256_hex};
use crate::rules::photo_spec::PhotoSpec;

/// A crop is resampled from at least this many times the output's pixels a side, where the picture has them: below, the
/// decoder's own reduction begins to show. The first decode takes the whole picture for the crop; where the crop turns
/// out smaller, a second decode comes closer. On most portraits the first is enough, and it is cheap.
const SPARE: f64 = 1.15;
/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Named in the report.
    pub policy_id: &'a str,
    /// The photo that the office wants.
    pub spec: &'a PhotoSpec,
    /// A crop chosen by the user, in upright input pixels. Default: chosen by the head.
    pub crop: Option<Rect>,
    /// A turn clockwise by the user, before anything else: 0, 90, 180 or 270. The crop is in pixels of the turned picture.
    /// Default: where the person is seen lying, the picture is turned, and that is said.
    pub rotation_cw: Option<u16>,
    /// Today, to tell a photo's age. Default: the age is not judged.
    pub today: Option<Date>,
    /// What protects us.
    pub limits: Limits,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Everything found.
    pub report: Report<Measured>,
    /// The photo, whenever it could be composed, blocked or not.
    pub jpeg: Option<Vec<u8>>,
}

/// Said to the caller when a step begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the file.
    Decode,
    /// Finding the face.
    Locate,
    /// Choosing the crop.
    Crop,
    /// Resampling.
    Resize,
    /// Fitting the byte budget.
    Encode,
    /// Measuring the result.
    Judge,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Step; 6] = [Step::Decode, Step::Locate, Step::Crop, Step::Resize, Step::Encode, Step::Judge];

    /// The word that callers see.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Decode => "decode",
            Step::Locate => "locate",
            Step::Crop => "crop",
            Step::Resize => "resize",
            Step::Encode => "encode",
            Step::Judge => "judge",
        }
    }
}

/// Prepares a photo and reports on it. Any bytes get a report.
///
/// # Errors
/// Only [`Kind::Misuse`], such as a crop without an area.
pub fn prepare(
    bytes: &[u8],
    file_name: Option<&str>,
    request: &Request<'_>,
    model: &FaceModel,
    progress: &mut dyn FnMut(Step),
) -> Result<Outcome> {
    progress(Step::Decode);
    let Intake { input, findings, header } = intake(bytes, file_name, &request.limits)?;
    let mut work = Work { request, input, findings, measured: Measured::default() };
    let Some(header) = header else { return Ok(work.report(None)) };
    match work.compose(bytes, &header, model, progress) {
        Ok(made) => Ok(work.report(made)),
        Err(error) => {
            work.findings.push(finding_of(error)?);
            Ok(work.report(None))
        }
    }
}

/// One photo under way.
struct Work<'a> {
    request: &'a Request<'a>,
    input: Input,
    findings: Vec<Finding>,
    measured: Measured,
}

impl Work<'_> {
    fn compose(
        &mut self,
        bytes: &[u8],
        header: &Header,
        model: &FaceModel,
        progress: &mut dyn FnMut(Step),
    ) -> Result<Option<Jpeg>> {
        let Request { spec, rotation_cw: by_hand, .. } = *self.request;
        let turn_cw = by_hand.unwrap_or(0);
        if !matches!(turn_cw, 0 | 90 | 180 | 270) {
            return Err(Error::misuse(Stage::Crop, format!("a turn by {turn_cw} degrees, not by a quarter turn")));
        }
        self.check_age(header);
        let large_enough = self.check_size(turned_size(header, turn_cw));
        let spare = |side: u32| (f64::from(side) * SPARE).ceil() as u32;
        let mut at_least = (spare(spec.width_px), spare(spec.height_px));
        if turn_cw % 180 == 90 {
            at_least = (at_least.1, at_least.0);
        }
        let decoded = decode(bytes, header, at_least, &self.request.limits)?;

        progress(Step::Locate);
        let scale = decoded.scale;
        let (bitmap, subject) = locate(locate::turned(decoded.bitmap, turn_cw)?, by_hand.is_none(), model)?;
        self.note_subject(&subject);
        let turn_cw = (turn_cw + 360 - subject.rotation_cw) % 360;
        let (width_px, height_px) = turned_size(header, turn_cw);
        let portrait = subject.portrait.map(|p| p.scaled(1.0 / scale));

        if !large_enough {
            // Below the office's own floor there is nothing to compose: every pixel of the photo would be invented.
            self.count_faces(subject.faces, subject.faces);
            return Ok(None);
        }

        progress(Step::Crop);
        let crop = self.choose_crop(portrait.as_ref(), width_px, height_px)?;
        let magnified = f64::from(spec.width_px) / crop.width;
        self.measured.crop = Some(crop);
        self.measured.scale = Some(magnified);
        self.findings.extend(geometry::upscaled(crop, spec));

        progress(Step::Resize);
        let (bitmap, scale) = if magnified * SPARE > scale && scale < 1.0 {
            drop(bitmap);
            self.decode_closer(bytes, header, magnified, turn_cw)?
        } else {
            (bitmap, scale)
        };
        let photo = resize(&bitmap, inside(crop.scaled(scale), &bitmap), spec.width_px, spec.height_px)?;
        drop(bitmap);

        progress(Step::Encode);
        let jpeg = match encode(&photo, &EncodeSpec { max_bytes: spec.max_bytes, dpi: Some(spec.dpi) }) {
            Ok(jpeg) => jpeg,
            Err(Error { stage: Stage::Encode, kind: Kind::LimitExceeded { value, limit, .. } }) => {
                let finding = Finding::error(Code::PhotoBytesTooMany).with("bytes", value).with("maxBytes", limit);
                self.findings.push(finding);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };

        progress(Step::Judge);
        let judged = judge::judge(&jpeg.bytes, portrait.as_ref(), crop, spec, model, &mut self.measured)?;
        self.findings.extend(judged.findings);
        self.count_faces(subject.faces, judged.faces);
        self.add_what_a_server_would_refuse(&jpeg.bytes, model)?;
        Ok(Some(jpeg))
    }

    /// A server that checks again has the photo and not its source, and measures a little differently. What it would refuse
    /// is said here already, so that what is ready here passes there. Looking takes as long as all other judging, so only
    /// close calls are looked at.
    fn add_what_a_server_would_refuse(&mut self, jpeg: &[u8], model: &FaceModel) -> Result<()> {
        let is_blocked = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        if is_blocked || !check::is_close_call(&self.measured, self.request.spec) {
            return Ok(());
        }
        let seen = check::look(jpeg, self.request.spec, model, &mut Measured::default())?;
        self.findings.extend(seen.into_iter().filter(|finding| finding.severity == Severity::Error));
        Ok(())
    }

    /// Decodes again, as large as the crop needs, and turns it as before.
    fn decode_closer(&self, bytes: &[u8], header: &Header, magnified: f64, turn_cw: u16) -> Result<(Bitmap, f64)> {
        let (width_px, height_px) = header.upright_size();
        let needed = |side: u32| (f64::from(side) * (magnified * SPARE).min(1.0)).ceil() as u32;
        let at_least = (needed(width_px), needed(height_px));
        let Decoded { bitmap, scale, .. } = decode(bytes, header, at_least, &self.request.limits)?;
        Ok((locate::turned(bitmap, turn_cw)?, scale))
    }

    fn choose_crop(&mut self, portrait: Option<&Portrait>, width_px: u32, height_px: u32) -> Result<Rect> {
        let spec = self.request.spec;
        if let Some(wanted) = self.request.crop {
            let (crop, findings) = crop::given(wanted, width_px, height_px, spec)?;
            self.findings.extend(findings);
            return Ok(crop);
        }
        Ok(match portrait {
            Some(portrait) => crop::plan(portrait.head.rect, portrait.face.centre_x(), width_px, height_px, spec),
            None => crop::largest_fitting(width_px, height_px, spec),
        })
    }

    fn note_subject(&mut self, subject: &Subject) {
        self.measured.rotation_cw = Some(subject.rotation_cw);
        if subject.rotation_cw != 0 {
            self.findings.push(Finding::warning(Code::PhotoTurned).with("rotationCw", u32::from(subject.rotation_cw)));
        }
    }

    /// One face in the whole picture, and one again in the photo. A crop by the user may leave others out of the photo,
    /// yet not out of the picture: they are still said.
    fn count_faces(&mut self, in_source: usize, in_photo: usize) {
        let faces = if in_photo == 0 { 0 } else { in_source.max(in_photo) };
        self.measured.faces = Some(faces);
        self.findings.extend(judge::count(faces));
    }

    fn check_age(&mut self, header: &Header) {
        let Some(taken_on) = header.taken_on else { return };
        let text = taken_on.to_string();
        self.measured.taken_on = Some(text.clone());
        let Some(today) = self.request.today else { return };
        let age_days = today.days_since_1970() - taken_on.days_since_1970();
        if age_days > i64::from(self.request.spec.max_age_days) {
            self.findings.push(
                Finding::warning(Code::PhotoTooOld)
                    .with("takenOn", text)
                    .with("ageDays", age_days.unsigned_abs())
                    .with("maxAgeDays", self.request.spec.max_age_days),
            );
        }
    }

    /// Whether the picture has at least the pixels that the office asks for.
    fn check_size(&mut self, (width_px, height_px): (u32, u32)) -> bool {
        let spec = self.request.spec;
        let too_few = width_px < spec.min_input_width_px || height_px < spec.min_input_height_px;
        if too_few {
            self.findings.push(
                Finding::error(Code::PhotoPixelsTooFew)
                    .with("widthPx", width_px)
                    .with("heightPx", height_px)
                    .with("minWidthPx", spec.min_input_width_px)
                    .with("minHeightPx", spec.min_input_height_px),
            );
        }
        !too_few
    }

    fn report(self, made: Option<Jpeg>) -> Outcome {
        let spec = self.request.spec;
        let output = made.as_ref().map(|jpeg| Output {
            format: "jpeg".into(),
            width_px: spec.width_px,
            height_px: spec.height_px,
            dpi: Some(spec.dpi.into()),
            bytes: jpeg.bytes.len() as u64,
            quality: rounded(jpeg.quality.into()),
            sha256: sha256_hex(&jpeg.bytes),
        });
        let report = Report::new(
            ReportSubject::Photo,
            self.request.policy_id,
            self.findings,
            Some(self.input),
            self.measured,
            output,
        );
        Outcome { report, jpeg: made.map(|jpeg| jpeg.bytes) }
    }
}

/// Width and height once upright by the tag and turned.
fn turned_size(header: &Header, clockwise: u16) -> (u32, u32) {
    let (width_px, height_px) = header.upright_size();
    if clockwise % 180 == 90 { (height_px, width_px) } else { (width_px, height_px) }
}

/// Takes the rounding of two scales away: a crop that ends a hundredth of a pixel outside is moved inside.
fn inside(crop: Rect, bitmap: &Bitmap) -> Rect {
    let (width, height) = (f64::from(bitmap.width_px()), f64::from(bitmap.height_px()));
    let (w, h) = (crop.width.min(width), crop.height.min(height));
    Rect { left: crop.left.clamp(0.0, width - w), top: crop.top.clamp(0.0, height - h), width: w, height: h }
}

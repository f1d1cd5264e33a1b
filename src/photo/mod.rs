//! Prepares one portrait: from the candidate's file to the photo that the office takes, with one report of all findings.
//!
//! bytes -> probe -> decode (upright, sRGB, already reduced) -> locate -> crop -> resize -> encode -> judge the very
//! bytes made -> report

mod axes;
mod background;
mod blocky;
mod border;
mod cells;
mod check;
mod covered;
mod crop;
mod detect;
mod expression;
mod faces;
mod flood;
mod frame;
mod geometry;
mod head;
mod judge;
mod level;
mod light;
mod locate;
mod mesh;
mod model;
mod options;
mod person;
mod report;
mod straighten;
mod tone;

pub use check::check;
pub use frame::Point;
pub use geometry::{CropCheck, CropMeasured, check_crop};
pub use model::FaceModel;
pub use options::{CheckOptions, PhotoStep, PrepareOptions};
pub use report::{EyesAt, PhotoMeasured};

use crate::codec::bitmap::Bitmap;
use crate::codec::decode::{Decoded, decode};
use crate::codec::encode::{EncodeSpec, encode};
use crate::codec::probe::Header;
use crate::codec::rect::Rect;
use crate::codec::resize::resize;
use crate::codec::resize_turned::resize_turned;
use crate::codec::turn::QuarterTurn;
use crate::error::{Error, Kind, Quantity, Result};
use crate::finding::{Code, Finding, Severity, rounded};
use crate::intake::{Intake, finding_of, intake};
use crate::report::{Input, Output, Report, Subject as ReportSubject, sha256_hex};
use crate::rules::photo_spec::PhotoSpec;
use border::Border;
use locate::{Portrait, Subject, locate};
use straighten::{Cut, Wish};

/// A crop is resampled from at least this many times the output's pixels per side, if the picture has them: with fewer,
/// the decoder's own reduction becomes visible. The first decode is large enough for a crop of the whole picture. If the
/// crop is smaller, a second decode is larger. On most portraits the first is enough, and it is cheap.
const SPARE: f64 = 1.15;

/// Result of [`prepare`].
#[derive(Debug, Clone)]
pub struct Prepared {
    /// All findings and measures.
    pub report: Report<PhotoMeasured>,
    /// The photo, if one was composed, even if a finding blocks it.
    pub jpeg: Option<Vec<u8>>,
}

/// Prepares a photo and reports on it. Any bytes get a report. Calls `progress` when a step begins.
///
/// # Errors
/// Only [`Kind::Misuse`], such as a crop without an area.
pub fn prepare(bytes: &[u8], options: &PrepareOptions<'_>, progress: &mut dyn FnMut(PhotoStep)) -> Result<Prepared> {
    progress(PhotoStep::Decode);
    let Intake { input, findings, header } = intake(bytes, options.file_name, &options.limits)?;
    let mut work = Work { bytes, options, input, findings, measured: PhotoMeasured::default() };
    let Some(header) = header else { return Ok(work.report(None)) };
    match work.compose(&header, progress) {
        Ok(made) => Ok(work.report(made)),
        Err(error) => {
            work.findings.push(finding_of(error)?);
            Ok(work.report(None))
        }
    }
}

/// State of the work on one photo.
struct Work<'a> {
    bytes: &'a [u8],
    options: &'a PrepareOptions<'a>,
    input: Input,
    findings: Vec<Finding>,
    measured: PhotoMeasured,
}

/// The photo that is handed over.
struct Made {
    jpeg: Vec<u8>,
    width_px: u32,
    height_px: u32,
    dpi: Option<u16>,
    /// Quality of the encoding; 100 if nothing was encoded.
    quality: f64,
}

/// A JPEG shows its blocks if the mean step of its brightness is above this: quality 16 of the usual scale.
const MAX_LUMA_STEP: f64 = 160.0;

/// The blocks of a JPEG show only in a photo that has more than this many pixels per input pixel: reduced to half, a
/// block of eight pixels is four pixels wide, and the resampling has averaged its edges away.
const MIN_SCALE_WITH_BLOCKS: f64 = 0.5;

/// Quality of a file that is kept, as for a document that a repair leaves unchanged.
const UNTOUCHED: f64 = 100.0;

/// The upright picture, with the faces found in it.
struct Located {
    bitmap: Bitmap,
    /// Bitmap pixels per input pixel.
    scale: f64,
    /// Total turn from the picture as displayed to the bitmap: the user's turn, then the detected one.
    turn: QuarterTurn,
    faces: usize,
    /// In upright input pixels.
    portrait: Option<Portrait>,
}

impl Work<'_> {
    /// Returns the photo, or `None` if none can be made of this picture; the findings say why.
    fn compose(&mut self, header: &Header, progress: &mut dyn FnMut(PhotoStep)) -> Result<Option<Made>> {
        self.check_age(header);
        if let Some(kept) = self.keep(header)? {
            return Ok(Some(kept));
        }
        let by_hand = self.options.rotation_cw.unwrap_or_default();
        let is_large_enough = self.check_size(by_hand.turned_size(header.upright_size()));
        let located = self.locate(header, by_hand, progress)?;
        if !is_large_enough {
            // Below the office's own floor there is nothing to compose: every pixel of the photo would be invented.
            self.count_faces(located.faces, located.faces);
            return Ok(None);
        }

        progress(PhotoStep::Crop);
        let upright_size = located.turn.turned_size(header.upright_size());
        let border = Border::find(&located.bitmap);
        let inside = border.inside(located.scale, upright_size);
        let cut = self.choose_cut(located.portrait.as_ref(), upright_size, inside)?;

        progress(PhotoStep::Resize);
        let Located { bitmap, scale, turn, faces, portrait } = located;
        let spec = geometry::made_of(cut.crop, self.options.spec);
        let photo = self.resample(header, bitmap, scale, turn, cut, &spec)?;

        progress(PhotoStep::Encode);
        let Some(made) = self.encode(&photo, &spec)? else { return Ok(None) };

        progress(PhotoStep::Judge);
        let model = self.options.model;
        let portrait = match cut.level {
            Some(level) => portrait.map(|portrait| portrait.levelled(&level)),
            None => portrait,
        };
        let judged = judge::judge(&made.jpeg, portrait.as_ref(), cut.crop, &spec, model, &mut self.measured)?;
        self.findings.extend(judged.findings);
        // The photo shows what is left of the lean.
        self.measured.roll_deg = self.measured.roll_deg.map(|left| left + cut.lean_deg());
        let is_told = self.findings.iter().any(|finding| finding.code == Code::PhotoFramed);
        self.findings.extend(judge::framed(border, scale).filter(|_| !is_told && self.options.crop.is_none()));
        self.check_steps();
        self.count_faces(faces, judged.faces);
        self.add_what_a_server_would_refuse(&made.jpeg, &spec)?;
        Ok(Some(made))
    }

    /// Returns the file unchanged if it is a photo that meets every rule. The office takes only files that its own tool has
    /// saved, so a photo from that tool must keep its bytes. A user who chooses a crop or a turn asks for a new photo.
    fn keep(&mut self, header: &Header) -> Result<Option<Made>> {
        let options = self.options;
        if options.crop.is_some() || options.rotation_cw.is_some() {
            return Ok(None);
        }
        let Some(spec) = options.spec.at_size(header.width_px, header.height_px) else { return Ok(None) };
        if !check::as_prepared(self.bytes, header, &spec).is_empty() {
            return Ok(None);
        }
        let crop = check::whole(&spec);
        let mut measured = PhotoMeasured { taken_on: self.measured.taken_on.clone(), ..PhotoMeasured::default() };
        let judged = judge::judge(self.bytes, None, crop, &spec, options.model, &mut measured)?;
        let is_refused = judged.findings.iter().any(|finding| finding.severity == Severity::Error);
        if judged.faces != 1 || is_refused {
            return Ok(None);
        }
        (measured.faces, measured.rotation_cw) = (Some(1), Some(QuarterTurn::Deg0));
        (measured.crop, measured.scale) = (Some(crop), Some(1.0));
        self.measured = measured;
        let (width_px, height_px) = (spec.width_px, spec.height_px);
        self.findings.push(
            Finding::info(Code::PhotoKept)
                .with("widthPx", width_px)
                .with("heightPx", height_px)
                .with("bytes", self.bytes.len() as u64),
        );
        self.findings.extend(judged.findings);
        let dpi = check::dots_per_inch(self.bytes);
        Ok(Some(Made { jpeg: self.bytes.to_vec(), width_px, height_px, dpi, quality: UNTOUCHED }))
    }

    /// Decodes the picture large enough for a crop of the whole, applies the user's turn, and finds the person.
    fn locate(
        &mut self,
        header: &Header,
        by_hand: QuarterTurn,
        progress: &mut dyn FnMut(PhotoStep),
    ) -> Result<Located> {
        let spec = self.options.spec;
        let spare = |side: u32| (f64::from(side) * SPARE).ceil() as u32;
        let at_least = by_hand.turned_size((spare(spec.width_px), spare(spec.height_px)));
        let Decoded { bitmap, scale, .. } = decode(self.bytes, header, at_least, &self.options.limits)?;

        progress(PhotoStep::Locate);
        let may_be_turned = self.options.rotation_cw.is_none();
        let (bitmap, subject) = locate(locate::turned(bitmap, by_hand)?, may_be_turned, self.options.model)?;
        self.note_turn(&subject);
        Ok(Located {
            bitmap,
            scale,
            turn: by_hand.then(subject.rotation_cw.inverse()),
            faces: subject.faces,
            portrait: subject.portrait.map(|portrait| portrait.scaled(1.0 / scale)),
        })
    }

    /// Returns the crop at the photo's size. Decodes the picture again if the first decode was too small for it.
    fn resample(
        &self,
        header: &Header,
        bitmap: Bitmap,
        scale: f64,
        turn: QuarterTurn,
        cut: Cut,
        spec: &PhotoSpec,
    ) -> Result<Bitmap> {
        let crop = cut.in_picture();
        let magnified = f64::from(spec.width_px) / crop.width;
        let (bitmap, scale) = if magnified * SPARE > scale && scale < 1.0 {
            drop(bitmap);
            self.decode_closer(header, magnified, turn)?
        } else {
            (bitmap, scale)
        };
        let crop = crop.scaled(scale);
        match cut.level {
            Some(level) => resize_turned(&bitmap, crop, level.lean_deg().to_radians(), spec.width_px, spec.height_px),
            None => resize(&bitmap, inside(crop, &bitmap), spec.width_px, spec.height_px),
        }
    }

    /// Returns a file within the byte budget, or `None` with a finding if not even the lowest quality fits.
    fn encode(&mut self, photo: &Bitmap, spec: &PhotoSpec) -> Result<Option<Made>> {
        match encode(photo, &EncodeSpec { max_bytes: spec.max_bytes, dpi: Some(spec.dpi) }) {
            Ok(jpeg) => Ok(Some(Made {
                jpeg: jpeg.bytes,
                width_px: spec.width_px,
                height_px: spec.height_px,
                dpi: Some(spec.dpi),
                quality: jpeg.quality.into(),
            })),
            Err(Error { kind: Kind::LimitExceeded { quantity: Quantity::Bytes, value, limit }, .. }) => {
                let finding = Finding::error(Code::PhotoBytesTooMany).with("bytes", value).with("maxBytes", limit);
                self.findings.push(finding);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Adds the errors that a server would report. It has the photo without its source and measures a little differently,
    /// and a photo that is ready here must pass there. This second measurement takes as long as all other judging, so it
    /// runs only on close calls.
    fn add_what_a_server_would_refuse(&mut self, jpeg: &[u8], spec: &PhotoSpec) -> Result<()> {
        let is_blocked = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        // These warn below the limit at which they refuse.
        let is_near = |finding: &Finding| matches!(finding.code, Code::PhotoFaceCovered | Code::PhotoHeadTilted);
        let is_close = check::is_close_call(&self.measured, spec) || self.findings.iter().any(is_near);
        if is_blocked || !is_close {
            return Ok(());
        }
        let seen = check::look(jpeg, spec, self.options.model, &mut PhotoMeasured::default())?;
        self.findings.extend(seen.into_iter().filter(|finding| finding.severity == Severity::Error));
        Ok(())
    }

    /// Decodes again, as large as the crop needs, and turns it as before.
    fn decode_closer(&self, header: &Header, magnified: f64, turn: QuarterTurn) -> Result<(Bitmap, f64)> {
        let (width_px, height_px) = header.upright_size();
        let needed = |side: u32| (f64::from(side) * (magnified * SPARE).min(1.0)).ceil() as u32;
        let at_least = (needed(width_px), needed(height_px));
        let Decoded { bitmap, scale, .. } = decode(self.bytes, header, at_least, &self.options.limits)?;
        Ok((locate::turned(bitmap, turn)?, scale))
    }

    /// Returns the crop and its turn. Adds the measures and findings of both. `inside` is the picture without its border.
    fn choose_cut(&mut self, portrait: Option<&Portrait>, upright_size: (u32, u32), inside: Rect) -> Result<Cut> {
        let PrepareOptions { crop, straighten, spec, .. } = *self.options;
        let (cut, findings) = straighten::choose(Wish { crop, straighten }, portrait, upright_size, inside, spec)?;
        self.findings.extend(findings);
        let crop = cut.crop;
        self.measured.crop = Some(cut.in_picture());
        self.measured.scale = Some(f64::from(geometry::made_of(crop, spec).width_px) / crop.width);
        self.findings.extend(geometry::few_pixels(crop, spec));
        if let Some(level) = cut.level {
            self.measured.straightened_deg = Some(level.lean_deg());
            self.findings.push(Finding::info(Code::PhotoStraightened).with("straightenedDeg", level.lean_deg().abs()));
        }
        Ok(cut)
    }

    fn note_turn(&mut self, subject: &Subject) {
        let turn = subject.rotation_cw;
        self.measured.rotation_cw = Some(turn);
        if turn != QuarterTurn::Deg0 {
            self.findings.push(Finding::warning(Code::PhotoTurned).with("rotationCw", turn.degrees()));
        }
    }

    /// Judges the number of faces in the picture and in the photo. A crop by the user may leave other people out of the
    /// photo, but not out of the picture: they are still reported.
    fn count_faces(&mut self, in_source: usize, in_photo: usize) {
        let faces = if in_photo == 0 { 0 } else { in_source.max(in_photo) };
        self.measured.faces = Some(faces);
        self.findings.extend(judge::count(faces));
    }

    /// Warns of a coarse JPEG whose blocks show in the photo.
    fn check_steps(&mut self) {
        let is_near = self.measured.scale.is_some_and(|scale| scale > MIN_SCALE_WITH_BLOCKS);
        let step = blocky::luma_step(self.bytes).filter(|&step| is_near && step > MAX_LUMA_STEP);
        self.findings.extend(
            step.map(|step| Finding::warning(Code::PhotoBlocky).with("step", step).with("maxStep", MAX_LUMA_STEP)),
        );
    }

    fn check_age(&mut self, header: &Header) {
        let Some(taken_on) = header.taken_on else { return };
        let text = taken_on.to_string();
        self.measured.taken_on = Some(text.clone());
        let Some(today) = self.options.today else { return };
        let age_days = today.days_since_1970() - taken_on.days_since_1970();
        // At the place of the photo it may already be tomorrow.
        if age_days < -1 {
            let finding = Finding::warning(Code::PhotoDateFuture).with("takenOn", text.clone());
            self.findings.push(finding.with("today", today.to_string()));
        }
        if age_days > i64::from(self.options.spec.max_age_days) {
            self.findings.push(
                Finding::warning(Code::PhotoTooOld)
                    .with("takenOn", text)
                    .with("ageDays", age_days.unsigned_abs())
                    .with("maxAgeDays", self.options.spec.max_age_days),
            );
        }
    }

    /// Returns `true` if the picture has at least the pixels that the office asks for; else adds a finding.
    fn check_size(&mut self, (width_px, height_px): (u32, u32)) -> bool {
        let spec = self.options.spec;
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

    fn report(self, made: Option<Made>) -> Prepared {
        let output = made.as_ref().map(|made| Output {
            format: "jpeg".into(),
            width_px: made.width_px,
            height_px: made.height_px,
            dpi: made.dpi.map(u32::from),
            bytes: made.jpeg.len() as u64,
            quality: rounded(made.quality),
            sha256: sha256_hex(&made.jpeg),
        });
        let report = Report::new(
            ReportSubject::Photo,
            self.options.policy_id,
            self.findings,
            Some(self.input),
            self.measured,
            output,
        );
        Prepared { report, jpeg: made.map(|made| made.jpeg) }
    }
}

/// Removes the rounding error of two scales: moves a crop that ends a hundredth of a pixel outside into the bitmap.
fn inside(crop: Rect, bitmap: &Bitmap) -> Rect {
    let (width, height) = (f64::from(bitmap.width_px()), f64::from(bitmap.height_px()));
    let (w, h) = (crop.width.min(width), crop.height.min(height));
    Rect { left: crop.left.clamp(0.0, width - w), top: crop.top.clamp(0.0, height - h), width: w, height: h }
}

//! Findings: faults of a file or an application, and facts worth knowing. Each has a stable code, a severity and the figures
//! behind it.
//!
//! Codes are `area.subject.complaint` and append-only. The sentences that people read are in `messages/`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// Weight of a finding. Only an error blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// May be refused by a person later; the candidate decides.
    Warning,
    /// Blocks.
    Error,
}

/// Declares the codes once: the enum, its string form and the list of all.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Every finding that can be made.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes, in the order of declaration.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable string, such as `photo.face.none`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The bytes cannot be read as a picture. Params: `reason`.
    FileUnreadable = "file.unreadable",
    /// A real format that is not accepted. Params: `format`, `variant` (`unusual` where the format is read in other
    /// variants, otherwise empty), `reason` (the variant), `accepted`.
    FileFormatUnsupported = "file.format.unsupported",
    /// The name's extension says another format than the bytes. Params: `extension`, `format`.
    FileExtensionMismatch = "file.extension.mismatch",
    /// More pixels than can be read safely. Params: `pixels`, `maxPixels`.
    FilePixelsTooMany = "file.pixels.too_many",
    /// A larger file than can be read safely. Params: `bytes`, `maxBytes`.
    FileBytesTooMany = "file.bytes.too_many",
    /// Reading the picture would take more memory than is allowed. Params: `bytes`, `maxBytes`.
    FileMemoryTooMuch = "file.memory.too_much",
    /// The byte budget cannot be met. Params: `bytes`, `maxBytes`.
    PhotoBytesTooMany = "photo.bytes.too_many",
    /// The source has fewer pixels than the office asks for. Params: `widthPx`, `heightPx`, `minWidthPx`, `minHeightPx`.
    PhotoPixelsTooFew = "photo.pixels.too_few",
    /// The crop has fewer pixels than the office takes, so it would have to be enlarged. Params: `scale`, `maxScale`, `widthPx`,
    /// `heightPx`, `minWidthPx`, `minHeightPx`.
    PhotoUpscaled = "photo.upscaled",
    /// The photo has fewer pixels than it could have, and as many as the office takes. Params: `widthPx`, `heightPx`,
    /// `fullWidthPx`, `fullHeightPx`.
    PhotoSmaller = "photo.smaller",
    /// The file met every rule and is handed over unchanged. Params: `widthPx`, `heightPx`, `bytes`.
    PhotoKept = "photo.kept",
    /// No face was found.
    PhotoFaceNone = "photo.face.none",
    /// Something covers a part of the face. Params: `part` (`nose` or `eyes`), `difference`, `maxDifference`.
    PhotoFaceCovered = "photo.face.covered",
    /// More than one face. Params: `faces`.
    PhotoFaceSeveral = "photo.face.several",
    /// The head is shorter than the specification. Params: `headHeightRatio`, `minHeadHeightRatio`.
    PhotoHeadTooSmall = "photo.head.too_small",
    /// The head is taller than the specification. Params: `headHeightRatio`, `maxHeadHeightRatio`.
    PhotoHeadTooLarge = "photo.head.too_large",
    /// The head is turned aside, or nods. Params: `yawDeg`, `maxYawDeg`, `pitchDeg`, `maxPitchDeg`.
    PhotoFaceTurned = "photo.face.turned",
    /// An eye is shut, or nearly. Params: `eyeOpenness`, `minEyeOpenness`.
    PhotoEyesClosed = "photo.eyes.closed",
    /// The mouth is open. Params: `mouthGap`, `maxMouthGap`.
    PhotoMouthOpen = "photo.mouth.open",
    /// One half of the face is lighter than the other. Params: `step`, `maxStep`.
    PhotoLightUneven = "photo.light.uneven",
    /// A part of the face is burnt out. Params: `burnt`, `maxBurnt`.
    PhotoLightHighlight = "photo.light.highlight",
    /// A frame, or a screenshot's bars, around the picture. Params: `borderPx`, the widest side in input pixels.
    PhotoFramed = "photo.framed",
    /// The input is a JPEG saved so coarsely that its blocks show. Params: `step`, `maxStep`.
    PhotoBlocky = "photo.blocky",
    /// The picture was stretched: the face has a shape that no face has. Params: `faceRatio`, `minFaceRatio`, `maxFaceRatio`.
    PhotoStretched = "photo.stretched",
    /// The camera's date is in the future. Params: `takenOn`, `today`.
    PhotoDateFuture = "photo.date.future",
    /// The head is too far to one side, or too high or too low. Params: `centreOffsetRatio`, `maxCentreOffsetRatio`,
    /// `topMarginRatio`, `minTopMarginRatio`, `maxTopMarginRatio`.
    PhotoHeadOffCentre = "photo.head.off_centre",
    /// The head leans. Params: `rollDeg`, `maxRollDeg`.
    PhotoHeadTilted = "photo.head.tilted",
    /// The picture's edge cuts the head. Params: `edge`.
    PhotoHeadCut = "photo.head.cut",
    /// The background is not white. Params: `deltaE`, `maxDeltaE`, `chroma`, `maxChroma`.
    PhotoBackgroundNotWhite = "photo.background.not_white",
    /// The background has shadows, a gradient or objects. Params: `worst`, `maxWorst`.
    PhotoBackgroundUneven = "photo.background.uneven",
    /// The head fills the picture, so that no background can be judged.
    PhotoBackgroundUnseen = "photo.background.unseen",
    /// Too little detail in the face. Params: `sharpness`, `minSharpness`.
    PhotoBlurred = "photo.blurred",
    /// The face is too dark. Params: `luminance`, `minLuminance`.
    PhotoTooDark = "photo.too_dark",
    /// The face is too bright. Params: `luminance`, `maxLuminance`.
    PhotoTooBright = "photo.too_bright",
    /// A black-and-white picture. Params: `chroma`, `minChroma`.
    PhotoGrey = "photo.grey",
    /// The person is turned sideways or upside down in the file. Params: `rotationCw`.
    PhotoTurned = "photo.turned",
    /// The head leaned, and the crop was turned to straighten it. Params: `straightenedDeg`.
    PhotoStraightened = "photo.straightened",
    /// Taken longer ago than the office accepts. Params: `takenOn`, `ageDays`, `maxAgeDays`.
    PhotoTooOld = "photo.too_old",
    /// A crop given by the user reaches outside the picture. Params: `left`, `top`, `width`, `height`, `widthPx`, `heightPx`.
    PhotoCropOutside = "photo.crop.outside",
    /// A crop given by the user has another shape than the photo; it would have to be stretched. Params: `ratio`, `expectedRatio`.
    PhotoCropAspect = "photo.crop.aspect",
    /// More bytes than the office accepts. Params: `bytes`, `maxBytes`.
    MaterialBytesTooMany = "material.bytes.too_many",
    /// A picture format that the office does not accept. Params: `format`, `accepted`.
    MaterialFormatNotAllowed = "material.format.not_allowed",
    /// The file relies on an EXIF orientation tag, which the office's page may ignore. Params: `orientation`.
    MaterialOrientationExif = "material.orientation.exif",
    /// The content is turned sideways. Params: `rotationCw`, `confidence`.
    MaterialOrientationSideways = "material.orientation.sideways",
    /// The content is upside down. Params: `rotationCw`, `confidence`.
    MaterialOrientationUpsideDown = "material.orientation.upside_down",
    /// The content is mirrored. Params: `rotationCw`, `confidence`.
    MaterialOrientationMirrored = "material.orientation.mirrored",
    /// Too little detail to read. Params: `sharpness`, `minSharpness`.
    MaterialBlurred = "material.blurred",
    /// Too dark to read. Params: `luminanceMean`, `minLuminanceMean`.
    MaterialTooDark = "material.too_dark",
    /// Text is under clipped highlights. Params: `clippedHighlights`, `maxClippedHighlights`.
    MaterialGlare = "material.glare",
    /// The same picture is in two places. Params: `otherSlot`, `otherFile`.
    MaterialDuplicate = "material.duplicate",
    /// A code was found that does not decode. Params: `found`, `decoded`.
    MaterialQrUnreadable = "material.qr.unreadable",
    /// Fewer pictures than the kind needs. Params: `have`, `min`.
    SlotFilesTooFew = "slot.files.too_few",
    /// More pictures than the kind takes. Params: `have`, `max`.
    SlotFilesTooMany = "slot.files.too_many",
    /// The policy has no such kind of material. Params: `kind`.
    SlotKindUnknown = "slot.kind.unknown",
    /// A fact that the policy asks for is not stated. Params: `fact`.
    ProfileFactMissing = "profile.fact.missing",
    /// A fact, or a choice of it, that the policy does not know. Params: `fact`, `choice`.
    ProfileFactUnknown = "profile.fact.unknown",
    /// The application is locked and cannot be changed. Params: `status`.
    ApplicationLocked = "application.locked",
    /// The policy is refused. Params: `path`, `fault`.
    PolicyInvalid = "policy.invalid",
    /// Answers that contradict each other. Params: `contradiction` (its id in the policy), `facts` (their names).
    ProfileFactsContradictory = "profile.facts.contradictory",
    /// An answer to a question that does not apply to this candidate; it does not count. Params: `fact`.
    ProfileFactSuperfluous = "profile.fact.superfluous",
    /// Pictures of a kind that is not asked for from this candidate. Params: `have`.
    SlotFilesSuperfluous = "slot.files.superfluous",
    /// A picture that its own report blocks; it takes no slot.
    SlotFileBlocked = "slot.file.blocked",
    /// No such picture in this slot. Params: `sha256`.
    SlotFileUnknown = "slot.file.unknown",
    /// No photo yet.
    ApplicationPhotoMissing = "application.photo.missing",
    /// The photo's own report blocks.
    ApplicationPhotoBlocked = "application.photo.blocked",
    /// The application belongs to another policy. Params: `policy`, `applicationPolicy`.
    ApplicationPolicyMismatch = "application.policy.mismatch",
    /// The event is not allowed in this state. Params: `event`, `status`.
    ApplicationTransitionIllegal = "application.transition.illegal",
    /// An event that is not well formed. Params: `field`, `reason`.
    ApplicationEventInvalid = "application.event.invalid",
    /// A saved application that cannot be opened. Params: `reason`.
    ApplicationUnreadable = "application.unreadable",
    /// The file beside the application is not the one that was recorded. Params: `sha256`, `recordedSha256`.
    ApplicationFileChanged = "application.file.changed",
    /// Bytes follow the end of the picture: an archive, a motion picture. Params: `bytes`.
    FileDataTrailing = "file.data.trailing",
    /// An animation, of which only the first picture counts. Params: `pictures`.
    FilePicturesAnimated = "file.pictures.animated",
    /// Further pictures follow the first in the same file, such as a gain map. Params: `pictures`.
    FilePicturesSeveral = "file.pictures.several",
    /// The colour profile cannot be used; colours may be slightly off.
    FileProfileIgnored = "file.profile.ignored",
    /// The page is empty, or nothing on it can be recognised.
    MaterialBlank = "material.blank",
    /// Few pixels: small print will be hard to read. Params: `longSidePx`, `minLongSidePx`.
    MaterialResolutionTooLow = "material.resolution.too_low",
    /// The repair fixed the picture: `measured` and `output` of this report show the result. Params: `rotationCw` and
    /// `mirrored` (before the repair), `format`, `bytes`, `widthPx`, `heightPx` (all of the input).
    MaterialRepaired = "material.repaired",
    /// A repair within the limit would make the text illegible. Params: `bytes`, `maxBytes`, `minTextHeightPx`.
    MaterialRepairImpossible = "material.repair.impossible",
    /// The repair did not turn the picture, since its placement is not sure. Params: `rotationCw`, `confidence`.
    MaterialRepairNotTurned = "material.repair.not_turned",
    /// The picture looks turned or mirrored, and a person has confirmed that it is upright. Params, in the picture's own
    /// report: `rotationCw`, `mirrored`, `confidence`.
    MaterialOrientationConfirmed = "material.orientation.confirmed",
    /// A finished photo is not as the preparation makes it. Params: `property`, `is`, `expected`.
    PhotoNotPrepared = "photo.not_prepared",
    /// A side is longer than can be read safely. Params: `sidePx`, `maxSidePx`.
    FileSideTooLong = "file.side.too_long",
    /// Reading the file would take too much work, so it was not read. Params: `scans`, `maxScans`, or `blocks`, `maxBlocks`.
    CheckTooExpensive = "check.too_expensive",
    /// The name ends in a rare way to write JPEG, which the office's page may not take. Params: `extension`, `usual`.
    FileExtensionUnusual = "file.extension.unusual",
    /// The picture holds no writing that could be told from scenery: a portrait, a seal, an emblem.
    MaterialTextNone = "material.text.none",
    /// The ink hardly stands out from its paper. Params: `textContrast`, `minTextContrast`.
    MaterialFaint = "material.faint",
    /// The lines of writing are not level. Params: `skewDeg`, `maxSkewDeg`.
    MaterialTilted = "material.tilted",
    /// A CMYK picture, which many programs show wrongly or not at all.
    MaterialColourCmyk = "material.colour.cmyk",
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Code {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        schemars::json_schema!({ "type": "string", "enum": codes })
    }
}

/// A figure or a word behind a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Param {
    /// A count.
    Integer(i64),
    /// A measure.
    Number(f64),
    /// A name, a format, a date.
    Text(String),
}

impl From<f64> for Param {
    fn from(v: f64) -> Self {
        Self::Number(rounded(v))
    }
}
impl From<f32> for Param {
    fn from(v: f32) -> Self {
        Self::from(f64::from(v))
    }
}
impl From<u32> for Param {
    fn from(v: u32) -> Self {
        Self::Integer(v.into())
    }
}
impl From<u64> for Param {
    fn from(v: u64) -> Self {
        Self::Integer(i64::try_from(v).unwrap_or(i64::MAX))
    }
}
impl From<usize> for Param {
    fn from(v: usize) -> Self {
        Self::from(v as u64)
    }
}
impl From<&str> for Param {
    fn from(v: &str) -> Self {
        Self::Text(v.into())
    }
}
impl From<String> for Param {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}

/// Rounds to four decimals: enough for every figure in a report, and the same text on every platform.
pub fn rounded(v: f64) -> f64 {
    (v * 10_000.0).round() / 10_000.0
}

/// One fault, or one fact worth knowing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The kind of finding.
    pub code: Code,
    /// Its weight.
    pub severity: Severity,
    /// The material kind concerned, if any.
    pub slot: Option<String>,
    /// The file concerned, if any.
    pub file: Option<String>,
    /// Figures and limits, named as in the messages.
    pub params: BTreeMap<&'static str, Param>,
}

impl Finding {
    /// Returns a finding without figures.
    pub fn new(code: Code, severity: Severity) -> Self {
        Self { code, severity, slot: None, file: None, params: BTreeMap::new() }
    }

    /// Returns a finding that blocks.
    pub fn error(code: Code) -> Self {
        Self::new(code, Severity::Error)
    }

    /// Returns a finding that leaves the decision to the candidate.
    pub fn warning(code: Code) -> Self {
        Self::new(code, Severity::Warning)
    }

    /// Returns a finding that is only worth knowing.
    pub fn info(code: Code) -> Self {
        Self::new(code, Severity::Info)
    }

    /// Adds a figure.
    pub fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// Names the material kind.
    pub fn in_slot(mut self, slot: impl Into<String>) -> Self {
        self.slot = Some(slot.into());
        self
    }

    /// Names the file.
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }
}

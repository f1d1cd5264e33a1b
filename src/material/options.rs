//! Options of a caller for one document picture, and the steps of the work.

use serde::Deserialize;

use crate::codec::turn::QuarterTurn;
use crate::codec::upright::Orientation;
use crate::limits::Limits;
use crate::rules::material_spec::MaterialSpec;

/// Options of [`super::inspect`].
#[derive(Debug, Clone)]
pub struct InspectOptions<'a> {
    /// The office's requirements of this kind of document.
    pub spec: &'a MaterialSpec,
    /// Name of the file: it stands in the findings, and its extension is compared with the bytes. Default: none.
    pub file_name: Option<&'a str>,
    /// `true` if a person has confirmed that the content is upright and not mirrored. This settles a doubt; a refusal becomes
    /// a warning that the reviewer sees. Default: false.
    pub confirmed_upright: bool,
    /// Bounds of memory and pixels. Default: [`Limits::default`].
    pub limits: Limits,
}

impl<'a> InspectOptions<'a> {
    /// Options with the office's requirements, and everything else at its default.
    pub fn new(spec: &'a MaterialSpec) -> Self {
        Self { spec, file_name: None, confirmed_upright: false, limits: Limits::default() }
    }
}

/// Options of [`super::repair`].
#[derive(Debug, Clone)]
pub struct RepairOptions<'a> {
    /// The office's requirements of this kind of document.
    pub spec: &'a MaterialSpec,
    /// Name of the file: it stands in the findings, and its extension is compared with the bytes. Default: none.
    pub file_name: Option<&'a str>,
    /// The placement of the content by a person. It confirms the result as [`InspectOptions::confirmed_upright`] does.
    /// Default: the detected one, if it is sure enough to refuse the picture.
    pub placement: Option<Placement>,
    /// Bounds of memory and pixels. Default: [`Limits::default`].
    pub limits: Limits,
}

impl<'a> RepairOptions<'a> {
    /// Options with the office's requirements, and everything else at its default.
    pub fn new(spec: &'a MaterialSpec) -> Self {
        Self { spec, file_name: None, placement: None, limits: Limits::default() }
    }
}

/// The placement of the content in a picture, by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Placement {
    /// Clockwise turn of the content from upright, once a mirror is undone.
    pub rotation_cw: QuarterTurn,
    /// `true` if left and right are exchanged.
    #[serde(default)]
    pub mirrored: bool,
}

impl Placement {
    /// Upright and not mirrored.
    pub const UPRIGHT: Placement = Placement { rotation_cw: QuarterTurn::Deg0, mirrored: false };

    /// Returns the orientation that sets the content upright again.
    pub(super) fn undone(self) -> Orientation {
        Orientation::undoing(self.mirrored, self.rotation_cw)
    }
}

/// A step of the work on a document picture, reported when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialStep {
    /// Reading the file.
    Decode,
    /// Finding the placement of the content.
    Orient,
    /// Measuring sharpness, light and codes.
    Judge,
    /// Repair: turning and reducing.
    Turn,
    /// Repair: fitting the byte limit.
    Encode,
}

impl MaterialStep {
    /// All steps, in order.
    pub const ALL: [MaterialStep; 5] = [Self::Decode, Self::Orient, Self::Judge, Self::Turn, Self::Encode];

    /// Steps of a whole inspection, in order.
    pub const OF_INSPECTION: [MaterialStep; 3] = [Self::Decode, Self::Orient, Self::Judge];

    /// Steps of a whole repair, in order: an inspection of the file, the work, an inspection of the result. If no pixel has
    /// to change, the work is left out.
    pub const OF_REPAIR: [MaterialStep; 8] =
        [Self::Decode, Self::Orient, Self::Judge, Self::Turn, Self::Encode, Self::Decode, Self::Orient, Self::Judge];

    /// Returns the step's name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Orient => "orient",
            Self::Judge => "judge",
            Self::Turn => "turn",
            Self::Encode => "encode",
        }
    }
}

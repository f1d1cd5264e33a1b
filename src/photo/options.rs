//! Options of a caller for one photo, and the steps of the work.

use crate::codec::rect::Rect;
use crate::codec::turn::QuarterTurn;
use crate::date::Date;
use crate::limits::Limits;
use crate::rules::photo_spec::PhotoSpec;
use crate::rules::policy::Policy;

use super::FaceModel;

/// Options of [`super::prepare`].
#[derive(Debug, Clone)]
pub struct PrepareOptions<'a> {
    /// Id of the policy, for the report.
    pub policy_id: &'a str,
    /// Requirements of the office on the photo. Default: the policy's, at its first size.
    pub spec: &'a PhotoSpec,
    /// Nets that find the face.
    pub model: &'a FaceModel,
    /// Name of the file; its extension is compared with the bytes. Default: none.
    pub file_name: Option<&'a str>,
    /// A crop by the user, in pixels of the picture once it is upright and turned. Default: chosen by the head.
    pub crop: Option<Rect>,
    /// Clockwise turn by the user, before anything else. Default: a person who appears turned is set upright, and a
    /// finding says so.
    pub rotation_cw: Option<QuarterTurn>,
    /// Straightens a lean of 1 to 10 degrees by a turn of the crop, as far as the picture has the pixels. `Some(true)` turns
    /// also a crop by the user, about its middle; `Some(false)` turns nothing. Default: a crop by the head is turned, a crop
    /// by the user is not.
    pub straighten: Option<bool>,
    /// Today, for the photo's age. Default: none, and the age is not judged.
    pub today: Option<Date>,
    /// Bounds of memory and pixels. Default: [`Limits::default`].
    pub limits: Limits,
}

impl<'a> PrepareOptions<'a> {
    /// Returns the requirements of a policy, with everything else at its default.
    pub fn new(policy: &'a Policy, model: &'a FaceModel) -> Self {
        Self {
            policy_id: &policy.id,
            spec: &policy.photo,
            model,
            file_name: None,
            crop: None,
            rotation_cw: None,
            straighten: None,
            today: None,
            limits: Limits::default(),
        }
    }
}

/// Options of [`super::check`].
#[derive(Debug, Clone)]
pub struct CheckOptions<'a> {
    /// Id of the policy, for the report.
    pub policy_id: &'a str,
    /// Requirements of the office on the photo; any of its sizes is accepted. Default: the policy's.
    pub spec: &'a PhotoSpec,
    /// Nets that find the face.
    pub model: &'a FaceModel,
    /// Name of the file; its extension is compared with the bytes. Default: none.
    pub file_name: Option<&'a str>,
    /// Bounds of memory and pixels. Default: [`Limits::default`].
    pub limits: Limits,
}

impl<'a> CheckOptions<'a> {
    /// Returns the requirements of a policy, with everything else at its default.
    pub fn new(policy: &'a Policy, model: &'a FaceModel) -> Self {
        Self { policy_id: &policy.id, spec: &policy.photo, model, file_name: None, limits: Limits::default() }
    }
}

/// A step of the work on a photo, reported when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoStep {
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

impl PhotoStep {
    /// All steps, in order.
    pub const ALL: [PhotoStep; 6] = [Self::Decode, Self::Locate, Self::Crop, Self::Resize, Self::Encode, Self::Judge];

    /// Returns the step's name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Locate => "locate",
            Self::Crop => "crop",
            Self::Resize => "resize",
            Self::Encode => "encode",
            Self::Judge => "judge",
        }
    }
}

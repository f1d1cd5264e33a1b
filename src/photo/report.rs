//! Measures in a photo's report. Their names are a contract.

use serde::{Serialize, Serializer};

use super::frame::Point;
use crate::codec::rect::Rect;
use crate::codec::turn::QuarterTurn;
use crate::finding::rounded;
use crate::report::number;

/// Measures of a photo; null if a measure was not possible.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PhotoMeasured {
    /// Faces in the whole picture.
    pub faces: Option<usize>,
    /// The face, hairline to chin and cheek to cheek, in output pixels.
    #[serde(serialize_with = "rect")]
    pub face: Option<Rect>,
    /// The head, crown to chin, in output pixels.
    #[serde(serialize_with = "rect")]
    pub head: Option<Rect>,
    /// Crown to chin, as a ratio of the output's height.
    #[serde(serialize_with = "number")]
    pub head_height_ratio: Option<f64>,
    /// Upper edge to crown, as a ratio of the output's height.
    #[serde(serialize_with = "number")]
    pub top_margin_ratio: Option<f64>,
    /// Distance of the face's middle from the picture's, positive to the right, as a ratio of the output's width.
    #[serde(serialize_with = "number")]
    pub centre_offset_ratio: Option<f64>,
    /// Degrees that the head leans clockwise in the upright input; in the photo it leans by `straightenedDeg` less.
    #[serde(serialize_with = "number")]
    pub roll_deg: Option<f64>,
    /// The middles of the eyes, in output pixels.
    #[serde(serialize_with = "eyes")]
    pub eyes: Option<EyesAt>,
    /// The lowest point of the chin, in output pixels.
    #[serde(serialize_with = "point")]
    pub chin: Option<Point>,
    /// The highest point of the head over the forehead, in output pixels.
    #[serde(serialize_with = "point")]
    pub crown: Option<Point>,
    /// Distance between the middles of the eyes, in output pixels.
    #[serde(serialize_with = "number")]
    pub inter_eye_px: Option<f64>,
    /// Turn of the head in degrees, positive to the viewer's right.
    #[serde(serialize_with = "number")]
    pub yaw_deg: Option<f64>,
    /// Nod of the head in degrees; negative with a lifted chin.
    #[serde(serialize_with = "number")]
    pub pitch_deg: Option<f64>,
    /// Height of the narrower eye, as a ratio of its width.
    #[serde(serialize_with = "number")]
    pub eye_openness: Option<f64>,
    /// Distance between the inner edges of the lips, as a ratio of the distance of the eyes.
    #[serde(serialize_with = "number")]
    pub mouth_gap: Option<f64>,
    /// Median colour of the background, as sRGB.
    pub background_rgb: Option<[u8; 3]>,
    /// CIE76 of that colour from white, D65.
    #[serde(serialize_with = "number")]
    pub background_delta_e: Option<f64>,
    /// CIE76 from white that the worst 5 % of the background have at least.
    #[serde(serialize_with = "number")]
    pub background_worst: Option<f64>,
    /// Root mean square CIE76 of the background from its own median.
    #[serde(serialize_with = "number")]
    pub background_spread: Option<f64>,
    /// Places of the background that a finding complains of, the largest first, in output pixels; empty without such a
    /// finding.
    #[serde(serialize_with = "rects")]
    pub background_cells: Vec<Rect>,
    /// The part of the photo inside a frame that it still shows, in output pixels; null without a frame.
    #[serde(serialize_with = "rect")]
    pub inside_frame: Option<Rect>,
    /// The largest burnt-out spot of the face, in output pixels; null without a finding about it.
    #[serde(serialize_with = "rect")]
    pub highlight: Option<Rect>,
    /// 0 blurred to 1 sharp.
    #[serde(serialize_with = "number")]
    pub sharpness: Option<f64>,
    /// Mean linear luminance of the face, 0 to 1.
    #[serde(serialize_with = "number")]
    pub luminance_mean: Option<f64>,
    /// Mean distance of the face from the grey axis (CIE C*ab).
    #[serde(serialize_with = "number")]
    pub chroma_mean: Option<f64>,
    /// Clockwise turn of the person in the file as displayed. The photo is set upright.
    pub rotation_cw: Option<QuarterTurn>,
    /// The crop, in upright input pixels, before its turn by `straightenedDeg`.
    #[serde(serialize_with = "rect")]
    pub crop: Option<Rect>,
    /// Degrees that the crop was turned clockwise about its middle to straighten the head; null if it was not turned.
    #[serde(serialize_with = "number")]
    pub straightened_deg: Option<f64>,
    /// Output pixels per input pixel; above 1 the picture was enlarged.
    #[serde(serialize_with = "number")]
    pub scale: Option<f64>,
    /// The day by EXIF, `YYYY-MM-DD`; null if the file does not say.
    pub taken_on: Option<String>,
}

/// Positions of the eyes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EyesAt {
    /// The eye at the viewer's left.
    pub left: Point,
    /// The eye at the viewer's right.
    pub right: Point,
}

fn near(Point { x, y }: Point) -> Point {
    Point { x: rounded(x), y: rounded(y) }
}

fn point<S: Serializer>(value: &Option<Point>, s: S) -> Result<S::Ok, S::Error> {
    value.map(near).serialize(s)
}

fn eyes<S: Serializer>(value: &Option<EyesAt>, s: S) -> Result<S::Ok, S::Error> {
    value.map(|eyes| EyesAt { left: near(eyes.left), right: near(eyes.right) }).serialize(s)
}

fn near_rect(r: &Rect) -> Rect {
    Rect { left: rounded(r.left), top: rounded(r.top), width: rounded(r.width), height: rounded(r.height) }
}

fn rect<S: Serializer>(value: &Option<Rect>, s: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(near_rect).serialize(s)
}

fn rects<S: Serializer>(value: &[Rect], s: S) -> Result<S::Ok, S::Error> {
    s.collect_seq(value.iter().map(near_rect))
}

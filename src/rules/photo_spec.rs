//! The requirements on the photo, as data. The numbers and their sources are in `policies/*.json`.

use serde::Serialize;

use crate::rules::text::Text;

/// Shapes that differ by at most this ratio are one shape: the rounding of 3:4 to 190 x 254 is 0.3 %.
const SAME_SHAPE: f64 = 0.01;
const MM_PER_INCH: f64 = 25.4;

/// Size, weight and geometry of the photo. Part of a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhotoSpec {
    /// Name of this size, such as `35x45`.
    pub preset: String,
    /// The requirement in the office's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Output width in pixels.
    pub width_px: u32,
    /// Output height in pixels.
    pub height_px: u32,
    /// Print width in millimetres.
    pub width_mm: u32,
    /// Print height in millimetres.
    pub height_mm: u32,
    /// Print density that the JFIF header states.
    pub dpi: u16,
    /// Largest output file, inclusive.
    pub max_bytes: u32,
    /// Smallest source width in pixels.
    pub min_input_width_px: u32,
    /// Smallest source height in pixels.
    pub min_input_height_px: u32,
    /// Limits of a white background.
    pub background: BackgroundSpec,
    /// Limits of the head's size and place.
    pub head: HeadSpec,
    /// Oldest photo accepted, in days.
    pub max_age_days: u32,
    /// Other readings of the same requirement that a candidate may choose, such as another print size.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<PhotoSize>,
    /// Source or reason of every number, keyed by the field's name.
    #[serde(default)]
    pub notes: std::collections::BTreeMap<String, String>,
}

/// Another size of the same photo.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhotoSize {
    /// Name of this size, such as `33x48`.
    pub preset: String,
    /// Output width in pixels.
    pub width_px: u32,
    /// Output height in pixels.
    pub height_px: u32,
    /// Print width in millimetres.
    pub width_mm: u32,
    /// Print height in millimetres.
    pub height_mm: u32,
    /// Source or reason of every number, keyed by the field's name.
    #[serde(default)]
    pub notes: std::collections::BTreeMap<String, String>,
}

/// Limits of a white background. Distances are CIE76 from white, D65.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BackgroundSpec {
    /// A background with a median colour at most this far from white gets no finding.
    pub max_delta_e: f64,
    /// At most this far is a warning; further is refused.
    pub max_delta_e_refuse: f64,
    /// At most this much colour (C*ab) gets no finding; more is a warning, such as cream or pale blue.
    pub max_chroma: f64,
    /// The worst 5 % of the background get no finding if they are at most this far from white.
    pub max_worst: f64,
    /// At most this far is a warning; further is refused.
    pub max_worst_refuse: f64,
}

/// Limits of the head's size and place, as ratios of the output's height or width.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeadSpec {
    /// Smallest crown-to-chin height, as a ratio of the output's height.
    pub min_height_ratio: f64,
    /// The crown-to-chin height that the crop aims at.
    pub target_height_ratio: f64,
    /// Largest crown-to-chin height.
    pub max_height_ratio: f64,
    /// Smallest distance from the upper edge to the crown, as a ratio of the output's height.
    pub min_top_margin_ratio: f64,
    /// The distance that the crop aims at.
    pub target_top_margin_ratio: f64,
    /// Largest distance.
    pub max_top_margin_ratio: f64,
    /// Largest distance of the head's middle from the picture's, as a ratio of the output's width.
    pub max_centre_offset_ratio: f64,
    /// Largest lean of the head, in degrees either way.
    pub max_roll_deg: f64,
}

impl PhotoSpec {
    /// Returns the same requirements at another of their sizes, or `None` if there is no such preset.
    pub fn at_preset(&self, preset: &str) -> Option<PhotoSpec> {
        if preset == self.preset {
            return Some(self.clone());
        }
        let size = self.alternatives.iter().find(|a| a.preset == preset)?;
        let mut spec = self.clone();
        let PhotoSize { preset, width_px, height_px, width_mm, height_mm, notes } = size.clone();
        (spec.preset, spec.width_px, spec.height_px) = (preset, width_px, height_px);
        (spec.width_mm, spec.height_mm) = (width_mm, height_mm);
        spec.notes.extend(notes);
        Some(spec)
    }

    /// Returns the same requirements with fewer pixels, in the same shape and print size. A width of their own or more
    /// changes nothing.
    pub fn at_width(&self, width_px: u32) -> PhotoSpec {
        if width_px >= self.width_px {
            return self.clone();
        }
        let height_px = f64::from(width_px) * f64::from(self.height_px) / f64::from(self.width_px);
        self.with_pixels(width_px, height_px.round() as u32)
    }

    /// Returns the fewest pixels of this shape that the office takes.
    pub fn least_size(&self) -> (u32, u32) {
        let shape = f64::from(self.width_px) / f64::from(self.height_px);
        let width = f64::from(self.min_input_width_px).max(f64::from(self.min_input_height_px) * shape).ceil();
        let least = self.at_width(width as u32);
        (least.width_px, least.height_px)
    }

    /// Returns the same requirements for a finished photo of these pixels: at one of their sizes; or, at or above the
    /// office's least size, in the shape of one of them or of the least size itself, which the office's own tool gives.
    /// `None` for any other size.
    pub fn at_size(&self, width_px: u32, height_px: u32) -> Option<PhotoSpec> {
        let presets = [&self.preset].into_iter().chain(self.alternatives.iter().map(|size| &size.preset));
        let specs: Vec<PhotoSpec> = presets.filter_map(|preset| self.at_preset(preset)).collect();
        if let Some(spec) = specs.iter().find(|spec| (spec.width_px, spec.height_px) == (width_px, height_px)) {
            return Some(spec.clone());
        }
        if width_px < self.min_input_width_px || height_px < self.min_input_height_px {
            return None;
        }
        let is_shape = |width: u32, height: u32| {
            let shapes = f64::from(width_px) / f64::from(height_px) * f64::from(height) / f64::from(width);
            (shapes - 1.0).abs() <= SAME_SHAPE
        };
        let same = specs.iter().find(|spec| is_shape(spec.width_px, spec.height_px));
        let floor = is_shape(self.min_input_width_px, self.min_input_height_px).then_some(self);
        same.or(floor).map(|spec| spec.with_pixels(width_px, height_px))
    }

    /// Returns the requirements with these pixels, and the density that prints them at the same width.
    fn with_pixels(&self, width_px: u32, height_px: u32) -> PhotoSpec {
        let dpi = (f64::from(width_px) * MM_PER_INCH / f64::from(self.width_mm)).round() as u16;
        PhotoSpec { width_px, height_px, dpi, ..self.clone() }
    }
}

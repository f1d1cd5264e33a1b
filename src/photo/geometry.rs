//! Compares the head's place in the photo with the office's limits: arithmetic on rectangles, no pixel. So a page can ask
//! at every move of a finger.

use serde::Serialize;

use crate::codec::rect::Rect;
use crate::error::{Error, Result, Stage};
use crate::finding::{Code, Finding};
use crate::report::number;
use crate::rules::photo_spec::PhotoSpec;

use super::head::Edge;

/// A crop may be enlarged by this factor: less than a pixel per side.
const MAX_SCALE: f64 = 1.002;
/// A crop may take this much of the head, as a ratio of the crop's height, before the head is cut: 3 px of 531, within the
/// error of the measured head.
const CUT_SLACK: f64 = 0.005;

/// The head's place in a photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// Crown to chin, as a ratio of the photo's height.
    pub head_height_ratio: f64,
    /// Upper edge to crown, as a ratio of the photo's height.
    pub top_margin_ratio: f64,
    /// Distance of the face's middle from the photo's, positive to the right, as a ratio of the photo's width.
    pub centre_offset_ratio: f64,
}

impl Place {
    /// Measures a head and a face in `frame`, all in the same pixels.
    pub fn of(head: Rect, face: Rect, frame: Rect) -> Self {
        Self {
            head_height_ratio: head.height / frame.height,
            top_margin_ratio: (head.top - frame.top) / frame.height,
            // The face, not the hair, stands in the middle.
            centre_offset_ratio: (face.centre_x() - frame.centre_x()) / frame.width,
        }
    }

    /// Returns the findings about the place; `cut` is the edge that cuts the head.
    pub fn findings(self, cut: Option<Edge>, spec: &PhotoSpec) -> Vec<Finding> {
        let Self { head_height_ratio: ratio, top_margin_ratio: margin, centre_offset_ratio: offset } = self;
        let limits = &spec.head;
        let mut findings = Vec::new();
        if let Some(edge) = cut {
            findings.push(Finding::error(Code::PhotoHeadCut).with("edge", edge.as_str()));
        }
        if ratio < limits.min_height_ratio {
            findings.push(
                Finding::error(Code::PhotoHeadTooSmall)
                    .with("headHeightRatio", ratio)
                    .with("minHeadHeightRatio", limits.min_height_ratio),
            );
        }
        if ratio > limits.max_height_ratio {
            findings.push(
                Finding::error(Code::PhotoHeadTooLarge)
                    .with("headHeightRatio", ratio)
                    .with("maxHeadHeightRatio", limits.max_height_ratio),
            );
        }
        let too_high_or_low = !(limits.min_top_margin_ratio..=limits.max_top_margin_ratio).contains(&margin);
        if offset.abs() > limits.max_centre_offset_ratio || (too_high_or_low && cut.is_none()) {
            findings.push(
                Finding::warning(Code::PhotoHeadOffCentre)
                    .with("centreOffsetRatio", offset)
                    .with("maxCentreOffsetRatio", limits.max_centre_offset_ratio)
                    .with("topMarginRatio", margin)
                    .with("minTopMarginRatio", limits.min_top_margin_ratio)
                    .with("maxTopMarginRatio", limits.max_top_margin_ratio),
            );
        }
        findings
    }
}

/// Returns the edge of the crop that cuts a head which the source shows whole.
pub(super) fn cut_by_crop(head: Rect, face: Rect, crop: Rect) -> Option<Edge> {
    let slack = crop.height * CUT_SLACK;
    if head.top < crop.top - slack {
        Some(Edge::Top)
    } else if head.bottom() > crop.bottom() + slack {
        Some(Edge::Bottom)
    } else if face.left < crop.left - slack || face.right() > crop.right() + slack {
        Some(Edge::Side)
    } else {
        None
    }
}

/// Returns the requirements on the photo of a crop: at the required size, or at the crop's own if that is smaller.
pub(super) fn made_of(crop: Rect, spec: &PhotoSpec) -> PhotoSpec {
    if f64::from(spec.width_px) <= crop.width * MAX_SCALE {
        return spec.clone();
    }
    spec.at_width(crop.width.floor().max(1.0) as u32)
}

/// Returns the finding about a crop with fewer pixels than the photo: an error below the office's least size, else a note.
pub(super) fn few_pixels(crop: Rect, spec: &PhotoSpec) -> Option<Finding> {
    let made = made_of(crop, spec);
    if made.width_px >= spec.width_px {
        return None;
    }
    let (least_width, least_height) = spec.least_size();
    let finding = if made.width_px < least_width {
        Finding::error(Code::PhotoUpscaled)
            .with("scale", f64::from(least_width) / crop.width)
            .with("maxScale", 1.0)
            .with("minWidthPx", least_width)
            .with("minHeightPx", least_height)
    } else {
        Finding::info(Code::PhotoSmaller).with("fullWidthPx", spec.width_px).with("fullHeightPx", spec.height_px)
    };
    Some(finding.with("widthPx", made.width_px).with("heightPx", made.height_px))
}

/// Check of a crop, before a photo is made of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CropCheck {
    /// Findings about head and size. Background, light and sharpness are judged on the photo.
    pub findings: Vec<Finding>,
    /// The figures behind the findings.
    pub measured: CropMeasured,
}

/// The members of [`super::PhotoMeasured`] that a crop alone decides.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CropMeasured {
    /// Crown to chin, as a ratio of the photo's height.
    #[serde(serialize_with = "number")]
    pub head_height_ratio: Option<f64>,
    /// Upper edge to crown, as a ratio of the photo's height.
    #[serde(serialize_with = "number")]
    pub top_margin_ratio: Option<f64>,
    /// Distance of the face's middle from the photo's, positive to the right, as a ratio of the photo's width.
    #[serde(serialize_with = "number")]
    pub centre_offset_ratio: Option<f64>,
    /// Photo pixels per input pixel.
    #[serde(serialize_with = "number")]
    pub scale: Option<f64>,
}

/// Checks a crop around a head and a face, all in pixels of the upright input.
///
/// # Errors
/// `Misuse` for a rectangle without an area.
pub fn check_crop(head: Rect, face: Rect, crop: Rect, spec: &PhotoSpec) -> Result<CropCheck> {
    for (what, rect) in [("head", head), ("face", face), ("crop", crop)] {
        let sides = [rect.left, rect.top, rect.width, rect.height];
        if sides.iter().any(|v| !v.is_finite()) || rect.width <= 0.0 || rect.height <= 0.0 {
            return Err(Error::misuse(Stage::Crop, format!("the {what} is {rect:?}")));
        }
    }
    let place = Place::of(head, face, crop);
    let mut findings: Vec<Finding> = few_pixels(crop, spec).into_iter().collect();
    findings.extend(place.findings(cut_by_crop(head, face, crop), spec));
    let measured = CropMeasured {
        head_height_ratio: Some(place.head_height_ratio),
        top_margin_ratio: Some(place.top_margin_ratio),
        centre_offset_ratio: Some(place.centre_offset_ratio),
        scale: Some(f64::from(made_of(crop, spec).width_px) / crop.width),
    };
    Ok(CropCheck { findings, measured })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::policy::{Policy, built_in};

    #[test]
    fn a_moving_crop_is_answered_at_once() {
        let spec = Policy::from_json(built_in("hubei-2025").unwrap()).unwrap().photo;
        let head = Rect { left: 900.0, top: 600.0, width: 700.0, height: 900.0 };
        let face = Rect { left: 970.0, top: 800.0, width: 560.0, height: 640.0 };
        let aspect = f64::from(spec.width_px) / f64::from(spec.height_px);
        struct Case {
            what: &'static str,
            head_ratio: f64,
            aside: f64,
            up: f64,
            codes: &'static [&'static str],
        }
        let target = spec.head.target_height_ratio;
        let cases = [
            Case { what: "as planned", head_ratio: target, aside: 0.0, up: 0.0, codes: &[] },
            Case { what: "from afar", head_ratio: 0.3, aside: 0.0, up: 0.0, codes: &["photo.head.too_small"] },
            Case { what: "aside", head_ratio: target, aside: 0.12, up: 0.0, codes: &["photo.head.off_centre"] },
            Case { what: "the crown is out", head_ratio: target, aside: 0.0, up: 0.3, codes: &["photo.head.cut"] },
        ];
        for Case { what, head_ratio, aside, up, codes } in cases {
            let height = head.height / head_ratio;
            let width = height * aspect;
            let top = head.top - spec.head.target_top_margin_ratio * height + up * height;
            let crop = Rect { left: face.centre_x() - width / 2.0 + aside * width, top, width, height };
            let check = check_crop(head, face, crop, &spec).unwrap();
            let got: Vec<_> = check.findings.iter().map(|f| f.code.as_str()).collect();
            assert_eq!(got, codes, "{what}");
        }
        let tiny = Rect { left: 0.0, top: 0.0, width: 100.0, height: 100.0 / aspect };
        assert!(check_crop(head, face, tiny, &spec).unwrap().findings.iter().any(|f| f.code == Code::PhotoUpscaled));
        assert!(check_crop(head, face, Rect { width: f64::NAN, ..tiny }, &spec).is_err());
        assert!(check_crop(head, face, Rect { height: 0.0, ..tiny }, &spec).is_err());
    }
}

//! A rectangle in pixels: left, top, width, height, with fractions.

use serde::{Deserialize, Serialize};

/// A rectangle. Left and top may be fractions; right and bottom edges are exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rect {
    /// Distance from the picture's left edge, in pixels.
    pub left: f64,
    /// Distance from the picture's upper edge, in pixels.
    pub top: f64,
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
}

impl Rect {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The middle from left to right.
    pub fn centre_x(&self) -> f64 {
        self.left + self.width / 2.0
    }

    /// The middle from top to bottom.
    pub fn centre_y(&self) -> f64 {
        self.top + self.height / 2.0
    }

    /// Returns the same rectangle at another place.
    pub fn shifted(&self, right: f64, down: f64) -> Self {
        Self { left: self.left + right, top: self.top + down, ..*self }
    }

    /// Returns the same rectangle in a picture with `factor` times as many pixels per side.
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            left: self.left * factor,
            top: self.top * factor,
            width: self.width * factor,
            height: self.height * factor,
        }
    }

    /// Returns `true` if it is inside a picture of this size, with a hundredth of a pixel for rounding.
    pub fn is_inside(&self, width_px: u32, height_px: u32) -> bool {
        const SLACK_PX: f64 = 0.01;
        self.left >= -SLACK_PX
            && self.top >= -SLACK_PX
            && self.right() <= f64::from(width_px) + SLACK_PX
            && self.bottom() <= f64::from(height_px) + SLACK_PX
    }
}

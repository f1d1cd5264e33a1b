//! sRGB to CIE L*a*b* (D65), for colour distances. CIE 15:2004; sRGB curve of IEC 61966-2-1.

/// One colour: lightness 0 to 100, and the two opponent axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lab {
    /// Lightness, 0 black to 100 white.
    pub l: f32,
    /// Green (negative) to red.
    pub a: f32,
    /// Blue (negative) to yellow.
    pub b: f32,
}

/// White: the colour that backgrounds are compared with.
pub const WHITE: Lab = Lab { l: 100.0, a: 0.0, b: 0.0 };

impl Lab {
    /// CIE76: the plain distance.
    pub fn delta_e(self, other: Lab) -> f32 {
        let (dl, da, db) = (self.l - other.l, self.a - other.a, self.b - other.b);
        (dl * dl + da * da + db * db).sqrt()
    }

    /// Distance from the grey axis.
    pub fn chroma(self) -> f32 {
        (self.a * self.a + self.b * self.b).sqrt()
    }
}

/// The conversion, with the sRGB curve as a table. Build once, use for many pixels.
#[derive(Debug, Clone)]
pub struct Converter {
    linear: [f32; 256],
}

impl Default for Converter {
    fn default() -> Self {
        Self::new()
    }
}

impl Converter {
    /// Fills the table; `libm` keeps it the same on every platform.
    pub fn new() -> Self {
        let linear = std::array::from_fn(|v| {
            let v = v as f32 / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { libm::powf((v + 0.055) / 1.055, 2.4) }
        });
        Self { linear }
    }

    /// Relative luminance Y, 0 to 1.
    pub fn luminance(&self, [r, g, b]: [u8; 3]) -> f32 {
        0.212_639 * self.linear[r as usize] + 0.715_169 * self.linear[g as usize] + 0.072_192 * self.linear[b as usize]
    }

    /// One pixel.
    pub fn lab(&self, [r, g, b]: [u8; 3]) -> Lab {
        let (r, g, b) = (self.linear[r as usize], self.linear[g as usize], self.linear[b as usize]);
        // Rows of the sRGB matrix divided by the D65 white point (0.95047, 1, 1.08883), so that white is exactly neutral.
        let x = curve(0.433_953 * r + 0.376_219 * g + 0.189_828 * b);
        let y = curve(0.212_639 * r + 0.715_169 * g + 0.072_192 * b);
        let z = curve(0.017_758 * r + 0.109_477 * g + 0.872_765 * b);
        Lab { l: 116.0 * y - 16.0, a: 500.0 * (x - y), b: 200.0 * (y - z) }
    }
}

fn curve(t: f32) -> f32 {
    const KNEE: f32 = 216.0 / 24_389.0;
    if t > KNEE { libm::cbrtf(t) } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: Lindbloom's formulas evaluated at sRGB primaries, to one decimal.
    #[test]
    fn known_colours() {
        let lab = Converter::new();
        for (rgb, l, a, b) in [
            ([255, 255, 255], 100.0, 0.0, 0.0),
            ([0, 0, 0], 0.0, 0.0, 0.0),
            ([255, 0, 0], 53.2, 80.1, 67.2),
            ([0, 0, 255], 32.3, 79.2, -107.9),
            ([210, 210, 210], 84.2, 0.0, 0.0),
        ] {
            let got = lab.lab(rgb);
            assert!((got.l - l).abs() < 0.2 && (got.a - a).abs() < 0.3 && (got.b - b).abs() < 0.3, "{rgb:?}: {got:?}");
        }
    }
}

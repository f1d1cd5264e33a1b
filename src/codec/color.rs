//! Converts colour profiles to sRGB, row by row, by `moxcms`. A profile that cannot be used is ignored, with a finding: a
//! picture in slightly wrong colours is better than none.

use std::sync::Arc;

use moxcms::{
    ColorProfile, DataColorSpace, Layout, ParsingOptions, RenderingIntent, Transform8BitExecutor, TransformOptions,
};

/// Larger profiles are ignored. Press profiles with all their tables have 0.5-3 MB.
const MAX_PROFILE_BYTES: usize = 4 << 20;
/// Memory of a transform: its tables, and the parsed profile. The CMYK grid is 17^4 cells of 3 floats.
const TRANSFORM_BYTES: u64 = 4 << 20;
/// A profile that moves no colour of a grid by more than this is sRGB by another name.
const SAME_AS_SRGB: u8 = 1;

/// Samples a pixel as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Samples {
    /// One.
    Grey,
    /// Three.
    Rgb,
    /// Four, ink: 0 is paper.
    Cmyk,
}

impl Samples {
    /// Samples a pixel.
    pub(crate) fn count(self) -> usize {
        match self {
            Samples::Grey => 1,
            Samples::Rgb => 3,
            Samples::Cmyk => 4,
        }
    }
}

/// Turns stored rows into sRGB rows.
pub(crate) struct Conversion {
    samples: Samples,
    transform: Option<Arc<Transform8BitExecutor>>,
    /// There is a profile, and it could not be used.
    pub(crate) profile_ignored: bool,
}

impl Conversion {
    /// Bytes that it takes at most.
    pub(crate) fn bytes(profile_bytes: usize) -> u64 {
        if profile_bytes == 0 { 0 } else { TRANSFORM_BYTES + 2 * profile_bytes.min(MAX_PROFILE_BYTES) as u64 }
    }

    /// Returns the conversion of samples of this kind, with the file's profile.
    pub(crate) fn new(samples: Samples, profile: Option<&[u8]>) -> Self {
        let Some(profile) = profile else {
            return Self { samples, transform: None, profile_ignored: false };
        };
        match transform(samples, profile) {
            Some(t) if is_identity(samples, t.as_ref()) => Self { samples, transform: None, profile_ignored: false },
            Some(t) => Self { samples, transform: Some(t), profile_ignored: false },
            None => Self { samples, transform: None, profile_ignored: true },
        }
    }

    /// Returns `true` if rows come out as they went in.
    pub(crate) fn is_copy(&self) -> bool {
        self.samples == Samples::Rgb && self.transform.is_none()
    }

    /// One row, into three samples a pixel.
    pub(crate) fn convert(&self, row: &[u8], rgb: &mut [u8]) {
        if let Some(transform) = &self.transform {
            if transform.transform(row, rgb).is_ok() {
                return;
            }
            debug_assert!(false, "a transform refused a row of the right length");
        }
        match self.samples {
            Samples::Rgb => rgb.copy_from_slice(row),
            Samples::Grey => {
                for (&grey, out) in row.iter().zip(rgb.chunks_exact_mut(3)) {
                    out.fill(grey);
                }
            }
            Samples::Cmyk => {
                for (ink, out) in row.chunks_exact(4).zip(rgb.chunks_exact_mut(3)) {
                    out.copy_from_slice(&plain_cmyk([ink[0], ink[1], ink[2], ink[3]]));
                }
            }
        }
    }
}

/// Converts ink without a profile: the light that each ink and black leave, as in Pillow and Chromium.
fn plain_cmyk([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let paper = u32::from(255 - k);
    [c, m, y].map(|ink| {
        let product = u32::from(255 - ink) * paper;
        ((product + 127) / 255) as u8
    })
}

/// Returns `None` if the profile is damaged, too large, or made for other samples than these.
fn transform(samples: Samples, profile: &[u8]) -> Option<Arc<Transform8BitExecutor>> {
    if profile.len() > MAX_PROFILE_BYTES {
        return None;
    }
    let limits = ParsingOptions {
        max_profile_size: MAX_PROFILE_BYTES,
        max_allowed_clut_size: 2_000_000,
        max_allowed_trc_size: 40_000,
    };
    let source = ColorProfile::new_from_slice_with_options(profile, limits).ok()?;
    let (space, layout) = match samples {
        Samples::Grey => (DataColorSpace::Gray, Layout::Gray),
        Samples::Rgb => (DataColorSpace::Rgb, Layout::Rgb),
        // The library has one layout for four inks and for RGBA.
        Samples::Cmyk => (DataColorSpace::Cmyk, Layout::Rgba),
    };
    if source.color_space != space {
        return None;
    }
    let options = TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
    source.create_transform_8bit(layout, &ColorProfile::new_srgb(), Layout::Rgb, options).ok()
}

/// Returns `true` if a transform changes no colour of a grid visibly.
fn is_identity(samples: Samples, transform: &Transform8BitExecutor) -> bool {
    const STEPS: [u8; 9] = [0, 32, 64, 96, 128, 160, 192, 224, 255];
    let grid: Vec<u8> = match samples {
        Samples::Cmyk => return false,
        Samples::Grey => (0..=255).collect(),
        Samples::Rgb => STEPS
            .iter()
            .flat_map(|&r| STEPS.iter().flat_map(move |&g| STEPS.iter().flat_map(move |&b| [r, g, b])))
            .collect(),
    };
    let mut out = vec![0; grid.len() / samples.count() * 3];
    if transform.transform(&grid, &mut out).is_err() {
        return false;
    }
    let repeat = 3 / samples.count();
    let wanted = grid.iter().flat_map(|&v| std::iter::repeat_n(v, repeat));
    wanted.zip(&out).all(|(want, &got)| want.abs_diff(got) <= SAME_AS_SRGB)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Display P3 to sRGB by the published matrices (SMPTE EG 432-1 primaries, IEC 61966-2-1), both with D65 and the sRGB
    /// curve, so nothing is adapted.
    fn p3_to_srgb(rgb: [u8; 3]) -> [f64; 3] {
        let linear = rgb.map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { libm::pow((v + 0.055) / 1.055, 2.4) }
        });
        let matrix = [[1.224_940, -0.224_940, 0.0], [-0.042_057, 1.042_057, 0.0], [-0.019_638, -0.078_636, 1.098_274]];
        matrix.map(|row| {
            let v: f64 = row.iter().zip(linear).map(|(m, v)| m * v).sum();
            let v = v.clamp(0.0, 1.0);
            255.0 * if v <= 0.003_130_8 { 12.92 * v } else { 1.055 * libm::pow(v, 1.0 / 2.4) - 0.055 }
        })
    }

    #[test]
    fn display_p3_becomes_srgb() {
        let profile = ColorProfile::new_display_p3().encode().unwrap();
        let conversion = Conversion::new(Samples::Rgb, Some(&profile));
        assert!(!conversion.profile_ignored && !conversion.is_copy());
        for rgb in [[0, 0, 0], [255, 255, 255], [128, 128, 128], [200, 120, 90], [30, 60, 220], [250, 200, 180]] {
            let mut got = [0; 3];
            conversion.convert(&rgb, &mut got);
            for (got, want) in got.iter().zip(p3_to_srgb(rgb)) {
                assert!((f64::from(*got) - want).abs() <= 1.5, "{rgb:?}: {got} {want:.1}");
            }
        }
    }

    #[test]
    fn srgb_by_any_name_is_copied() {
        let profile = ColorProfile::new_srgb().encode().unwrap();
        let conversion = Conversion::new(Samples::Rgb, Some(&profile));
        assert!(conversion.is_copy() && !conversion.profile_ignored);
    }

    #[test]
    fn a_profile_that_does_not_fit_is_ignored_and_said_so() {
        let srgb = ColorProfile::new_srgb().encode().unwrap();
        let cases =
            [(Samples::Rgb, &b"nonsense"[..]), (Samples::Grey, &srgb), (Samples::Cmyk, &srgb), (Samples::Rgb, &[])];
        for (samples, profile) in cases {
            let conversion = Conversion::new(samples, Some(profile));
            assert!(conversion.profile_ignored, "{samples:?}");
            let mut rgb = [9; 3];
            conversion.convert(&[0; 4][..samples.count()], &mut rgb);
            let want = if samples == Samples::Cmyk { 255 } else { 0 };
            assert_eq!(rgb, [want; 3], "{samples:?}");
        }
    }

    #[test]
    fn grey_with_a_gamma_keeps_black_and_white() {
        let profile = ColorProfile::new_gray_with_gamma(1.8).encode().unwrap();
        let conversion = Conversion::new(Samples::Grey, Some(&profile));
        assert!(!conversion.profile_ignored);
        let mut rgb = [9; 9];
        conversion.convert(&[0, 128, 255], &mut rgb);
        assert_eq!((&rgb[..3], &rgb[6..]), (&[0; 3][..], &[255; 3][..]));
        // 128 at gamma 1.8 is a luminance of 0.289, which sRGB writes as 147.
        assert!(rgb[3..6].iter().all(|v| v.abs_diff(147) <= 1), "{rgb:?}");
    }

    #[test]
    fn ink_without_a_profile_takes_light_away() {
        for (ink, rgb) in [
            ([0, 0, 0, 0], [255, 255, 255]),
            ([255, 0, 0, 0], [0, 255, 255]),
            ([0, 0, 0, 255], [0, 0, 0]),
            ([0, 51, 102, 51], [204, 163, 122]),
        ] {
            assert_eq!(plain_cmyk(ink), rgb);
        }
    }
}

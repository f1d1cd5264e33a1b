//! Measures sharpness, light and colour of a face on a composed photo.

use crate::codec::bitmap::{Bitmap, luma_of};
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;

/// The measured part of a face's box, as ratios of the box: left out is the rim with hair and background. The chin's lower
/// edge stays outside, the forehead begins a tenth below the hairline.
const INNER: Rect = Rect { left: 0.10, top: 0.10, width: 0.80, height: 0.85 };
/// Colour is averaged over every third pixel of every third row: enough for a mean, and cube roots are slow.
const COLOUR_STEP: u32 = 3;

/// Sharpness, light and colour of a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tone {
    /// 0 blurred to 1 sharp: one minus the blur measure of Crete et al. 2007.
    pub sharpness: f64,
    /// Mean linear luminance of the face, 0 to 1, as OFIQ's LuminanceMean takes it.
    pub luminance: f64,
    /// Mean distance from the grey axis (CIE C*ab) of the face.
    pub chroma: f64,
}

/// Measures the inner part of a face's box.
pub(super) fn measure(bitmap: &Bitmap, face: Rect, lab: &Converter) -> Tone {
    let inner = Rect {
        left: face.left + face.width * INNER.left,
        top: face.top + face.height * INNER.top,
        width: face.width * INNER.width,
        height: face.height * INNER.height,
    };
    let clamp = |v: f64, side: u32| (v.max(0.0) as u32).min(side);
    let (left, right) = (clamp(inner.left, bitmap.width_px()), clamp(inner.right(), bitmap.width_px()));
    let (top, bottom) = (clamp(inner.top, bitmap.height_px()), clamp(inner.bottom(), bitmap.height_px()));
    let (width, height) = (right.saturating_sub(left) as usize, bottom.saturating_sub(top) as usize);
    let mut luma = Vec::with_capacity(width * height);
    let (mut luminance, mut chroma, mut coloured) = (0.0, 0.0, 0u32);
    for y in top..bottom {
        for x in left..right {
            let pixel = bitmap.pixel(x, y);
            luma.push(f32::from(luma_of(&pixel)));
            luminance += f64::from(lab.luminance(pixel));
            if x % COLOUR_STEP == 0 && y % COLOUR_STEP == 0 {
                chroma += f64::from(lab.lab(pixel).chroma());
                coloured += 1;
            }
        }
    }
    Tone {
        sharpness: sharpness(&luma, width, height),
        luminance: luminance / luma.len().max(1) as f64,
        chroma: chroma / f64::from(coloured.max(1)),
    }
}

/// Returns one minus the perceptual blur of F. Crete, T. Dolmiere, P. Ladret and M. Nicolas, "The blur effect: perception
/// and estimation with a new no-reference perceptual blur metric", 2007. The measure blurs the picture again and takes the
/// lost share of the difference between neighbours: a sharp picture loses most of it, a blurred one has little to lose.
pub(super) fn sharpness(luma: &[f32], width: usize, height: usize) -> f64 {
    if width <= 2 * REACH || height <= 2 * REACH {
        return 0.0;
    }
    let across = lost_share(width, height, |x, y| luma[y * width + x]);
    let down = lost_share(height, width, |x, y| luma[x * width + y]);
    across.min(down)
}

/// The second blur averages this many neighbours to either side: nine in all, as in the paper.
const REACH: usize = 4;

/// Returns the share of the differences between neighbours along lines that a nine-tap mean removes.
fn lost_share(length: usize, lines: usize, at: impl Fn(usize, usize) -> f32) -> f64 {
    let (mut before, mut lost) = (0.0f64, 0.0f64);
    for line in 0..lines {
        let mut window: f32 = (0..2 * REACH + 1).map(|i| at(i, line)).sum();
        for i in REACH..length - REACH - 1 {
            let next = window + at(i + REACH + 1, line) - at(i - REACH, line);
            let sharp = (at(i + 1, line) - at(i, line)).abs();
            let blurred = ((next - window) / (2 * REACH + 1) as f32).abs();
            before += f64::from(sharp);
            lost += f64::from((sharp - blurred).max(0.0));
            window = next;
        }
    }
    if before > 0.0 { lost / before } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::sharpness;

    /// A chequered pattern, blurred by a box of `2 * reach + 1` along rows and columns.
    fn pattern(reach: usize) -> Vec<f32> {
        const SIDE: usize = 96;
        let at = |x: usize, y: usize| if (x / 12 + y / 12).is_multiple_of(2) { 200.0 } else { 60.0 };
        let mut out = Vec::with_capacity(SIDE * SIDE);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let (mut sum, mut count) = (0.0, 0.0);
                for v in y.saturating_sub(reach)..=(y + reach).min(SIDE - 1) {
                    for u in x.saturating_sub(reach)..=(x + reach).min(SIDE - 1) {
                        sum += at(u, v);
                        count += 1.0;
                    }
                }
                out.push(sum / count);
            }
        }
        out
    }

    #[test]
    fn sharpness_falls_with_blur() {
        let curve: Vec<f64> = [0, 1, 2, 4].iter().map(|&reach| sharpness(&pattern(reach), 96, 96)).collect();
        assert!(curve.windows(2).all(|w| w[0] > w[1] + 0.05), "{curve:?}");
        assert!(curve[0] > 0.8 && curve[3] < 0.4, "{curve:?}");
    }

    #[test]
    fn nothing_to_see_is_not_sharp() {
        assert_eq!(sharpness(&[128.0; 400], 20, 20), 0.0);
        assert_eq!(sharpness(&[], 0, 0), 0.0);
    }
}

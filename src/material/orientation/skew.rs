//! The skew of lines of text: photographs taken in a hurry are askew by 10 or 20 degrees, and letters on a rising line look
//! like mirrored italics to a net that reads a few of them at a time.
//!
//! Strokes run along the line or across it, in Chinese as in Latin. So slopes, their angles taken modulo a right angle,
//! point one way: the mean of their fourth powers as complex numbers has four times the angle as its argument.

use super::net::SIDE;

/// Sum of the slopes of tiles. The longer it is, the more they agree.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Skew {
    real: f32,
    imaginary: f32,
    all: f32,
}

/// Least agreement of slopes (0 to 1) that gives an angle.
const MIN_AGREEMENT: f32 = 0.08;
/// Least angle in radians, 4 degrees: the net was trained with smaller ones.
const MIN_ANGLE: f32 = 0.07;
/// Least slope that counts, squared, in grey levels over two pixels: 8 levels, above the noise of cameras and JPEG.
const MIN_SLOPE_SQUARED: f32 = 64.0;

impl Skew {
    /// Adds a tile. Every tile counts alike, dark or pale.
    pub fn add(&mut self, tile: &[u8]) {
        let (mut real, mut imaginary, mut all) = (0.0f32, 0.0f32, 0.0f32);
        let rows = tile.chunks_exact(SIDE);
        for ((above, row), below) in rows.clone().zip(rows.clone().skip(1)).zip(rows.skip(2)) {
            for x in 1..SIDE - 1 {
                let (gx, gy) =
                    (f32::from(row[x + 1]) - f32::from(row[x - 1]), f32::from(below[x]) - f32::from(above[x]));
                let square = gx * gx + gy * gy;
                if square < MIN_SLOPE_SQUARED {
                    continue;
                }
                let length = square.sqrt();
                let (re, im) = (gx * gx - gy * gy, 2.0 * gx * gy);
                let cube = square * length;
                real += (re * re - im * im) / cube;
                imaginary += 2.0 * re * im / cube;
                all += length;
            }
        }
        if all > 0.0 {
            self.real += real / all;
            self.imaginary += imaginary / all;
            self.all += 1.0;
        }
    }

    /// Returns sine and cosine of the angle from the picture's x axis to the lines', at most 45 degrees either way, or `None`
    /// if they are level, or do not agree.
    pub fn turn(self) -> Option<(f32, f32)> {
        let length = (self.real * self.real + self.imaginary * self.imaginary).sqrt();
        if length < MIN_AGREEMENT * self.all || self.all == 0.0 {
            return None;
        }
        let angle = libm::atan2f(self.imaginary, self.real) / 4.0;
        (angle.abs() >= MIN_ANGLE).then(|| (libm::sinf(angle), libm::cosf(angle)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars along a direction and across it.
    fn tile(degrees: f32) -> Vec<u8> {
        let (sin, cos) = libm::sincosf(degrees.to_radians());
        let level = |i: usize| {
            let (x, y) = ((i % SIDE) as f32 - 32.0, (i / SIDE) as f32 - 32.0);
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            let wave = libm::sinf(u * 0.5).max(libm::sinf(v * 0.3));
            (128.0 + 90.0 * wave) as u8
        };
        (0..SIDE * SIDE).map(level).collect()
    }

    #[test]
    fn the_angle_is_found_modulo_a_right_angle() {
        for degrees in [-40.0f32, -18.0, -7.0, 7.0, 12.0, 30.0, 44.0] {
            for quarter in [0.0, 90.0, 180.0] {
                let mut skew = Skew::default();
                skew.add(&tile(degrees + quarter));
                let (sin, cos) = skew.turn().expect("askew");
                let found = sin.atan2(cos).to_degrees();
                assert!((found - degrees).abs() < 2.0, "{degrees} + {quarter}: {found}");
            }
        }
        let mut level = Skew::default();
        level.add(&tile(1.0));
        assert_eq!(level.turn(), None);
        let mut flat = Skew::default();
        flat.add(&[7; SIDE * SIDE]);
        assert_eq!(flat.turn(), None);
    }
}

//! A portrait that nobody sat for: drawn from soft ellipses, lit from the upper left, with the grain of a sensor. The
//! face detector takes it for a face, so the whole river can run where no real picture may be stored.

use exam_preflight::codec::bitmap::Bitmap;

type Rgb = [f64; 3];

/// An ellipse: middle, radii, and how soft its edge is in parts of the radius; all in a picture 900 wide and 1200 high.
struct Ellipse(f64, f64, f64, f64, f64);

impl Ellipse {
    fn cover(&self, x: f64, y: f64) -> f64 {
        let Self(cx, cy, rx, ry, soft) = *self;
        let (dx, dy) = ((x - cx) / rx, (y - cy) / ry);
        ((1.0 - (dx * dx + dy * dy).sqrt()) / soft + 0.5).clamp(0.0, 1.0)
    }
}

/// One stroke: where, how opaque, which colour.
struct Stroke(Ellipse, f64, Rgb);

/// Middle of the face.
const CX: f64 = 450.0;
const CY: f64 = 500.0;

/// A front portrait, three to four, on a plain ground.
pub fn portrait(width: u32, height: u32, ground: [u8; 3]) -> Bitmap {
    let (behind, front) = strokes();
    let face = Ellipse(CX, CY, 150.0, 205.0, 0.05);
    let mut seed = 1_u32;
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for row in 0..height {
        for column in 0..width {
            let x = (f64::from(column) + 0.5) * 900.0 / f64::from(width);
            let y = (f64::from(row) + 0.5) * 1200.0 / f64::from(height);
            let mut color = ground.map(f64::from);
            paint(&mut color, &behind, x, y);
            let (across, down) = ((x - CX) / 150.0, (y - CY) / 205.0);
            let shade = 1.0 - 0.16 * across - 0.05 * down - 0.1 * across * across;
            blend(&mut color, face.cover(x, y), [222.0 * shade, 178.0 * shade, 150.0 * shade]);
            paint(&mut color, &front, x, y);
            let grain = grain(&mut seed);
            rgb.extend(color.map(|v| (v + grain).round().clamp(0.0, 255.0) as u8));
        }
    }
    Bitmap::new(width, height, rgb).expect("three samples a pixel")
}

fn paint(color: &mut Rgb, strokes: &[Stroke], x: f64, y: f64) {
    for Stroke(ellipse, opacity, paint) in strokes {
        blend(color, opacity * ellipse.cover(x, y), *paint);
    }
}

fn blend(color: &mut Rgb, cover: f64, paint: Rgb) {
    for (value, paint) in color.iter_mut().zip(paint) {
        *value = *value * (1.0 - cover) + paint * cover;
    }
}

/// The sum of four throws: nearly bell-shaped, standard deviation 2.
fn grain(seed: &mut u32) -> f64 {
    let mut throw = || {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(*seed) / f64::from(u32::MAX) - 0.5
    };
    (throw() + throw() + throw() + throw()) * 3.46
}

/// The shapes behind the face and on it, from back to front.
fn strokes() -> (Vec<Stroke>, Vec<Stroke>) {
    let mut behind = vec![
        // Hair, coat, neck, collar.
        Stroke(Ellipse(CX, CY - 60.0, 180.0, 215.0, 0.04), 1.0, [28.0, 24.0, 24.0]),
        Stroke(Ellipse(CX, 1250.0, 400.0, 330.0, 0.02), 1.0, [38.0, 52.0, 92.0]),
        Stroke(Ellipse(CX, CY + 230.0, 85.0, 140.0, 0.05), 1.0, [190.0, 148.0, 122.0]),
        Stroke(Ellipse(CX, CY + 420.0, 110.0, 120.0, 0.05), 1.0, [240.0, 240.0, 242.0]),
    ];
    // The fringe.
    let mut front = vec![Stroke(Ellipse(CX, CY - 190.0, 150.0, 75.0, 0.25), 1.0, [30.0, 26.0, 26.0])];
    for side in [-1.0, 1.0] {
        behind.push(Stroke(Ellipse(CX + side * 155.0, CY + 10.0, 24.0, 48.0, 0.2), 1.0, [200.0, 152.0, 126.0]));
        let (x, y) = (CX + side * 62.0, CY - 30.0);
        front.extend([
            // Socket, brow, white, iris, lid, glint, cheek.
            Stroke(Ellipse(x, y - 4.0, 48.0, 32.0, 0.9), 0.45, [120.0, 84.0, 68.0]),
            Stroke(Ellipse(x + side * 2.0, y - 38.0, 44.0, 9.0, 0.6), 0.9, [40.0, 30.0, 28.0]),
            Stroke(Ellipse(x, y, 30.0, 13.0, 0.25), 1.0, [235.0, 232.0, 228.0]),
            Stroke(Ellipse(x, y, 13.0, 13.0, 0.25), 1.0, [38.0, 26.0, 22.0]),
            Stroke(Ellipse(x, y - 11.0, 33.0, 6.0, 0.6), 0.9, [40.0, 28.0, 26.0]),
            Stroke(Ellipse(x - 4.0, y - 4.0, 3.5, 3.5, 0.5), 1.0, [250.0, 250.0, 250.0]),
            Stroke(Ellipse(CX + side * 80.0, CY + 70.0, 45.0, 40.0, 1.2), 0.25, [214.0, 130.0, 110.0]),
        ]);
    }
    front.extend([
        // The nose: its shadow, its light, its tip.
        Stroke(Ellipse(CX + 16.0, CY + 20.0, 14.0, 60.0, 1.0), 0.35, [150.0, 106.0, 86.0]),
        Stroke(Ellipse(CX - 8.0, CY + 30.0, 9.0, 50.0, 1.0), 0.35, [245.0, 212.0, 190.0]),
        Stroke(Ellipse(CX - 17.0, CY + 72.0, 10.0, 6.0, 0.7), 0.8, [80.0, 48.0, 40.0]),
        Stroke(Ellipse(CX + 17.0, CY + 72.0, 10.0, 6.0, 0.7), 0.8, [80.0, 48.0, 40.0]),
        Stroke(Ellipse(CX, CY + 84.0, 38.0, 10.0, 1.0), 0.35, [140.0, 95.0, 78.0]),
        // The mouth: lips, the line between them, the shadow below; the chin.
        Stroke(Ellipse(CX, CY + 120.0, 54.0, 16.0, 0.5), 0.9, [178.0, 92.0, 88.0]),
        Stroke(Ellipse(CX, CY + 119.0, 52.0, 3.5, 0.8), 0.9, [90.0, 40.0, 40.0]),
        Stroke(Ellipse(CX, CY + 148.0, 40.0, 10.0, 1.0), 0.3, [150.0, 105.0, 88.0]),
        Stroke(Ellipse(CX, CY + 185.0, 60.0, 20.0, 1.0), 0.2, [240.0, 200.0, 176.0]),
    ]);
    (behind, front)
}

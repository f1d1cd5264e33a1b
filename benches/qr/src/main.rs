//! QR codes drawn at many sizes, turned, seen from aside and blurred: how many of them this crate, `rqrr` and `quircs` read.

use std::panic::catch_unwind;

use exam_preflight::finding::Code;
use exam_preflight::material::{InspectOptions, inspect};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::PolicyFormat;

/// A grey picture, square.
struct Picture {
    side: usize,
    levels: Vec<u8>,
}

/// One way to spoil a code: degrees of turn, tilt as depth from edge to edge, and blur as parts of a module.
struct Study {
    name: &'static str,
    turn_deg: f64,
    tilt: f64,
    blur: (f64, f64),
}

const STUDIES: [Study; 4] = [
    Study { name: "at any angle", turn_deg: 180.0, tilt: 0.0, blur: (0.0, 0.0) },
    Study { name: "seen from aside", turn_deg: 10.0, tilt: 0.5, blur: (0.0, 0.0) },
    Study { name: "blurred", turn_deg: 10.0, tilt: 0.0, blur: (0.2, 0.55) },
    Study { name: "all three, less of each", turn_deg: 180.0, tilt: 0.25, blur: (0.0, 0.35) },
];
const LENGTHS: [usize; 5] = [10, 40, 120, 300, 700];
const MODULES_PX: [f64; 6] = [1.6, 2.2, 3.0, 4.0, 7.0, 13.0];
const GROUNDS: [f64; 4] = [235.0, 180.0, 60.0, 235.0];
const MAX_SIDE_PX: usize = 2200;
const NOISE: f64 = 8.0;

/// A small generator, seeded: Knuth's MMIX constants, upper bits.
struct Dice(u64);

impl Dice {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1u64 << 31) as f64
    }
}

fn modules(length: usize) -> Vec<Vec<bool>> {
    let text: String = (0..length).map(|i| (b'a' + (i * 7 % 26) as u8) as char).collect();
    let code = qrcode::QrCode::new(&text).expect("it fits");
    let width = code.width();
    code.to_colors().chunks(width).map(|row| row.iter().map(|c| *c == qrcode::Color::Dark).collect()).collect()
}

fn drawn(code: &[Vec<bool>], module_px: f64, study: &Study, ground: f64, dice: &mut Dice) -> Picture {
    let modules = code.len() as f64;
    let (sine, cosine) = ((dice.part() * 2.0 - 1.0) * study.turn_deg).to_radians().sin_cos();
    let tilt = dice.part() * study.tilt;
    let blur_px = (study.blur.0 + dice.part() * (study.blur.1 - study.blur.0)) * module_px;
    let side = ((modules + 10.0) * module_px * 1.5 + 40.0) as usize;
    let middle = side as f64 / 2.0;
    let level = |x: f64, y: f64| {
        let (u, v) = ((x * cosine + y * sine) / module_px, (y * cosine - x * sine) / module_px);
        let depth = 1.0 + tilt * v / modules;
        let (u, v) = (u / depth + modules / 2.0, v / depth + modules / 2.0);
        let within = |margin: f64| [u, v].iter().all(|at| *at >= -margin && *at < modules + margin);
        match (within(0.0), within(4.0)) {
            (true, _) if code[v as usize][u as usize] => 30.0,
            (_, true) => 235.0,
            _ => ground,
        }
    };
    let parts = [1.0 / 6.0, 0.5, 5.0 / 6.0];
    let mean = |i: usize| {
        let (x, y) = ((i % side) as f64 - middle, (i / side) as f64 - middle);
        parts.iter().flat_map(|v| parts.iter().map(move |u| level(x + u, y + v))).sum::<f64>() / 9.0
    };
    let levels = blurred((0..side * side).map(mean).collect(), side, blur_px);
    let noisy = |v: &f64| (v + (dice.part() + dice.part() + dice.part() - 1.5) * 2.0 * NOISE).clamp(0.0, 255.0) as u8;
    Picture { side, levels: levels.iter().map(noisy).collect() }
}

/// A Gaussian of so many pixels, along rows and then along columns.
fn blurred(mut levels: Vec<f64>, side: usize, sigma: f64) -> Vec<f64> {
    if sigma == 0.0 {
        return levels;
    }
    let reach = (sigma * 3.0).ceil() as i64;
    let weights: Vec<f64> = (-reach..=reach).map(|i| (-(i * i) as f64 / (2.0 * sigma * sigma)).exp()).collect();
    let total: f64 = weights.iter().sum();
    for (step, line) in [(1, side), (side, 1)] {
        let from = levels.clone();
        for (i, level) in levels.iter_mut().enumerate() {
            let (at, start) = (i / step % side, i / line % side * line);
            let pixel = |offset: i64| from[start + (at as i64 + offset).clamp(0, side as i64 - 1) as usize * step];
            *level = weights.iter().zip(-reach..).map(|(w, offset)| w * pixel(offset)).sum::<f64>() / total;
        }
    }
    levels
}

fn read_by_us(picture: &Picture) -> bool {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.side as u32, picture.side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&picture.levels)).expect("memory takes it");
    let formats = vec![PolicyFormat::Png];
    let spec = MaterialSpec { policy_id: "bench".into(), kind: "any".into(), formats, max_bytes: u32::MAX };
    let report = inspect(&file, &InspectOptions::new(&spec), &mut |_| ()).expect("any bytes get a report");
    let unreadable = report.findings.iter().any(|finding| finding.code == Code::MaterialQrUnreadable);
    report.measured.qr_codes == Some(1) && !unreadable
}

fn read_by_rqrr(picture: &Picture) -> bool {
    let read = || {
        let level = |x: usize, y: usize| picture.levels[y * picture.side + x];
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(picture.side, picture.side, level);
        prepared.detect_grids().iter().any(|grid| grid.decode_to(std::io::sink()).is_ok())
    };
    catch_unwind(read).unwrap_or(false)
}

fn read_by_quircs(picture: &Picture) -> bool {
    let read = || {
        let mut reader = quircs::Quirc::default();
        reader.identify(picture.side, picture.side, &picture.levels).flatten().any(|code| code.decode().is_ok())
    };
    catch_unwind(read).unwrap_or(false)
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut dice = Dice(7);
    for study in &STUDIES {
        let (mut all, mut read) = (0, [0; 3]);
        for code in LENGTHS.map(modules) {
            for module_px in MODULES_PX {
                for ground in GROUNDS {
                    let picture = drawn(&code, module_px, study, ground, &mut dice);
                    if picture.side > MAX_SIDE_PX {
                        continue;
                    }
                    all += 1;
                    let by = [read_by_us(&picture), read_by_rqrr(&picture), read_by_quircs(&picture)];
                    read.iter_mut().zip(by).for_each(|(sum, one)| *sum += usize::from(one));
                }
            }
        }
        println!("{}: of {all} ours {}, rqrr {}, quircs {}", study.name, read[0], read[1], read[2]);
    }
}

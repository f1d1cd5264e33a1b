//! The same input gives the same bytes everywhere. Generated portraits go through the whole river; what comes out is
//! held by `tests/golden/photos.json`, and the browser tests hold Chromium, Firefox and WebKit to the same list.
//!
//! After a change that is meant: `UPDATE=1 cargo test --features face-model --test golden`. The inputs are written to
//! `target/inputs`, where the browser tests and the bench find them.
#![cfg(all(feature = "face-model", not(target_arch = "wasm32")))]

mod common;

use std::path::{Path, PathBuf};

use common::pictures::{JpegSpec, PngSpec, exif, png, rgb_jpeg, stored_for, with_exif};
use common::portrait::portrait;
use exam_preflight::codec::rect::Rect;
use exam_preflight::codec::resize_turned::resize_turned;
use exam_preflight::codec::upright::Orientation;
use exam_preflight::date::Date;
use exam_preflight::photo::{FaceModel, PrepareOptions, prepare};
use exam_preflight::report::sha256_hex;
use exam_preflight::rules::policy::{Policy, built_in};
use serde_json::{Value, json};

const TODAY: &str = "2026-11-23";

/// A file, and how it is to be prepared.
struct Case {
    input: &'static str,
    bytes: Vec<u8>,
    preset: Option<&'static str>,
}

fn cases() -> Vec<Case> {
    let white = portrait(900, 1200, [252, 252, 252]);
    let blue = portrait(600, 800, [67, 142, 219]);
    let good = JpegSpec { quality: 92, ..JpegSpec::default() };
    let turned =
        rgb_jpeg(&stored_for(&white, Orientation::Rotate90), &JpegSpec { scan_a_component: true, ..good.clone() });
    let rgb = PngSpec { color: png::ColorType::Rgb, depth: png::BitDepth::Eight, interlaced: true };
    let leaning = resize_turned(&white, Rect { left: 60.0, top: 50.0, width: 780.0, height: 1040.0 }, -0.1, 780, 1040);
    let whole = rgb_jpeg(&white, &JpegSpec { quality: 92, ..JpegSpec::default() });
    vec![
        Case { input: "portrait.jpg", bytes: whole.clone(), preset: None },
        Case { input: "portrait-33x48.jpg", bytes: whole.clone(), preset: Some("33x48") },
        Case {
            input: "portrait-orientation-6.jpg",
            bytes: with_exif(&turned, &exif(6, Some("2026:10:01 09:00:00"))),
            preset: None,
        },
        Case { input: "portrait-blue.png", bytes: png(&blue, rgb, |_, _| 255, &[]), preset: None },
        Case {
            input: "portrait-lying.jpg",
            bytes: rgb_jpeg(&stored_for(&white, Orientation::Rotate270), &JpegSpec::default()),
            preset: None,
        },
        Case {
            input: "portrait-leaning.jpg",
            bytes: rgb_jpeg(&leaning.expect("inside the drawing"), &good),
            preset: None,
        },
        Case { input: "portrait-cut-short.jpg", bytes: whole[..whole.len() / 2].to_vec(), preset: None },
    ]
}

#[test]
fn photos_are_the_golden_ones() {
    let policy = Policy::from_json(built_in("hubei-2025").expect("built in")).expect("valid");
    let model = FaceModel::embedded();
    let inputs = target().join("inputs");
    std::fs::create_dir_all(&inputs).unwrap();
    let made: Vec<Value> = cases()
        .iter()
        .map(|Case { input, bytes, preset }| {
            std::fs::write(inputs.join(input), bytes).unwrap();
            let spec = policy.photo.at_preset(preset.unwrap_or(&policy.photo.preset)).expect("a preset of the policy");
            let options = PrepareOptions {
                spec: &spec,
                file_name: Some(input),
                today: Date::parse(TODAY),
                ..PrepareOptions::new(&policy, &model)
            };
            let prepared = prepare(bytes, &options, &mut |_| {}).expect("no misuse");
            let mut options = json!({ "today": TODAY });
            if let Some(preset) = preset {
                options["preset"] = json!(preset);
            }
            json!({
                "input": input,
                "options": options,
                "sha256": prepared.jpeg.as_deref().map(sha256_hex),
                "report": prepared.report,
            })
        })
        .collect();
    let first = &made[0]["report"];
    assert_eq!(first["measured"]["faces"], 1, "the detector takes the drawn portrait for a face: {first}");
    assert_eq!(first["verdict"], "ready", "{first}");

    common::golden::hold("photos.json", &made);
}

/// The folder that cargo builds into, right above `CARGO_TARGET_TMPDIR`.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("below target").to_path_buf()
}

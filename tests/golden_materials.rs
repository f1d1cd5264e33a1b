//! The same input gives the same bytes everywhere, for document pictures: drawn pages are inspected and repaired; what comes
//! out is held by `tests/golden/materials.json`, and the browser tests hold Chromium, Firefox and WebKit to the same list.
//!
//! After a change that is meant: `UPDATE=1 cargo test --test golden_materials`. The inputs are written to `target/inputs`.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::path::Path;

use common::page::Page;
use common::pictures::{JpegSpec, PngSpec, exif, png, rgb_jpeg, stored_for, webp, with_exif};
use exam_preflight::codec::upright::Orientation;
use exam_preflight::material::{InspectOptions, RepairOptions, Repaired, inspect, repair};
use exam_preflight::report::sha256_hex;
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::{Policy, built_in};
use serde_json::{Value, json};

fn cases() -> Vec<(&'static str, Vec<u8>)> {
    let page = || Page::of_text(1000, 1400, 235, 3);
    let upright = page().finish();
    let good = JpegSpec { quality: 92, ..JpegSpec::default() };
    let jpeg = |orientation| rgb_jpeg(&stored_for(&upright, orientation), &good);
    let rgb = PngSpec { color: png::ColorType::Rgb, depth: png::BitDepth::Eight, interlaced: true };
    let large = Page::of_text(2000, 2800, 215, 6).blurred(1.0).finish();
    vec![
        ("page.jpg", jpeg(Orientation::Normal)),
        ("page-lying.jpg", jpeg(Orientation::Rotate90)),
        ("page-mirrored.jpg", jpeg(Orientation::MirrorHorizontal)),
        ("page-orientation-6.jpg", with_exif(&jpeg(Orientation::Rotate90), &exif(6, None))),
        ("page-from-chat.jpg", png(&upright, rgb, |_, _| 255, &[])),
        ("page.webp", webp(&upright, None, None)),
        ("page-blurred.jpg", rgb_jpeg(&page().blurred(3.0).finish(), &good)),
        ("page-lit.jpg", rgb_jpeg(&Page::of_text(1000, 1400, 205, 3).lit(120.0).finish(), &good)),
        ("page-large.png", png(&large, rgb, |_, _| 255, &[])),
        ("page-blank.jpg", rgb_jpeg(&Page::blank(1000, 1400, 230).finish(), &good)),
        ("page-cut-short.jpg", jpeg(Orientation::Normal)[..9_000].to_vec()),
    ]
}

#[test]
fn materials_are_the_golden_ones() {
    let policy = Policy::from_json(built_in("hubei-2025").expect("built in")).expect("valid");
    let spec = MaterialSpec::of(&policy, "diploma").expect("a kind of the policy");
    let inputs = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("below target").join("inputs");
    std::fs::create_dir_all(&inputs).unwrap();
    let made: Vec<Value> = cases()
        .iter()
        .map(|(input, bytes)| {
            std::fs::write(inputs.join(input), bytes).unwrap();
            let file_name = Some(*input);
            let options = InspectOptions { file_name, ..InspectOptions::new(&spec) };
            let report = inspect(bytes, &options, &mut |_| {}).expect("no misuse");
            let options = RepairOptions { file_name, ..RepairOptions::new(&spec) };
            let Repaired { report: after, image } = repair(bytes, &options, &mut |_| {}).expect("no misuse");
            let sha256 = image.as_deref().map(sha256_hex);
            json!({ "input": input, "report": report, "repaired": { "sha256": sha256, "report": after } })
        })
        .collect();
    assert_eq!(made[0]["report"]["verdict"], "ready", "{}", made[0]);

    common::golden::hold("materials.json", &made);
}

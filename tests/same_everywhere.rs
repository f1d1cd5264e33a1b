//! The same bytes give the same pixels on every platform: golden hashes, checked natively and, where the tests are built
//! for wasm32, in a browser.

use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::probe;
use exam_preflight::codec::rect::Rect;
use exam_preflight::codec::resize::resize;
use exam_preflight::limits::Limits;
use exam_preflight::report::sha256_hex;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// A file, and the first 16 digits of the SHA-256 of its pixels whole, at a half, and resampled to 31 x 23.
struct Case(&'static str, &'static [u8], [&'static str; 3]);

macro_rules! case {
    ($name:literal, $hashes:expr) => {
        Case($name, include_bytes!(concat!("fixtures/", $name)), $hashes)
    };
}

const CASES: &[Case] = &[
    case!("jpeg_420.jpg", ["a9a98054f736a5ce", "a603b87c3ef7b5a4", "f731804b6425a099"]),
    case!("jpeg_422_progressive.jpg", ["383c1baf64b19279", "d3c0d10a116032c0", "1a278bc55f5ed055"]),
    case!("jpeg_cmyk.jpg", ["9a76da3a71c35682", "685814fa339afa32", "df825f72daa1fa60"]),
    case!("png_animated.png", ["279ecf49c7009211", "9988e232ba40bbce", "8632fb533af86336"]),
    case!("webp_animated.webp", ["ad8baf609e35765c", "1baa7d147202845f", "6161c3a136cf0b16"]),
    case!("webp_animated_lossless_alpha.webp", ["9b6b4f97f95a3151", "d0da059f860a3bff", "6b2a14e2ea3743ee"]),
    case!("webp_lossy.webp", ["95683d9278ce52fe", "f29746a82c5ddc94", "497622c5afee4aaf"]),
    case!("webp_lossy_alpha.webp", ["4d1d0adb2ecfa6f9", "e323b597a3653777", "c89b073e20a326ca"]),
    case!("webp_profile.webp", ["95683d9278ce52fe", "f29746a82c5ddc94", "497622c5afee4aaf"]),
];

/// `jpeg_420.jpg` again, said to be in Display P3 and in Adobe RGB.
const PROFILED: [(&str, &str); 2] = [("Display P3", "cce36369c74e4322"), ("Adobe RGB", "76e270d2802c83c1")];

fn hashes(bytes: &[u8]) -> [String; 3] {
    let limits = Limits::default();
    let header = probe(bytes, &limits).unwrap();
    let at_least = |width, height| decode(bytes, &header, (width, height), &limits).unwrap().bitmap;
    let whole = at_least(u32::MAX, u32::MAX);
    let half = at_least(whole.width_px().div_ceil(2), whole.height_px().div_ceil(2));
    let (width, height) = (f64::from(whole.width_px()), f64::from(whole.height_px()));
    let crop = Rect { left: 1.25, top: 0.5, width: width - 3.0, height: height - 2.75 };
    let small = resize(&whole, crop, 31, 23).unwrap();
    [whole, half, small].map(|bitmap| sha256_hex(bitmap.rgb())[..16].to_owned())
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn decoding_and_resampling_give_the_golden_pixels() {
    let mut faults = Vec::new();
    for Case(name, bytes, golden) in CASES {
        let got = hashes(bytes);
        if got != *golden {
            faults.push(format!("case!({name:?}, {got:?}),"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn colour_profiles_give_the_golden_pixels() {
    let jpeg = include_bytes!("fixtures/jpeg_420.jpg");
    let mut faults = Vec::new();
    for (name, golden) in PROFILED {
        let profile = match name {
            "Display P3" => moxcms::ColorProfile::new_display_p3(),
            _ => moxcms::ColorProfile::new_adobe_rgb(),
        };
        let payload = [b"ICC_PROFILE\0\x01\x01", &profile.encode().unwrap()[..]].concat();
        let length = (payload.len() as u16 + 2).to_be_bytes();
        let bytes = [&jpeg[..2], &[0xFF, 0xE2], &length, &payload, &jpeg[2..]].concat();
        let [got, ..] = hashes(&bytes);
        if got != golden {
            faults.push(format!("({name:?}, {got:?})"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

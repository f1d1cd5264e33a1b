//! The border in a real browser: the answers that JavaScript gets. Run by `scripts/test-web.sh chromium|firefox`.
#![cfg(all(target_arch = "wasm32", feature = "face-model"))]

use exam_preflight::wasm::{HeldPolicy, load_face_model, new_application, policy_ids, prepare_photo};
use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/face-model.bin"));

fn options(pairs: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in pairs {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object.into()
}

fn hubei() -> HeldPolicy {
    HeldPolicy::built_in("hubei-2025").unwrap()
}

fn get(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap())
}

fn text(value: &JsValue, path: &str) -> String {
    get(value, path).as_string().unwrap_or_else(|| panic!("{path} is no text in {:?}", JSON::stringify(value)))
}

#[wasm_bindgen_test]
fn the_module_carries_its_policies() {
    let ids = policy_ids();
    assert!(ids.contains(&"hubei-2025".to_owned()), "{ids:?}");
    for id in ids {
        let whole = HeldPolicy::built_in(&id).unwrap().to_object().unwrap();
        assert_eq!(text(&whole, "id"), id);
        // A policy that was handed out can be handed back, as text, and is the same again.
        let again = HeldPolicy::from_json(&String::from(JSON::stringify(&whole).unwrap())).unwrap();
        assert_eq!(JSON::stringify(&again.to_object().unwrap()).unwrap(), JSON::stringify(&whole).unwrap());
    }
    assert_eq!(text(&new_application(&hubei()).unwrap(), "policy"), "hubei-2025");
}

#[wasm_bindgen_test]
fn a_policy_that_cannot_be_held_is_thrown_with_a_code() {
    let thrown = HeldPolicy::built_in("atlantis-2025").unwrap_err();
    assert_eq!(text(&thrown, "code"), "misuse");
    assert!(text(&thrown, "message").contains("atlantis-2025"));
    let thrown = HeldPolicy::from_json(r#"{ "id": 7 }"#).unwrap_err();
    assert_eq!(text(&thrown, "code"), "policy.invalid");
    assert!(text(&thrown, "message").contains("refused"));
}

#[wasm_bindgen_test]
fn misuse_is_thrown_with_a_code() {
    load_face_model(MODEL).unwrap();
    struct Case {
        name: &'static str,
        options: JsValue,
        stage: Option<&'static str>,
        says: &'static str,
    }
    let no_area = JSON::parse(r#"{ "left": 0, "top": 0, "width": 0, "height": 10 }"#).unwrap();
    let case = |name, pairs: &[(&str, JsValue)], stage, says| Case { name, options: options(pairs), stage, says };
    let cases = [
        Case { name: "nothing", options: JsValue::UNDEFINED, stage: None, says: "options" },
        case("an unknown preset", &[("preset", "1x1".into())], Some("rules"), "1x1"),
        case("no such day", &[("today", "2026-02-30".into())], None, "2026-02-30"),
        case("half a quarter turn", &[("rotationCw", 45.into())], None, "45"),
        case("an unknown option", &[("quality", 3.into())], None, "quality"),
        case("a crop without an area", &[("crop", no_area)], Some("crop"), "crop"),
    ];
    let picture = small_png();
    for Case { name, options, stage, says } in cases {
        let answer = prepare_photo(&picture, &hubei(), options, None);
        let thrown = answer.err().unwrap_or_else(|| panic!("{name} was accepted"));
        assert_eq!(text(&thrown, "code"), "misuse", "{name}");
        assert!(text(&thrown, "message").contains(says), "{name}: {}", text(&thrown, "message"));
        assert_eq!(get(&thrown, "params.stage").as_string().as_deref(), stage, "{name}");
    }
    let thrown = load_face_model(&MODEL[1..]).expect_err("a damaged model");
    assert_eq!((text(&thrown, "code"), text(&thrown, "params.stage")), ("misuse".into(), "locate".into()));
}

#[wasm_bindgen_test]
fn any_bytes_get_a_report() {
    load_face_model(MODEL).unwrap();
    let picture = small_png();
    let cases = [
        ("nothing", vec![], "file.unreadable"),
        ("a sentence", b"this is no picture".to_vec(), "file.unreadable"),
        ("half a PNG", picture[..picture.len() / 2].to_vec(), "file.unreadable"),
        ("a PDF", b"%PDF-1.7\n".to_vec(), "file.format.unsupported"),
    ];
    for (name, bytes, code) in cases {
        let answer = prepare_photo(&bytes, &hubei(), options(&[("fileName", "a.jpg".into())]), None).expect(name);
        assert!(get(&answer, "jpeg").is_null(), "{name}");
        assert_eq!(text(&answer, "report.verdict"), "blocked", "{name}");
        let codes: Vec<String> =
            Array::from(&get(&answer, "report.findings")).iter().map(|finding| text(&finding, "code")).collect();
        assert!(codes.iter().any(|found| found == code), "{name}: {codes:?}");
    }
}

#[wasm_bindgen_test]
fn steps_are_told_in_order_and_a_listener_may_throw() {
    load_face_model(MODEL).unwrap();
    let told = Array::new();
    let listener = {
        let told = told.clone();
        Closure::<dyn Fn(JsValue) -> Result<(), JsValue>>::new(move |step| {
            told.push(&step);
            Err("the listener's own trouble".into())
        })
    };
    let listener: js_sys::Function = listener.into_js_value().unchecked_into();
    let answer = prepare_photo(&small_png(), &hubei(), options(&[]), Some(listener)).unwrap();
    assert!(get(&answer, "jpeg").is_instance_of::<js_sys::Uint8Array>());
    assert!(get(&answer, "report.findings.0.slot").is_null(), "null, as JSON has it, and not undefined");
    assert_eq!(told.join(",").as_string().unwrap(), "decode,locate,crop,resize,encode,judge");
}

/// A smooth grey picture without a face, 480 x 620.
fn small_png() -> Vec<u8> {
    let (width, height) = (480_u32, 620_u32);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let samples: Vec<u8> = (0..height).flat_map(|y| (0..width).map(move |x| ((x + y) / 6) as u8)).collect();
    encoder.write_header().unwrap().write_image_data(&samples).unwrap();
    bytes
}

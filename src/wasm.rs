//! The customs desk to JavaScript: the only file that names `wasm_bindgen`. Each export reads its arguments, calls the
//! core once, and hands the answer over; what is thrown is `{ code, params, message }` and always a programmer's matter.

use std::cell::RefCell;

use js_sys::{Function, JSON, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::codec::rect::Rect;
use crate::date::Date;
use crate::error::{Error, Stage};
use crate::limits::Limits;
use crate::photo::{FaceModel, Outcome, Request, Step, prepare};
use crate::rules::application::Application;
use crate::rules::gate;
use crate::rules::policy::{Policy, built_in, built_in_ids};

thread_local! {
    /// The face model, once it has been brought in. There is one thread.
    static FACE_MODEL: RefCell<Option<FaceModel>> = const { RefCell::new(None) };
}

/// Says on the console why the module trapped. Runs by itself when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Ids of the policies that the module carries, the default first.
#[wasm_bindgen(js_name = policyIds)]
pub fn policy_ids() -> Vec<String> {
    built_in_ids().map(String::from).collect()
}

/// A policy, whole: `choice` is the id of one that the module carries, or a policy as JSON text.
#[wasm_bindgen(js_name = policy)]
pub fn policy(choice: &str) -> Result<JsValue, JsValue> {
    to_js(&read_policy(choice)?)
}

/// Brings in the face model. Once is enough; any other file is refused.
#[wasm_bindgen(js_name = loadFaceModel)]
pub fn load_face_model(bytes: &[u8]) -> Result<(), JsValue> {
    let model = FaceModel::from_bytes(bytes).map_err(thrown)?;
    FACE_MODEL.set(Some(model));
    Ok(())
}

/// One portrait to one exam photo: `{ report, jpeg: Uint8Array | null }`. `on_progress` is called with each step's name.
#[wasm_bindgen(js_name = preparePhoto)]
pub fn prepare_photo(
    bytes: &[u8],
    file_name: Option<String>,
    options: JsValue,
    on_progress: Option<Function>,
) -> Result<JsValue, JsValue> {
    let PhotoOptions { policy, preset, crop, today } = from_js(options)?;
    let policy = read_policy(&policy)?;
    let spec = match &preset {
        Some(preset) => {
            policy.photo.at_preset(preset).ok_or_else(|| misuse(format!("there is no preset {preset:?}")))?
        }
        None => policy.photo,
    };
    let today = match &today {
        Some(day) => Some(Date::parse(day).ok_or_else(|| misuse(format!("today is {day:?}, expected YYYY-MM-DD")))?),
        None => None,
    };
    let request = Request { policy_id: &policy.id, spec: &spec, crop, today, limits: Limits::default() };
    let mut progress = |step: Step| {
        if let Some(tell) = &on_progress {
            // What the listener throws is its own affair: it is told on the console, and the work goes on.
            if let Err(thrown) = tell.call1(&JsValue::NULL, &step.as_str().into()) {
                web_sys::console::warn_2(&"exam-preflight: onProgress threw".into(), &thrown);
            }
        }
    };
    let Outcome { report, jpeg } = FACE_MODEL.with_borrow(|model| {
        let model = model.as_ref().ok_or_else(|| misuse("the face model is not loaded"))?;
        prepare(bytes, file_name.as_deref(), &request, model, &mut progress).map_err(thrown)
    })?;
    answer(&to_js(&report)?, "jpeg", jpeg.as_deref())
}

/// Whether an application may be sent, and all that is missing: `{ report }`. An application that cannot be read at all is
/// thrown as `application.unreadable`.
#[wasm_bindgen(js_name = evaluate)]
pub fn evaluate(application: JsValue, policy: &str) -> Result<JsValue, JsValue> {
    let policy = read_policy(policy)?;
    let application = Application::from_json(&as_json(&application))
        .map_err(|finding| object(finding.code.as_str(), json!(finding.params), "the application cannot be read"))?;
    let answer = Object::new();
    Reflect::set(&answer, &"report".into(), &to_js(&gate::evaluate(&policy, &application))?)?;
    Ok(answer.into())
}

/// `{ report, [name]: Uint8Array | null }`.
fn answer(report: &JsValue, name: &str, bytes: Option<&[u8]>) -> Result<JsValue, JsValue> {
    let answer = Object::new();
    Reflect::set(&answer, &"report".into(), report)?;
    Reflect::set(&answer, &name.into(), &bytes.map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes).into()))?;
    Ok(answer.into())
}

/// What a page may ask of a photo.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PhotoOptions {
    policy: String,
    #[serde(default)]
    preset: Option<String>,
    #[serde(default)]
    crop: Option<Rect>,
    #[serde(default)]
    today: Option<String>,
}

fn read_policy(choice: &str) -> Result<Policy, JsValue> {
    // No id begins like JSON.
    let json = match choice.trim_start().starts_with('{') {
        true => Some(choice),
        false => built_in(choice),
    };
    let Some(json) = json else {
        let known: Vec<&str> = built_in_ids().collect();
        let message = format!("there is no policy {choice:?}; the module carries {known:?}");
        return Err(object("misuse", json!({ "policy": choice, "known": known }), &message));
    };
    Policy::from_json(json).map_err(|findings| {
        let message = format!("the policy is refused: {} faults", findings.len());
        object("policy.invalid", json!({ "findings": findings }), &message)
    })
}

/// By way of JSON text, so that an option that does not exist is refused instead of passed over.
fn from_js<T: for<'de> Deserialize<'de>>(options: JsValue) -> Result<T, JsValue> {
    serde_json::from_str(&as_json(&options)).map_err(|e| object("misuse", json!({}), &format!("options: {e}")))
}

/// Empty where there is no JSON for it, such as for a function.
fn as_json(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Plain objects, null for what is missing: just what `JSON.parse` would give.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|e| object("misuse", json!({}), &format!("answer: {e}")))
}

fn misuse(why: impl std::fmt::Display) -> JsValue {
    thrown(Error::misuse(Stage::Rules, why))
}

/// Whatever the core returns as an error is the caller's mistake: bad files come back as findings.
fn thrown(error: Error) -> JsValue {
    object("misuse", json!({ "stage": format!("{:?}", error.stage).to_lowercase() }), &error.to_string())
}

fn object(code: &str, params: Value, message: &str) -> JsValue {
    to_js(&json!({ "code": code, "params": params, "message": message })).unwrap_or(JsValue::from_str(message))
}

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
use crate::material::{self, About, MaterialSpec, Placement};
use crate::photo::{self, FaceModel, Outcome, Request, Step, prepare};
use crate::rules::application::Application;
use crate::rules::gate;
use crate::rules::photo_spec::PhotoSpec;
use crate::rules::policy::{Policy, built_in, built_in_ids};
use crate::rules::transition::{self, Event};

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
    let PhotoOptions { policy, preset, crop, rotation_cw, today } = from_js(options)?;
    let policy = read_policy(&policy)?;
    let spec = photo_spec(&policy, preset.as_deref())?;
    let today = match &today {
        Some(day) => Some(Date::parse(day).ok_or_else(|| misuse(format!("today is {day:?}, expected YYYY-MM-DD")))?),
        None => None,
    };
    let request = Request { policy_id: &policy.id, spec: &spec, crop, rotation_cw, today, limits: Limits::default() };
    let mut progress = |step: Step| tell(&on_progress, step.as_str());
    let Outcome { report, jpeg } = FACE_MODEL.with_borrow(|model| {
        let model = model.as_ref().ok_or_else(|| misuse("the face model is not loaded"))?;
        prepare(bytes, file_name.as_deref(), &request, model, &mut progress).map_err(thrown)
    })?;
    answer(&to_js(&report)?, "jpeg", jpeg.as_deref())
}

/// What a crop would make of a head, without any pixel: `{ findings, measured }`.
#[wasm_bindgen(js_name = checkCrop)]
pub fn check_crop(options: JsValue) -> Result<JsValue, JsValue> {
    let CropOptions { policy, preset, head, face, crop } = from_js(options)?;
    let spec = photo_spec(&read_policy(&policy)?, preset.as_deref())?;
    to_js(&photo::check_crop(head, face, crop, &spec).map_err(thrown)?)
}

/// One document picture: `{ report }`. `on_progress` is called with each step's name.
#[wasm_bindgen(js_name = inspectMaterial)]
pub fn inspect_material(
    bytes: &[u8],
    file_name: Option<String>,
    options: JsValue,
    on_progress: Option<Function>,
) -> Result<JsValue, JsValue> {
    let InspectOptions { policy, kind, confirmed_upright } = from_js(options)?;
    let spec = material_spec(&policy, &kind)?;
    let mut progress = |step: material::Step| tell(&on_progress, step.as_str());
    let about = About { file_name: file_name.as_deref(), confirmed_upright };
    let report = material::inspect(bytes, about, &spec, &Limits::default(), &mut progress);
    reported(&report.map_err(thrown)?)
}

/// One document picture, set right: `{ report, image: Uint8Array | null }`.
#[wasm_bindgen(js_name = repairMaterial)]
pub fn repair_material(
    bytes: &[u8],
    file_name: Option<String>,
    options: JsValue,
    on_progress: Option<Function>,
) -> Result<JsValue, JsValue> {
    let RepairOptions { policy, kind, placement } = from_js(options)?;
    let spec = material_spec(&policy, &kind)?;
    let mut progress = |step: material::Step| tell(&on_progress, step.as_str());
    let limits = Limits::default();
    let repaired = material::repair(bytes, file_name.as_deref(), &spec, placement, &limits, &mut progress);
    let material::Repaired { report, image } = repaired.map_err(thrown)?;
    answer(&to_js(&report)?, "image", image.as_deref())
}

/// One step of an application: `{ application, changes, report, refusal }`. Where the step is refused, the application is the
/// one that came and `refusal` has the findings that say why; otherwise it is null. `report` is the gate's, on that application.
#[wasm_bindgen(js_name = apply)]
pub fn apply(application: JsValue, event: JsValue, policy: &str) -> Result<JsValue, JsValue> {
    let policy = read_policy(policy)?;
    let application = read_application(&application)?;
    let event: Event =
        serde_json::from_str(&as_json(&event)).map_err(|e| object("misuse", json!({}), &format!("event: {e}")))?;
    let (application, changes, refusal) = match transition::apply(&policy, &application, event) {
        Ok(next) => (next.application, next.changes, None),
        Err(why) => (application, Vec::new(), Some(why.findings())),
    };
    let report = gate::evaluate(&policy, &application);
    to_js(&json!({ "application": application, "changes": changes, "report": report, "refusal": refusal }))
}

/// Whether an application may be sent, and all that is missing: `{ report }`. An application that cannot be read at all is
/// thrown as `application.unreadable`.
#[wasm_bindgen(js_name = evaluate)]
pub fn evaluate(application: JsValue, policy: &str) -> Result<JsValue, JsValue> {
    let policy = read_policy(policy)?;
    reported(&gate::evaluate(&policy, &read_application(&application)?))
}

fn read_application(application: &JsValue) -> Result<Application, JsValue> {
    Application::from_json(&as_json(application))
        .map_err(|finding| object(finding.code.as_str(), json!(finding.params), "the application cannot be read"))
}

/// `{ report }`.
fn reported(report: &impl Serialize) -> Result<JsValue, JsValue> {
    let answer = Object::new();
    Reflect::set(&answer, &"report".into(), &to_js(report)?)?;
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
    rotation_cw: Option<u16>,
    #[serde(default)]
    today: Option<String>,
}

/// A crop as a finger moves it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CropOptions {
    policy: String,
    #[serde(default)]
    preset: Option<String>,
    head: Rect,
    face: Rect,
    crop: Rect,
}

/// What a page may ask of a document picture.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InspectOptions {
    policy: String,
    kind: String,
    #[serde(default)]
    confirmed_upright: bool,
}

/// How a page may have it repaired.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RepairOptions {
    policy: String,
    kind: String,
    #[serde(default)]
    placement: Option<Placement>,
}

fn photo_spec(policy: &Policy, preset: Option<&str>) -> Result<PhotoSpec, JsValue> {
    match preset {
        None => Ok(policy.photo.clone()),
        Some(preset) => policy.photo.at_preset(preset).ok_or_else(|| misuse(format!("there is no preset {preset:?}"))),
    }
}

fn material_spec(policy: &str, kind: &str) -> Result<MaterialSpec, JsValue> {
    let policy = read_policy(policy)?;
    let material = policy.material(kind);
    let material = material.ok_or_else(|| misuse(format!("the policy has no material {kind:?}")))?;
    Ok(MaterialSpec::of(&policy.id, material))
}

/// What a listener throws is its own affair: it is told on the console, and the work goes on.
fn tell(on_progress: &Option<Function>, step: &str) {
    if let Some(listener) = on_progress
        && let Err(thrown) = listener.call1(&JsValue::NULL, &step.into())
    {
        web_sys::console::warn_2(&"exam-preflight: onProgress threw".into(), &thrown);
    }
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

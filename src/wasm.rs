//! The border to JavaScript: the only file that names `wasm_bindgen`. An export reads its arguments, calls the core, and
//! returns the answer. It throws `{ code, params, message }`, and only after a programmer's mistake.

use std::borrow::Cow;
use std::cell::RefCell;

use js_sys::{Function, JSON, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::codec::rect::Rect;
use crate::codec::turn::QuarterTurn;
use crate::date::Date;
use crate::error::{Error, Stage, ThrownCode};
use crate::limits::Limits;
use crate::material::{self, InspectOptions, MaterialStep, Placement, Repaired};
use crate::photo::{self, FaceModel, PhotoStep, PrepareOptions, Prepared};
use crate::rules::application::Application;
use crate::rules::gate;
use crate::rules::material_spec::MaterialSpec;
use crate::rules::photo_spec::PhotoSpec;
use crate::rules::policy::{Policy, built_in, built_in_ids};
use crate::rules::text::Language;
use crate::rules::transition::{self, Event};

thread_local! {
    /// The face model, once it is loaded. There is one thread.
    static FACE_MODEL: RefCell<Option<FaceModel>> = const { RefCell::new(None) };
}

/// Makes a trap of the module print its reason on the console. Runs by itself when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Returns the ids of the built-in policies, the default first.
#[wasm_bindgen(js_name = policyIds)]
pub fn policy_ids() -> Vec<String> {
    built_in_ids().map(String::from).collect()
}

/// A policy that was read and checked once, for all calls.
#[wasm_bindgen]
#[derive(Debug)]
pub struct HeldPolicy(Policy);

#[wasm_bindgen]
impl HeldPolicy {
    /// Returns a built-in policy by its id.
    #[wasm_bindgen(js_name = builtIn)]
    pub fn built_in(id: &str) -> Result<HeldPolicy, JsValue> {
        let Some(json) = built_in(id) else {
            let known: Vec<&str> = built_in_ids().collect();
            let message = format!("there is no policy {id:?}; the module carries {known:?}");
            return Err(object(ThrownCode::Misuse, json!({ "policy": id, "known": known }), &message));
        };
        Self::from_json(json)
    }

    /// Reads a policy of the caller's own, as JSON text.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(text: &str) -> Result<HeldPolicy, JsValue> {
        Policy::from_json(text).map(HeldPolicy).map_err(|findings| {
            let message = format!("the policy is refused: {} faults", findings.len());
            object(ThrownCode::PolicyInvalid, json!({ "findings": findings }), &message)
        })
    }

    /// Returns the whole policy as a plain object.
    #[wasm_bindgen(js_name = toObject)]
    pub fn to_object(&self) -> Result<JsValue, JsValue> {
        to_js(&self.0)
    }
}

/// Loads the face model. Once is enough; any other file is refused.
#[wasm_bindgen(js_name = loadFaceModel)]
pub fn load_face_model(bytes: &[u8]) -> Result<(), JsValue> {
    let model = FaceModel::from_bytes(bytes).map_err(thrown)?;
    FACE_MODEL.set(Some(model));
    Ok(())
}

/// Prepares a portrait: `{ report, jpeg: Uint8Array | null }`. Calls `on_progress` with each step's name.
#[wasm_bindgen(js_name = preparePhoto)]
pub fn prepare_photo(
    bytes: &[u8],
    policy: &HeldPolicy,
    options: JsValue,
    on_progress: Option<Function>,
) -> Result<JsValue, JsValue> {
    let PhotoOptions { file_name, preset, crop, rotation_cw, straighten, today } = from_js(options)?;
    let spec = photo_spec(policy, preset.as_deref())?;
    let mut progress = |step: PhotoStep| tell(&on_progress, step.as_str());
    let Prepared { report, jpeg } = FACE_MODEL.with_borrow(|model| {
        let missing = || thrown(Error::misuse(Stage::Locate, "the face model is not loaded"));
        let options = PrepareOptions {
            policy_id: &policy.0.id,
            spec: &spec,
            model: model.as_ref().ok_or_else(missing)?,
            file_name: file_name.as_deref(),
            crop,
            rotation_cw,
            straighten,
            today,
            limits: Limits::default(),
        };
        photo::prepare(bytes, &options, &mut progress).map_err(thrown)
    })?;
    answer(&report, "jpeg", jpeg.as_deref())
}

/// Checks a crop around a head, without any pixel: `{ findings, measured }`.
#[wasm_bindgen(js_name = checkCrop)]
pub fn check_crop(policy: &HeldPolicy, options: JsValue) -> Result<JsValue, JsValue> {
    let CropOptions { preset, head, face, crop } = from_js(options)?;
    let spec = photo_spec(policy, preset.as_deref())?;
    to_js(&photo::check_crop(head, face, crop, &spec).map_err(thrown)?)
}

/// Inspects a document picture: `{ report }`. Calls `on_progress` with each step's name.
#[wasm_bindgen(js_name = inspectMaterial)]
pub fn inspect_material(
    bytes: &[u8],
    policy: &HeldPolicy,
    options: JsValue,
    on_progress: Option<Function>,
) -> Result<JsValue, JsValue> {
    let MaterialOptions { file_name, kind, confirmed_upright } = from_js(options)?;
    let spec = material_spec(policy, &kind)?;
    let mut progress = |step: MaterialStep| tell(&on_progress, step.as_str());
    let file_name = file_name.as_deref();
    let options = InspectOptions { spec: &spec, file_name, confirmed_upright, limits: Limits::default() };
    reported(&material::inspect(bytes, &options, &mut progress).map_err(thrown)?)
}

/// Repairs a document picture: `{ report, image: Uint8Array | null }`. Calls `on_progress` with each step's name.
#[wasm_bindgen(js_name = repairMaterial)]
pub fn repair_material(
    bytes: &[u8],
    policy: &HeldPolicy,
    options: JsValue,
    on_progress: Option<Function>,
) -> Result<JsValue, JsValue> {
    let RepairOptions { file_name, kind, placement } = from_js(options)?;
    let spec = material_spec(policy, &kind)?;
    let mut progress = |step: MaterialStep| tell(&on_progress, step.as_str());
    let file_name = file_name.as_deref();
    let options = material::RepairOptions { spec: &spec, file_name, placement, limits: Limits::default() };
    let Repaired { report, image } = material::repair(bytes, &options, &mut progress).map_err(thrown)?;
    answer(&report, "image", image.as_deref())
}

/// Returns an empty application under a policy.
#[wasm_bindgen(js_name = newApplication)]
pub fn new_application(policy: &HeldPolicy) -> Result<JsValue, JsValue> {
    to_js(&Application::new(&policy.0.id))
}

/// Applies an event to an application: `{ application, changes, report, refusal }`. If the event is refused, the application
/// is unchanged and `refusal` has the findings that say why; otherwise it is null. `report` is the gate's, on the
/// application in the answer.
#[wasm_bindgen(js_name = apply)]
pub fn apply(policy: &HeldPolicy, application: JsValue, event: JsValue) -> Result<JsValue, JsValue> {
    let HeldPolicy(policy) = policy;
    let application = read_application(&application)?;
    let event: Event = serde_json::from_str(&as_json(&event)).map_err(|e| misuse(&format!("event: {e}")))?;
    let (application, changes, refusal) = match transition::apply(policy, &application, event) {
        Ok(next) => (next.application, next.changes, None),
        Err(why) => (application, Vec::new(), Some(why.findings())),
    };
    let report = gate::evaluate(policy, &application);
    to_js(&json!({ "application": application, "changes": changes, "report": report, "refusal": refusal }))
}

/// Returns the gate's report on an application: `{ report }`. An application that cannot be read is thrown as
/// `application.unreadable`.
#[wasm_bindgen(js_name = evaluate)]
pub fn evaluate(policy: &HeldPolicy, application: JsValue) -> Result<JsValue, JsValue> {
    reported(&gate::evaluate(&policy.0, &read_application(&application)?))
}

/// Returns the checklist of an application's candidate, as data and as Markdown in each language:
/// `{ checklist, markdown: { "zh-CN", en } }`. It follows from the answers alone, not from pictures or state.
#[wasm_bindgen(js_name = checklist)]
pub fn checklist(policy: &HeldPolicy, application: JsValue) -> Result<JsValue, JsValue> {
    let list = crate::rules::checklist::checklist(&policy.0, &read_application(&application)?.profile);
    let markdown = json!({ "zh-CN": list.markdown(Language::ZhCn), "en": list.markdown(Language::En) });
    to_js(&json!({ "checklist": list, "markdown": markdown }))
}

fn read_application(application: &JsValue) -> Result<Application, JsValue> {
    Application::from_json(&as_json(application)).map_err(|finding| {
        object(ThrownCode::ApplicationUnreadable, json!(finding.params), "the application cannot be read")
    })
}

/// Returns `{ report }`.
fn reported(report: &impl Serialize) -> Result<JsValue, JsValue> {
    let answer = Object::new();
    Reflect::set(&answer, &"report".into(), &to_js(report)?)?;
    Ok(answer.into())
}

/// Returns `{ report, [name]: Uint8Array | null }`.
fn answer(report: &impl Serialize, name: &str, bytes: Option<&[u8]>) -> Result<JsValue, JsValue> {
    let answer = reported(report)?;
    Reflect::set(&answer, &name.into(), &bytes.map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes).into()))?;
    Ok(answer)
}

/// Options of `preparePhoto`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PhotoOptions {
    #[serde(default)]
    file_name: Option<String>,
    #[serde(default)]
    preset: Option<String>,
    #[serde(default)]
    crop: Option<Rect>,
    #[serde(default)]
    rotation_cw: Option<QuarterTurn>,
    #[serde(default)]
    straighten: Option<bool>,
    #[serde(default)]
    today: Option<Date>,
}

/// Options of `checkCrop`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CropOptions {
    #[serde(default)]
    preset: Option<String>,
    head: Rect,
    face: Rect,
    crop: Rect,
}

/// Options of `inspectMaterial`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MaterialOptions {
    #[serde(default)]
    file_name: Option<String>,
    kind: String,
    #[serde(default)]
    confirmed_upright: bool,
}

/// Options of `repairMaterial`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RepairOptions {
    #[serde(default)]
    file_name: Option<String>,
    kind: String,
    #[serde(default)]
    placement: Option<Placement>,
}

fn photo_spec<'a>(HeldPolicy(policy): &'a HeldPolicy, preset: Option<&str>) -> Result<Cow<'a, PhotoSpec>, JsValue> {
    match preset {
        Some(preset) if preset != policy.photo.preset => {
            let missing = || thrown(Error::misuse(Stage::Rules, format!("there is no preset {preset:?}")));
            policy.photo.at_preset(preset).map(Cow::Owned).ok_or_else(missing)
        }
        _ => Ok(Cow::Borrowed(&policy.photo)),
    }
}

fn material_spec(HeldPolicy(policy): &HeldPolicy, kind: &str) -> Result<MaterialSpec, JsValue> {
    let missing = || thrown(Error::misuse(Stage::Rules, format!("the policy has no material {kind:?}")));
    MaterialSpec::of(policy, kind).ok_or_else(missing)
}

/// Calls the listener. An exception in it is printed on the console, and the work continues.
fn tell(on_progress: &Option<Function>, step: &str) {
    if let Some(listener) = on_progress
        && let Err(thrown) = listener.call1(&JsValue::NULL, &step.into())
    {
        web_sys::console::warn_2(&"exam-preflight: onProgress threw".into(), &thrown);
    }
}

/// Reads options as JSON text, so that an unknown option is refused instead of ignored.
fn from_js<T: for<'de> Deserialize<'de>>(options: JsValue) -> Result<T, JsValue> {
    serde_json::from_str(&as_json(&options)).map_err(|e| misuse(&format!("options: {e}")))
}

/// Returns JSON text, empty if the value has none, such as a function.
fn as_json(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Returns plain objects, null for a missing value, as `JSON.parse` gives them.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|e| misuse(&format!("answer: {e}")))
}

/// Returns an error of the core as a misuse: bad files come back as findings.
fn thrown(error: Error) -> JsValue {
    let stage = format!("{:?}", error.stage).to_lowercase();
    object(ThrownCode::Misuse, json!({ "stage": stage }), &error.to_string())
}

fn misuse(message: &str) -> JsValue {
    object(ThrownCode::Misuse, json!({}), message)
}

fn object(code: ThrownCode, params: Value, message: &str) -> JsValue {
    let code = code.as_str();
    to_js(&json!({ "code": code, "params": params, "message": message })).unwrap_or(JsValue::from_str(message))
}

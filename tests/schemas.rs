//! The schema of the reports that the npm package carries is that of the Rust types; its TypeScript types are made from
//! it, as from the policy's, which `tests/rules_policy.rs` holds. The constants of the package are those of Rust too.
//! After a change: `UPDATE=1 cargo test --features schema --test schemas`.
#![cfg(all(feature = "schema", not(target_arch = "wasm32")))]

use exam_preflight::error::ThrownCode;
use exam_preflight::finding::Code;
use exam_preflight::material::MaterialStep;
use exam_preflight::photo::PhotoStep;
use exam_preflight::report::Report;
use exam_preflight::rules::{checklist, gate, transition};
use exam_preflight::{material, photo};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

/// All kinds of report and what else is answered or taken; each stands alone in practice.
#[derive(JsonSchema)]
#[allow(dead_code)]
struct Reports {
    photo: Report<photo::PhotoMeasured>,
    crop: photo::CropCheck,
    material: Report<material::MaterialMeasured>,
    step: transition::ApplicationChange,
    event: transition::Event,
    application: Report<gate::ApplicationMeasured>,
    checklist: checklist::Checklist,
}

#[test]
fn report_schema_is_that_of_the_types() {
    // As they are written, not as they would be read: what may be null is still always there.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    hold("report.schema.json", &settings.into_generator().into_root_schema_for::<Reports>().to_value());
}

#[test]
fn constants_are_those_of_the_crate() {
    let material_steps = |steps: &[MaterialStep]| steps.iter().map(|step| step.as_str()).collect::<Vec<_>>();
    let constants = json!({
        "curableCodes": {
            "doc": "Codes of the findings that a repair of a document picture removes.",
            "value": material::CURABLE.map(Code::as_str),
        },
        "inspectSteps": {
            "doc": "Steps of a whole inspection of a document picture, in order.",
            "value": material_steps(&MaterialStep::OF_INSPECTION),
        },
        "maxNameBytes": {
            "doc": "Longest file name that an application takes, in bytes of UTF-8.",
            "value": transition::MAX_NAME_BYTES,
        },
        "photoSteps": {
            "doc": "Steps of a whole preparation of a photo, in order.",
            "value": PhotoStep::ALL.map(PhotoStep::as_str),
        },
        "thrownCodes": {
            "doc": "Codes of the errors that the module throws.",
            "value": ThrownCode::ALL.map(ThrownCode::as_str),
        },
        "repairSteps": {
            "doc": "Steps of a whole repair of a document picture, in order: its result is inspected.",
            "value": material_steps(&MaterialStep::OF_REPAIR),
        },
    });
    hold("constants.json", &constants);
}

fn hold(name: &str, schema: &Value) {
    let made = serde_json::to_string_pretty(schema).unwrap() + "\n";
    let path = format!("{}/npm/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "npm/{name} is out of date: run UPDATE=1 cargo test --features schema --test schemas");
}

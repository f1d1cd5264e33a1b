//! The schema of the reports that the npm package carries is that of the Rust types; its TypeScript types are made from
//! it, as from the policy's, which `tests/rules_policy.rs` holds.
//! After a change: `UPDATE=1 cargo test --features schema --test schemas`.
#![cfg(all(feature = "schema", not(target_arch = "wasm32")))]

use exam_preflight::report::Report;
use exam_preflight::rules::{gate, transition};
use exam_preflight::{material, photo};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

/// All kinds of report and what else is answered or taken; each stands alone in practice.
#[derive(JsonSchema)]
#[allow(dead_code)]
struct Reports {
    photo: Report<photo::PhotoMeasured>,
    crop: photo::CropCheck,
    material: Report<material::MaterialMeasured>,
    step: transition::ApplicationChange,
    event: transition::Event,
    application: Report<gate::Measured>,
}

#[test]
fn report_schema_is_that_of_the_types() {
    // As they are written, not as they would be read: what may be null is still always there.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    hold("report.schema.json", &settings.into_generator().into_root_schema_for::<Reports>().to_value());
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

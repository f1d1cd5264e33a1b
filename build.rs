//! Takes the nets for faces, which `make models` puts in place, so that no copy of them lies in this repository.
//!
//! Only with the feature `face-model`; the browser build fetches the same file as an asset of its own.

use std::{env, fs, path::PathBuf};

/// Names the file where it lies elsewhere, such as for a package without `models/`.
const VARIABLE: &str = "EXAM_PREFLIGHT_FACE_MODEL";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed={VARIABLE}");
    if env::var_os("CARGO_FEATURE_FACE_MODEL").is_none() {
        return;
    }
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let model = env::var_os(VARIABLE).map_or_else(|| root.join("models/built/face-model.bin"), PathBuf::from);
    println!("cargo:rerun-if-changed={}", model.display());
    let copy = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("face-model.bin");
    if fs::copy(&model, &copy).is_err() {
        println!("cargo::error=the nets for faces are not at {}: run `make models`", model.display());
    }
}

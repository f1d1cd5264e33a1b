//! Finds the face model that the `rustface` package carries, so that no copy of it lives in this repository.
//!
//! Only with the feature `face-model`; the browser build fetches the same file as an asset of its own.

use std::{env, fs, path::PathBuf, process::Command};

const MODEL: &str = "model/seeta_fd_frontal_v1.0.bin";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=Cargo.lock");
    if env::var_os("CARGO_FEATURE_FACE_MODEL").is_none() {
        return;
    }
    let model = rustface_dir().join(MODEL);
    let copy = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("face-model.bin");
    fs::copy(&model, &copy).unwrap_or_else(|e| panic!("cannot copy {}: {e}", model.display()));
}

/// The folder of the `rustface` package, as cargo itself resolved it.
fn rustface_dir() -> PathBuf {
    let cargo = env::var_os("CARGO").expect("cargo sets CARGO");
    let manifest = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(format!("{manifest}/Cargo.toml"))
        .output()
        .expect("cannot run cargo metadata");
    assert!(out.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&out.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).expect("cargo metadata prints JSON");
    let package = metadata["packages"].as_array().into_iter().flatten().find(|p| p["name"] == "rustface");
    let path = package.and_then(|p| p["manifest_path"].as_str()).expect("rustface is a dependency");
    PathBuf::from(path).parent().expect("a manifest lies in a folder").to_path_buf()
}

//! Lists in `tests/golden`, held to the last figure. After a change that is meant: `UPDATE=1`.

use std::path::Path;

use serde_json::Value;

/// Holds what was made to the list of that name; cases are named by their `input`.
pub fn hold(name: &str, made: &[Value]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(made).unwrap() + "\n").unwrap();
    }
    let kept: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept.len(), made.len());
    for (kept, made) in kept.iter().zip(made) {
        assert_eq!(kept, made, "{}", made["input"]);
    }
}

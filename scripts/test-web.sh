#!/usr/bin/env bash
# tests/web.rs, and the golden pixels and gates that natively hold too, in a real browser: cargo builds it for wasm32, wasm-bindgen's runner drives the browser by webdriver.json.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo"
case $1 in
  chromium) export CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver)} ;;
  firefox) export GECKODRIVER=${GECKODRIVER:-$(command -v geckodriver)} ;;
esac
# The runner's own limit is 20 seconds for all tests together, which a busy machine needs for one portrait.
export WASM_BINDGEN_TEST_TIMEOUT=300 WASM_BINDGEN_TEST_ONLY_WEB=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
export RUSTFLAGS="-C target-feature=+simd128"
exec cargo test --locked --target wasm32-unknown-unknown --features face-model \
  --test web --test same_everywhere --test rules_same_everywhere

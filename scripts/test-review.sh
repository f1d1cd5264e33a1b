#!/usr/bin/env bash
# The receiver's page for reviewers, in Chromium.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo/receiver"
export CARGO_TARGET_DIR=$repo/target/receiver
cargo build --locked --bins --example seed
exec node --test --test-reporter=spec tests/review.test.mjs

#!/usr/bin/env bash
# The Rust tests of one package by nextest, with a JUnit file for the tally. Tests of real pictures are marked as ignored and
# run only where ../shared/data is there; elsewhere the tally counts them as ignored.
#   scripts/test-rust.sh NAME FOLDER TARGET-FOLDER CARGO-OPTIONS...
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo"
name=$1 folder=$2 target=$3
shift 3
options=(--locked --manifest-path "$folder/Cargo.toml" --target-dir "$target" --config-file .config/nextest.toml "$@")
ignored=()
[ ! -d ../shared/data ] || ignored=(--run-ignored all)

mkdir -p test-results
report=$folder/target/nextest/default/junit.xml
rm -f "$report"
status=0
cargo nextest run "${options[@]}" "${ignored[@]}" || status=$?
list=$(cargo nextest list "${options[@]}" --message-format json) && echo "$list" >"test-results/$name.list.json"
[ ! -e "$report" ] || cp "$report" "test-results/$name.xml"
exit "$status"

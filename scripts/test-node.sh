#!/usr/bin/env bash
# One file of tests/browser/.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo"
exec node --test --test-reporter=spec "tests/browser/$1.test.mjs"

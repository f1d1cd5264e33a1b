#!/usr/bin/env bash
# Runs one suite of tests, keeps what it says for the tally, and goes on to the next suite even when it fails.
#   scripts/suite.sh NAME COMMAND...
set -uo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo"
name=$1
shift
mkdir -p test-results
say "$name"
"$@" 2>&1 | tee "test-results/$name.log"
echo "${PIPESTATUS[0]}" >"test-results/$name.status"

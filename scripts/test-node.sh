#!/usr/bin/env bash
# One file of tests in Node, with a JUnit file for the tally.
#   scripts/test-node.sh NAME FILE
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo"
mkdir -p test-results
exec node --test --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=junit --test-reporter-destination="test-results/$1.xml" "$2"

#!/usr/bin/env bash
# Runs one suite of tests and keeps for the tally what it says, how it ended and how long it took. What the suite leaves
# running is ended with it. STRESS=1 pauses its browsers' processes at random.
#   scripts/suite.sh NAME COMMAND...
set -uo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo"
name=$1
shift
results=test-results/$name
mkdir -p test-results
rm -f "$results".*
# There before anything follows it.
: >"$results.log"
say "$name"

# A session of its own, so that browsers and drivers that a broken test forgot can be found.
setsid "$@" >"$results.log" 2>&1 &
suite=$!
trap 'kill -TERM -- "-$suite"' INT TERM
pauses=
if [ -n "${STRESS:-}" ]; then
  node scripts/pause-browsers.mjs "$suite" &
  pauses=$!
fi
tail --lines=+1 --follow --pid="$suite" "$results.log"
wait "$suite"
status=$?
kill -TERM -- "-$suite" 2>/dev/null
[ -z "$pauses" ] || { kill "$pauses" 2>/dev/null; wait "$pauses"; }
echo "$status $SECONDS" >"$results.status"
exit "$status"

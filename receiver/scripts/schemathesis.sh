#!/usr/bin/env bash
# Schemathesis makes valid and invalid requests from the OpenAPI document and sends them to a receiver of its own: as
# a candidate, as a reviewer of one stored application, and without a token. No answer may be a 500 or differ from the
# document, and nothing may be stored: none of the requests is a submission that passes.
#   receiver/scripts/schemathesis.sh [SECONDS]    (a part of each of the three runs; default 50)
# Needs python3 with venv. Schemathesis is installed into .tools/ once.
set -euo pipefail
receiver=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repo=$(cd "$receiver/.." && pwd)
seconds=${1:-50}
version=4.32.5
venv="$repo/.tools/schemathesis"

if [ "$("$venv/bin/schemathesis" --version 2>/dev/null)" != "schemathesis, version $version" ]; then
  echo "== installing schemathesis $version into .tools/"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi
cargo build --quiet --locked --workspace --bins --manifest-path "$receiver/Cargo.toml"
target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$receiver/Cargo.toml" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')

work=$(mktemp -d)
"$target/debug/receiver" serve --listen 127.0.0.1:0 --data "$work/data" --demo \
  --rate-per-token 10000000 --rate-per-address 10000000 >"$work/out" 2>"$work/log" &
server=$!
stop() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
for _ in $(seq 100); do
  grep -q '^Listening' "$work/out" && break
  sleep 0.1
done
url=$(sed -n 's|^Listening on \(http://[^/]*\)/.*|\1|p' "$work/out")
candidate=$(sed -n 's|^The page.*#token=||p' "$work/out")
reviewer=$(sed -n 's|^The review.*#token=||p' "$work/out")
[ -n "$url" ] && [ -n "$candidate" ] && [ -n "$reviewer" ] || { cat "$work/out" "$work/log" >&2; exit 1; }

failed=0
# A valid manifest without its pictures is refused; therefore valid data need not be accepted.
attack() {
  local who=$1
  shift
  echo "== as $who"
  (cd "$work" && "$venv/bin/schemathesis" run "$url/api/v1/openapi.json" --checks all \
    --exclude-checks positive_data_acceptance --max-time "$seconds" --phases examples,coverage,fuzzing,stateful \
    --seed 20250120 --continue-on-failure --no-color --warnings off "$@") || failed=1
}
stored() {
  echo "$("$target/debug/receiver" --data "$work/data" list | wc -l) applications," \
    "$(find "$work/data/pictures" -type f | wc -l) pictures"
}
must_be_stored() {
  echo "== stored: $(stored)"
  [ "$(stored)" = "$1" ] || { echo "should be stored: $1" >&2; failed=1; }
}
attack candidate --header "Authorization: Bearer $candidate" --exclude-path-regex '/review/'
must_be_stored "0 applications, 0 pictures"
"$target/debug/seed" "127.0.0.1:${url##*:}" "$candidate"
attack reviewer --header "Authorization: Bearer $reviewer" --include-path-regex '/review/'
attack nobody --max-failures 50 --exclude-checks positive_data_acceptance,negative_data_rejection
must_be_stored "1 applications, 8 pictures"

[ "$(curl --silent --output /dev/null --write-out '%{http_code}' "$url/healthz")" = 200 ] || {
  echo "the receiver is not healthy any more" >&2
  failed=1
}
failures=$(grep -c 'a request failed\|panicked' "$work/log" || true)
echo "== what was answered:"
sed -n 's/.*method=\([A-Z]*\) route="\([^"]*\)" status=\([0-9]*\).*/\1 \2 \3/p' "$work/log" | sort | uniq -c
echo "== failures of the receiver itself: $failures"
[ "$failures" = 0 ] || failed=1
exit "$failed"

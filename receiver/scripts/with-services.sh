#!/usr/bin/env bash
# Runs a command with a throw-away PostgreSQL server, and with the addresses under which the tests look for services:
#   receiver/scripts/with-services.sh cargo test --manifest-path receiver/Cargo.toml
# An S3 server runs inside the tests themselves; RECEIVER_TEST_S3_URL (s3://KEY:SECRET@bucket?endpoint=...&region=...)
# names another one in its place. RECEIVER_TEST_POSTGRES_URL, where it is set already, is left as it is.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: $0 COMMAND..." >&2; exit 2; }

if [ -n "${RECEIVER_TEST_POSTGRES_URL:-}" ]; then exec "$@"; fi

programs=
for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && programs=$folder; done
if [ -z "$programs" ] && command -v initdb >/dev/null; then programs=$(dirname "$(command -v initdb)"); fi
[ -n "$programs" ] || {
  echo "PostgreSQL is missing: install the package postgresql, or set RECEIVER_TEST_POSTGRES_URL" >&2
  exit 1
}

# PostgreSQL refuses to run as root.
as_user=()
[ "$(id -u)" != 0 ] || as_user=(runuser -u postgres --)

cluster=$(mktemp -d "${TMPDIR:-/tmp}/receiver-postgres.XXXXXX")
[ "$(id -u)" != 0 ] || chown postgres "$cluster"
stop() {
  (cd / && "${as_user[@]}" "$programs/pg_ctl" --pgdata "$cluster/data" --mode immediate --wait stop >/dev/null 2>&1) || true
  rm -rf "$cluster"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd_root() { (cd / && "$@"); }
cd_root "${as_user[@]}" "$programs/initdb" --pgdata "$cluster/data" --username receiver --auth trust --encoding UTF8 \
  --locale C >"$cluster/initdb.log" 2>&1 || { cat "$cluster/initdb.log" >&2; exit 1; }

# Any free port; another process may take it in between, so that it is tried again.
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  # Nothing of a throw-away cluster need survive a power cut.
  options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$cluster -c fsync=off -c max_connections=300"
  if cd_root "${as_user[@]}" "$programs/pg_ctl" --pgdata "$cluster/data" --wait --timeout 30 --log "$cluster/data/log" \
    --options "$options" start >/dev/null 2>&1; then
    started=yes
    break
  fi
done
[ "${started:-}" = yes ] || { tail -5 "$cluster/data/log" >&2; exit 1; }

export RECEIVER_TEST_POSTGRES_URL="postgres://receiver@127.0.0.1:$port/postgres"
"$@"

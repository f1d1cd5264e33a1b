# Sourced by every script: the folder of the project's own tools, and ways to print.
# The user's own tools come first; what had to be installed for this project is in .tools/.
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export PATH="$PATH:$repo/.tools/bin:$repo/npm/node_modules/.bin"

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
die() {
  printf '\nCannot go on: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# The version of a crate that Cargo.lock holds.
locked() {
  awk -v name="$1" '$0 == "name = \"" name "\"" { getline; gsub(/version = |"/, ""); print; exit }' "$repo/Cargo.lock"
}

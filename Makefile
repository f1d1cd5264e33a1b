# What one does here. Every target installs what it needs and is fast when there is nothing to do.
.PHONY: serve build check test bench clean

SUITE := bash scripts/suite.sh
SETUP := bash scripts/setup.sh
WITH_TOOLS := . scripts/env.sh &&
SHELL := /bin/bash

## Builds the package and the page, and serves the page on localhost.
serve: build
	$(WITH_TOOLS) node scripts/server.mjs www/dist

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
	node scripts/check-words.mjs

## Every test: native, in Chromium, Firefox and WebKit. Ends with their number.
test:
	$(SETUP) test
	rm -f test-results/*.log test-results/*.status test-results/summary.txt
	$(SUITE) native cargo test --locked --features cli
	$(MAKE) --no-print-directory build
	$(SUITE) web-chromium bash scripts/test-web.sh chromium
	$(SUITE) web-firefox bash scripts/test-web.sh firefox
	$(SUITE) package bash scripts/test-node.sh packages
	$(SUITE) client bash scripts/test-node.sh client
	$(SUITE) page bash scripts/test-node.sh page
	$(SUITE) decoder bash scripts/test-node.sh decoder
	$(SUITE) engines bash scripts/test-node.sh engines
	@node scripts/tally.mjs

## Ours beside the browser's own way, stage by stage, and the peak memory.
bench:
	$(SETUP) test
	$(MAKE) --no-print-directory build
	node benches/browser/bench.mjs

## Removes what was built here, not what was installed.
clean:
	cargo clean
	rm -rf npm/dist npm/wasm npm/policies npm/messages npm/src/generated npm/THIRD-PARTY-NOTICES.txt www/dist test-results

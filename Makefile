# Open SEC Data. `make help` lists what can be done here.

# Where `up` and `dev` keep their state, what they ingest, and where they listen.
OSD_HOME ?= .osd
EDGAR ?= samples/edgar
LISTEN ?= 127.0.0.1:8000

# What `fuzz` runs, and for how many seconds each.
FUZZ_TARGETS ?= sgml cover text html xml fails tickers
FUZZ_SECONDS ?= 1200

# Rust may be installed and its folder still not be on the path.
ifeq ($(shell command -v cargo 2>/dev/null),)
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
endif

.DEFAULT_GOAL := help
.PHONY: help up dev check lint test sample case cases fuzz fuzz-seeds clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

up: ## Build, take in the bundled sample and serve it at http://localhost:8000
	cargo build --release --locked -p osd
	cargo run --quiet --release --locked -p osd -- ingest --edgar $(EDGAR) --home $(OSD_HOME)
	cargo run --quiet --release --locked -p osd -- serve --home $(OSD_HOME) --listen $(LISTEN)

dev: ## Serve a debug build; with watchexec or cargo-watch, anew after every change
	cargo run --locked -p osd -- ingest --edgar $(EDGAR) --home $(OSD_HOME)
	@if command -v watchexec >/dev/null; then \
		watchexec --restart --watch crates -- cargo run --locked -p osd -- serve --home $(OSD_HOME) --listen $(LISTEN); \
	elif command -v cargo-watch >/dev/null; then \
		cargo watch --watch crates -x 'run --locked -p osd -- serve --home $(OSD_HOME) --listen $(LISTEN)'; \
	else \
		cargo run --locked -p osd -- serve --home $(OSD_HOME) --listen $(LISTEN); \
	fi

check: ## The fast round: format, clippy, tests without PostgreSQL and moto
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked --quiet -- --skip postgres --skip _on_moto

lint: ## Format, clippy, the architecture, licenses and sources of dependencies
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked --quiet --test house
	@if command -v cargo-deny >/dev/null; then \
		cargo deny --offline --locked check bans licenses sources && \
		echo "lint: advisories were left out, they need a network: cargo deny check advisories"; \
	else \
		echo "lint: cargo-deny is not installed, so the licenses of dependencies were left out"; \
	fi

test: ## Everything, on SQLite, PostgreSQL and a bucket (installs PostgreSQL when run as root)
	@scripts/test-needs.sh
	@$(MAKE) --no-print-directory lint
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

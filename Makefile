# Open SEC Data. `make help` lists what can be done here.

# Where `up` and `dev` keep their state, what they ingest, and where they listen.
OSD_HOME ?= .osd
EDGAR ?= samples/edgar
LISTEN ?= 127.0.0.1:8000

# Rust may be installed and its folder still not be on the path.
ifeq ($(shell command -v cargo 2>/dev/null),)
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
endif

.DEFAULT_GOAL := help
.PHONY: help up dev check lint test sample clean

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

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

check: ## The fast round: format, clippy, tests without PostgreSQL
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked --quiet -- --skip postgres

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

test: ## Everything, on SQLite and on PostgreSQL (installs PostgreSQL when run as root)
	@scripts/test-needs.sh
	@$(MAKE) --no-print-directory lint
	cargo test --workspace --locked

sample: ## Make samples/edgar anew from samples/facts.toml
	cargo run --quiet --locked -p osd-testkit --bin make-sample

clean: ## Remove what was built; the state in .osd stays
	cargo clean

# `make` lists the targets. All of them work in .venv, which they make first if need be.

PYTHON ?= python3
# The appliance that `make shell` and `make serve` open; made with factory settings if there is none.
STATE ?= .appliance
SSH ?= 127.0.0.1:2222
MINUTES ?= 10
VERSIONS ?= 3.11 3.12 3.13
# Processes that run tests at the same time; 0 is none but pytest itself, as a debugger needs it.
# Many tests wait for other programs: with two workers a core none of them stands idle.
JOBS ?= $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))
# Further arguments to pytest or the benchmarks: make test ARGS='-k certconfig -x'
ARGS ?=

BIN := .venv/bin
PARALLEL = -n '$(JOBS)' --dist worksteal
.DEFAULT_GOAL := help

.PHONY: help
help: ## Say what there is (the default).
	@echo 'make TARGET [NAME=VALUE ...]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s%s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PYTHON=$(PYTHON)  STATE=$(STATE)  SSH=$(SSH)  MINUTES=$(MINUTES)  VERSIONS='$(VERSIONS)'  JOBS=$(JOBS)  ARGS='$(ARGS)'"

.PHONY: setup
setup: ## Make .venv with all that running and testing need; quick when nothing changed.
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "make: '$(PYTHON)' is not a working Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	    exit 1; }
	@$(PYTHON) -m tools.environment .venv

.PHONY: shell
shell: setup ## Open the shell of an appliance (STATE).
	@$(BIN)/esatui --state '$(STATE)'

.PHONY: serve
serve: setup ## Let ssh clients log in to the appliance (STATE, SSH).
	@$(BIN)/esatui serve --state '$(STATE)' --ssh '$(SSH)'

.PHONY: check
check: setup ## Everything that reads the code: format, lint, types, import rules.
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory lint types imports

.PHONY: format
format: setup ## Format the code and mend what the linter can mend.
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

.PHONY: lint
lint: setup ## Lint.
	$(BIN)/ruff check .

.PHONY: types
types: setup ## Check the types, strictly, tests included.
	$(BIN)/mypy

.PHONY: imports
imports: setup ## Check who imports whom.
	$(BIN)/lint-imports

.PHONY: test
test: setup ## Run the whole test suite (JOBS, ARGS).
	$(BIN)/pytest $(PARALLEL) $(ARGS)

.PHONY: sslyze
sslyze: setup ## Make .venv-sslyze, for the tests in which that scanner judges listeners.
	@$(BIN)/python -m tools.sslyze

.PHONY: test-matrix
test-matrix: setup ## Run the tests on each Python that is found (VERSIONS, JOBS, ARGS).
	$(BIN)/python -m tools.matrix $(VERSIONS) -- $(PARALLEL) $(ARGS)

.PHONY: docs
docs: setup ## Make the manual and the coverage table anew, from declarations and transcripts.
	$(BIN)/python -m tools.docs

.PHONY: pictures
pictures: setup ## Make the pages of pictures anew, and PNGs of changed pictures to look at (ARGS: names).
	$(BIN)/python -m tools.pictures $(ARGS)

.PHONY: wheel-test
wheel-test: setup ## Build the wheel, install it into a clean environment elsewhere and try it there.
	$(BIN)/python -m tools.wheel_test

.PHONY: bench
bench: setup ## Measure, side by side with what esatui is built on (ARGS).
	$(BIN)/python -m bench $(ARGS)

.PHONY: fuzz
fuzz: setup ## Random walks at length (MINUTES).
	ESATUI_FUZZ_MINUTES='$(MINUTES)' $(BIN)/pytest -m long -o faulthandler_timeout=0 $(ARGS)

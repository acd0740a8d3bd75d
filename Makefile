# Two commands for everybody (`make run`, `make test`); the others are for those who change the code.
# They install what they need into .venv, from the hashed lock, wheels only; Python, git and make are all they ask for.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check \
	--require-hashes --no-deps --only-binary :all:

# What `make run` passes on, such as: make run DESK="--port 9000 --no-demo"
DESK ?=
# What `make test` passes on, such as: make test PYTEST="-x tests/flows"
PYTEST ?=
# What `make bench` passes on, such as: make bench BENCH="--database sqlite"
BENCH ?=
# Processes of a test run.
PROCESSES ?= 2

.PHONY: help run test lint bench schema lock

help: ## what there is to call
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/product ## serve the desk at http://127.0.0.1:8000 (web, worker, beat, broker); Ctrl-C stops it
	@exec $(BIN)/python manage.py desk $(DESK)

test: $(VENV)/developer ## the whole suite on SQLite, then what touches the database again on PostgreSQL
	SITREPS_TEST_DATABASE=sqlite $(BIN)/python -m pytest -n $(PROCESSES) $(PYTEST)
	SITREPS_TEST_DATABASE=postgres $(BIN)/python -m pytest -n $(PROCESSES) --only-database $(PYTEST)

lint: $(VENV)/developer ## style, types, floors, templates, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	export SITREPS_HOME=$$(mktemp -d); trap 'rm -r "$$SITREPS_HOME"' EXIT; \
		$(BIN)/mypy; \
		$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --check --lint templates

bench: $(VENV)/developer ## measure side by side with the usual ways; BENCH="--case pages" asks one question alone
	$(BIN)/python -m bench $(BENCH)

# Nothing of this machine may reach the files: no index, no folder, no header that names one.
COMPILE := $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --only-binary :all: --custom-compile-command "make lock"

schema: $(VENV)/product ## describe the API anew (OpenAPI 3.1) in sitreps/data/openapi.json
	export SITREPS_HOME=$$(mktemp -d); trap 'rm -r "$$SITREPS_HOME"' EXIT; \
		$(BIN)/python manage.py spectacular --format openapi-json --validate --fail-on-warn --file sitreps/data/openapi.json

lock: $(VENV)/developer ## resolve requirements*.in anew; UPGRADE=--upgrade takes the newest releases
	unset $${!UV_@} $${!PIP_@}; \
		$(COMPILE) $(UPGRADE) requirements.in -o requirements.txt; \
		$(COMPILE) $(UPGRADE) requirements-dev.in -o requirements-dev.txt

$(VENV)/product: requirements.txt | $(BIN)/python
	@echo "Installing the packages of $< into $(VENV) …"
	@$(INSTALL) -r $<
	@touch $@

$(VENV)/developer: requirements-dev.txt | $(BIN)/python
	@echo "Installing the packages of $< into $(VENV) …"
	@$(INSTALL) -r $<
	@touch $@ $(VENV)/product

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Python was not found as '$(PYTHON)'. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3 …"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version) is too old: 3.11 or newer is needed. Name another one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

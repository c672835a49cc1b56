# Two commands do everything on a bare machine (Python 3.11, git, make): `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install test search golden lint types bench wheel agency lock demo clean

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
	touch $@

test: install
	$(BIN)/python -m pytest -ra --numprocesses=auto --dist=loadfile --no-loadscope-reorder

# The properties on examples drawn anew, many of each: to look for faults, not to pass or fail a change.
search: install
	$(BIN)/python -m pytest --hypothesis-profile=searching -m "hypothesis and not slow" -q

lint: install
	$(BIN)/ruff check src flows tests
	$(BIN)/ruff format --check src flows tests

types: install
	$(BIN)/mypy

# Golden files: look at what changed (`git diff tests/report/golden`) before you commit it.
golden: install
	$(BIN)/python -m pytest tests/report -q --update-golden

bench: install
	$(BIN)/python -m pytest tests/bench --benchmark-only --benchmark-columns=min,median,rounds -q

# The main job, to an opened report: an invented study over three waves.
demo: install
	$(BIN)/relstudy demo demo

# Follows flows/AGENCY.md step by step on a PostgreSQL of its own; some minutes.
agency: install
	bash .ci/try_agency $(BIN)

# Builds the wheel and tries it from another folder in a fresh environment.
wheel: install
	bash .ci/try_wheel $(BIN)/python

# `uv` is needed only here; installing needs plain pip.
lock:
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --custom-compile-command "make lock" -o requirements.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache

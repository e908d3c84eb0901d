# Everything works on a bare clone: each target first makes .venv with what it needs.
PYTHON ?= python3
BIN := .venv/bin
# One folder of tests, and the whole of it, with warnings as errors (pyproject.toml).
PYTEST ?= $(BIN)/python -m pytest

.PHONY: demo test check lint types schemas schemas-check format clean

demo: .venv/run
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/demo.sh

test: .venv/dev
	$(PYTEST) --cov --cov-report=term

check: lint types schemas-check test

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

schemas: .venv/dev
	$(BIN)/python -m presetsync.presets.schemas.build

schemas-check: .venv/dev
	$(BIN)/python -m presetsync.presets.schemas.build --check

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Two stamps: the demo installs what users install, and not the development tools.
.venv/run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

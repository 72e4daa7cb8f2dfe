# Every target does its own set-up; all that a machine needs is make and Python 3.11 or newer. What else is missing of the
# system's packages .ci/setup installs where it may, or says how to.
#   make PYTHON=python3.12 …   another interpreter than python3
#   make test ARGS="-k fit"    arguments for pytest; those of lab go to JupyterLab

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ASSIGNMENT := linear_regression
LAB := build/lab
# Two processes test, a file of tests at a time, in the order of names: the long ones are not the last.
IN_TWO := --numprocesses 2 --dist loadfile --no-loadscope-reorder
# Jupyter asks root, which is who one is in many a container, to say that it is meant so.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# Of the hundreds of processes that the tests start, each would compile this package anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv demo check test test-all screenshots fuzz benchmark lab image release lint clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(INSTALLED) ## Build the environment in .venv with the pinned packages

demo: $(INSTALLED) ## Grade a sample class: the results, then the pages to open first
	@.ci/setup demo
	@test -e verified/$(ASSIGNMENT).json || { \
		echo "Verifying the source; it is done once."; \
		$(BIN)/python -m grading verify $(ASSIGNMENT) >/dev/null 2>&1 || true; } # who grades says what is wrong with it
	@$(BIN)/python -m grading demo

check: lint ## A minute: lint, types, and the tests that start no program
	$(BIN)/python -m pytest $(IN_TWO) -m "not machine and not whole and not rest" $(ARGS)

test: $(INSTALLED) ## Those, a sample of the bank as one class, and of the long proofs a sample or the core
	@.ci/setup test
	$(BIN)/python -m pytest $(IN_TWO) $(ARGS)

test-all: $(INSTALLED) ## Everything, with all long proofs: before a release, and before the seal is called changed
	@.ci/setup test
	$(BIN)/python -m pytest $(IN_TWO) -m "" $(ARGS)

screenshots: $(INSTALLED) ## Take the pictures in docs/ anew, by the tests in a browser
	WRITE_SCREENSHOTS=1 ALL_TESTS_REQUIRED=1 $(BIN)/python -m pytest -m "" tests/browser $(ARGS)

fuzz: $(INSTALLED) ## Throw random messages and tensors, 20,000 a property, at the window between the two sides of the seal
	$(BIN)/python -m pytest --hypothesis-profile=fuzz tests/seal/test_values.py tests/seal/test_window.py $(ARGS)

benchmark: $(INSTALLED) ## Time grading: sealed, and by stock nbgrader, on the same submissions
	$(BIN)/python -m tests.tools benchmark $(ARGS)

lab: $(INSTALLED) ## Work on the assignment in JupyterLab, in build/lab; what you have written there is kept
	@mkdir -p $(LAB)
	@test -e $(LAB)/$(ASSIGNMENT) || cp -R release/$(ASSIGNMENT) $(LAB)/
	cd $(LAB) && $(CURDIR)/$(BIN)/jupyter lab --ServerApp.root_dir=. $(AS_ROOT) $(ARGS) $(ASSIGNMENT)/$(ASSIGNMENT).ipynb

image: ## Build the images for a hub in containers by podman, docker or buildah; PIP_OPTIONS=... goes to pip
	@PIP_OPTIONS="$(PIP_OPTIONS)" deploy/image

release: $(INSTALLED) ## Make the students' notebook in release/ from the instructor's in source/
	$(BIN)/python -m grading release

lint: $(INSTALLED) ## Check style, types, stripped outputs, and that release/ is in step with source/
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	find source -name .ipynb_checkpoints -prune -o -name '*.ipynb' -exec $(BIN)/nbstripout --verify --keep-id {} +
	$(BIN)/python -m grading release --check

clean: ## Remove what can be built again; build/lab and a course's grades stay
	rm -rf $(VENV) dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@test ! -d build || find build -mindepth 1 -maxdepth 1 ! -name lab -exec rm -rf {} +
	find . -path ./build -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# Where Python has no ensurepip but pip, pip itself installs the pip of .venv.
$(INSTALLED): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.version_info >= (3, 11) or sys.exit( \
		"Python 3.11 or newer is needed, and $(PYTHON) is %s. Name another: make PYTHON=/path/to/python3.11" \
		% sys.version.split()[0])'
	@PYTHON="$(PYTHON)" .ci/setup python
	@echo "Building the environment in $(VENV); the first time this takes some minutes."
	@if "$(PYTHON)" -c 'import ensurepip' 2>/dev/null; then \
		"$(PYTHON)" -m venv $(VENV); \
	else \
		"$(PYTHON)" -m venv --without-pip $(VENV) && \
		"$(PYTHON)" -m pip --python $(BIN)/python install --quiet --constraint constraints.txt pip; \
	fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt \
		--editable '.[test,lint]'
	@# With all processors, as pip does not, where these can be had; one of torch's files is for a newer Python.
	@$(BIN)/python -m compileall -q -j 0 -x py312 $(VENV)/lib >/dev/null || \
		$(BIN)/python -m compileall -q $(VENV)/lib >/dev/null || true
	@touch $@

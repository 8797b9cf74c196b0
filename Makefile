# Two commands on a fresh machine with Python 3.11, pip and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
# Some containers forbid Python to keep what it compiled; every process of a batch would compile the libraries again.
export PYTHONDONTWRITEBYTECODE =
.PHONY: help demo test lab bench overnight check soak test-spark docs lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements.lock
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/ready  ## build the demo clients' HTML and PDF reports in reports/
	$(BIN)/kpilib demo

test: $(VENV)/ready  ## run all tests that need nothing but this environment
	$(BIN)/python -m pytest -n 2 --dist worksteal

lab: $(VENV)/ready  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

bench: $(VENV)/ready  ## compare speeds, interleaved, and print ratios
	$(BIN)/python -m benchmarks

overnight: $(VENV)/ready  ## 200 clients of eight notebooks in one go, then the same with nothing to do
	$(BIN)/python benchmarks/overnight.py $(CLIENTS:%=--clients %)

check: $(VENV)/ready  ## lint, types, spelling, layers, generated docs
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/codespell && $(BIN)/kpilib docs --check

soak: $(VENV)/ready  ## the long runs: a thousand kernels in a row
	$(BIN)/python -m pytest -m soak

test-spark: $(VENV)/ready  ## the same figures on PySpark, which needs Java 17 and is installed here
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check 'pyspark>=4'
	$(BIN)/python -m pytest -m spark tests/engine

docs: $(VENV)/ready  ## write the generated pages of docs/
	$(BIN)/kpilib docs

lock: $(VENV)/ready  ## pin every package with hashes in requirements.lock
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet pip-tools
	$(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --extra test --output-file requirements.lock pyproject.toml

clean:  ## remove what the other targets made
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis .kpilib-cache build dist *.egg-info

# Every target makes .venv from the lock file by itself.  `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
CORPUS ?=
OUTPUTS ?= outputs
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: analyse test test-slow collect update serve evaluate quality bench train lint clean help vendor lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "sectorlens needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.11")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make virtual environments here. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

analyse: $(READY) ## read the publications and build the report (CORPUS=folder OUTPUTS=folder)
	$(BIN)/sectorlens analyse $(if $(CORPUS),"$(CORPUS)") --outputs "$(OUTPUTS)"

collect: $(READY) ## fetch new publications from the websites in sectorlens.toml
	$(BIN)/sectorlens collect

update: $(READY) ## collect, analyse, and say what is new
	$(BIN)/sectorlens collect
	$(BIN)/sectorlens analyse --outputs "$(OUTPUTS)"
	$(BIN)/sectorlens changes --outputs "$(OUTPUTS)"

serve: $(READY) ## show the report on this computer
	$(BIN)/sectorlens serve --outputs "$(OUTPUTS)"

test: $(READY) ## tests that fit in some minutes
	$(BIN)/python -m pytest -n auto -m "not slow"

test-slow: $(READY) ## all the long tests
	$(BIN)/python -m pytest -n auto -m slow

evaluate: $(READY) ## precision, recall and F1 on the demonstration's gold
	$(BIN)/sectorlens evaluate tests/golden

quality: $(READY) ## all measurements, into docs/quality.md and models/metrics.json
	@if [ -d ../shared/data/eval ]; then $(MAKE) -C models/recipe measure card; else \
	  echo "The models' own figures are left out: ../shared/data is not there."; fi
	$(BIN)/python -m sectorlens.measuring

bench: $(READY) ## speed and memory beside what one would use instead
	$(BIN)/python bench/compare.py
	$(BIN)/python bench/resolve_names.py

train: $(READY) ## rebuild the models from ../shared/data and models/data
	$(MAKE) -C models/recipe train

lint: $(READY) ## style and types
	$(BIN)/ruff check .
	$(BIN)/mypy

lock: ## write requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --output-file requirements.lock

clean: ## remove outputs and caches; never touches corpus/
	rm -rf outputs outputs.next outputs.previous .sectorlens .pytest_cache .mypy_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Two commands set everything up:
#   make demo   makes .venv, installs multipolar, codes the sample reports, builds ./demo-ledger, shows what is in it, and
#               opens the app over it (on a terminal; Ctrl-C ends it)
#   make test   makes .venv, installs what the tests need, and runs all checks and tests
# Both need Python 3.11, 3.12 or 3.13 and nothing else; PYTHON=/path/to/python chooses one.

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
LEDGER ?= demo-ledger
SOURCES := pyproject.toml README.md $(shell find src -type f -not -name '*.pyc')
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	then echo $$name; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint types layers unit search docs web clean

demo: $(VENV)/.installed
	@printf '\n$$ multipolar code moscow-before-victory-day.txt\n\n'
	@$(BIN)/multipolar code --format table --quiet "$$($(BIN)/multipolar samples)/moscow-before-victory-day.txt"
	@printf '$$ multipolar build SAMPLES --ledger $(LEDGER)\n\n'
	@$(BIN)/multipolar build --format text --ledger $(LEDGER) "$$($(BIN)/multipolar samples)"
	@printf '\n$$ multipolar info --ledger $(LEDGER)\n\n'
	@$(BIN)/multipolar info --format text --ledger $(LEDGER)
	@printf '\n$$ multipolar events --ledger $(LEDGER) --actor RUS --limit 12\n\n'
	@$(BIN)/multipolar events --format table --ledger $(LEDGER) --actor RUS --limit 12
	@printf '\n$$ multipolar incidents --ledger $(LEDGER) --limit 12\n\n'
	@$(BIN)/multipolar incidents --format table --ledger $(LEDGER) --limit 12
	@printf '\n$$ multipolar relations --ledger $(LEDGER)\n\n'
	@$(BIN)/multipolar relations --format table --ledger $(LEDGER)
	@printf '\nGo on with   $(BIN)/multipolar show ID --ledger $(LEDGER)   (an ID from the lists)\n'
	@if [ -t 1 ]; then printf '\n$$ multipolar serve --ledger $(LEDGER) --open\n\n'; \
	exec $(BIN)/multipolar serve --ledger $(LEDGER) --open; \
	else printf 'The app:     $(BIN)/multipolar serve --ledger $(LEDGER) --open\n'; fi

test: lint types layers unit

lint: $(VENV)/.tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.tested
	$(BIN)/mypy

layers: $(VENV)/.tested
	$(BIN)/lint-imports

unit: $(VENV)/.tested
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal

# The property tests on examples drawn anew, after the others have passed on the usual ones.
search: $(VENV)/.tested
	$(BIN)/pytest -m hypothesis --hypothesis-profile=default

# The web app's pages, in place, for a checkout that was installed without them.
web: $(BIN)/python
	@$(BIN)/python hatch_build.py

# Pages that are made from the code; the tests say when they are out of date.
docs: $(VENV)/.tested
	$(BIN)/python -m multipolar.cli.reference > docs/cli.md
	$(BIN)/multipolar schema > docs/ledger-schema.md
	$(BIN)/python benchmarks/tour.py

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "multipolar needs Python 3.11, 3.12 or 3.13: install one, or name it with PYTHON=..."; exit 1; fi
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "no virtual environment could be made: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	@$(PIP) install --upgrade 'pip>=25.1'

# The demo takes multipolar as a user would get it; the tests take it from src/. Each leaves the other to install anew.
$(VENV)/.installed: $(BIN)/python $(SOURCES)
	@echo "installing multipolar into $(VENV) (a minute or two)"
	@rm -f $(VENV)/.tested
	@$(PIP) install .
	@touch $@

$(VENV)/.tested: $(BIN)/python pyproject.toml
	@echo "installing multipolar and what its tests need into $(VENV) (a minute or two)"
	@rm -f $(VENV)/.installed
	@$(PIP) install --editable . --group test
	@touch $@

clean:
	rm -rf $(VENV) $(LEDGER) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

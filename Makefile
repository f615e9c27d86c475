# The verbs. The first one makes .venv and installs what requirements.txt pins; after that only what changed.
.DEFAULT_GOAL := help
.PHONY: help demo run check reports test long postgresql browser bench soak chaos lint

# The oldest Python that will do comes last, a bare `python` included for those who have nothing else.
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$each && break; done)
PORT ?= 8080
# One more than processors: tests of whole processes mostly wait for them.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)
VENV := .venv
PY := $(VENV)/bin/python
# Where an image forbids bytecode, each worker and each process under test would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

help:
	@echo "make demo    the bot and a Telegram of its own on this machine: a page to try it (PORT=$(PORT))"
	@echo "make test    the everyday suite"
	@echo "make long    what takes minutes: large records, random conversations, floods"
	@echo "make postgresql every story over a real PostgreSQL (which pip brings)"
	@echo "make browser the same stories by hand in a real Chromium"
	@echo "make run     the bot itself, with the settings of .env"
	@echo "make check   what the bot needs, what is missing and how to mend it"
	@echo "make reports what the picture of /report is drawn with (matplotlib, 165 MB)"
	@echo "make bench   how fast it is, beside its references: a table, and bench.json"
	@echo "make soak    an hour at twenty updates a second: does its memory grow?"
	@echo "make chaos   a thousand kills of the real process, two hundred of one of two (long)"
	@echo "make lint    ruff and mypy"

demo: $(VENV)/.installed
	@$(PY) -m bot demo --port $(PORT)

run: $(VENV)/.installed
	@$(PY) -m bot run

check: $(VENV)/.installed
	@$(PY) -m bot check

reports: $(VENV)/.installed-reports

test: $(VENV)/.installed-test
	$(PY) -m pytest -n $(WORKERS) -m "not chaos and not browser and not long"

long: $(VENV)/.installed-test
	$(PY) -m pytest -n auto -m "long and not browser"

postgresql: $(VENV)/.installed-test
	$(PY) -m pytest -n auto -m "not long and not browser" --record postgresql tests/storage tests/stories tests/handlers

browser: $(VENV)/.installed-test
	$(PY) -m pytest -n auto -m browser

bench: $(VENV)/.installed-bench
	$(PY) -m tests.bench

soak: $(VENV)/.installed-bench
	$(PY) -m tests.bench soak

chaos: $(VENV)/.installed-test
	$(PY) -m pytest -m chaos

lint: $(VENV)/.installed-test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

# A stamp is as new as the list it was made from, so that a changed list is installed and an old one is not.
$(VENV)/.installed: requirements.txt | $(PY)
	@echo "Installing what $< lists …"
	@$(PIP) -r $<
	@touch $@

$(VENV)/.installed-test: requirements-test.txt | $(PY)
	@echo "Installing what $< lists …"
	@$(PIP) -r $<
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-reports: requirements-reports.txt | $(PY)
	@echo "Installing what $< lists …"
	@$(PIP) -r $<
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: requirements-bench.txt | $(PY)
	@echo "Installing what $< lists …"
	@$(PIP) -r $<
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; say which: make PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

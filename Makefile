# make run     starts MigOps at http://127.0.0.1:8000     (ARGS="--port 9000 --data /srv/migops" changes that)
# make test    runs all tests, on all processors  (ARGS="tests/services -k settle" picks some)
# make lint    runs all other checks
# make bench   measures speed and memory
#
# Each installs what it needs into .venv first, and again when the requirements change.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
CHECK := $(BIN)/python manage.py

.PHONY: run venv test lint bench
.DELETE_ON_ERROR:

run: .venv/.run
	@exec $(BIN)/python manage.py up $(ARGS)

venv: .venv/.test

test: .venv/.test
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest $(or $(ARGS),-n logical)

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates/jinja2
	$(BIN)/djlint --lint --quiet --profile django templates/django
	$(BIN)/mypy
	$(CHECK) makemigrations --check --dry-run --settings tests.settings
	data=$$(mktemp -d) && MIGOPS_DATA=$$data $(CHECK) check --deploy --fail-level WARNING; code=$$?; rm -rf $$data; exit $$code

bench: .venv/.test
	$(BIN)/python -m tests.bench $(ARGS)

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'MigOps needs Python 3.11 or newer. If another one is installed: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo 'Python lacks its venv module. On Debian and Ubuntu: apt install python3-venv'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: requirements.txt | .venv/bin/pip
	@echo 'Installing requirements.txt …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.test: tests/requirements.txt .venv/.run
	@echo 'Installing tests/requirements.txt …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

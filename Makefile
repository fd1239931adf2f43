# Evolution Todo. `make run` starts it, `make stack` with PostgreSQL, Redis, Kafka and Dapr,
# `make test` runs every test, `make check` is the fast inner loop.
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9

.PHONY: run stack test check bench lock clean web

run: $(VENV)/.run-ready
	@trap : INT; $(BIN)/evolution-todo serve || [ $$? = 130 ] # by Ctrl-C, which is no error

stack: $(VENV)/.dev-ready
	@trap : INT; $(BIN)/python -m tests.stack || [ $$? = 130 ]

test: $(VENV)/.dev-ready
	@$(BIN)/python -m tests.stack install
	@$(BIN)/pytest -n auto

check: $(VENV)/.dev-ready
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest -q tests/unit tests/architecture

bench: $(VENV)/.dev-ready
	@$(BIN)/python -m benchmarks

web: web/node_modules
	@cd web && npm run --silent build

web/node_modules: web/package-lock.json
	@cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

lock: $(UV)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock

$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found on the PATH." >&2; exit 1; }
	@echo "Setting up in $(VENV): once, about a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.run-ready: $(UV) requirements.lock pyproject.toml
	@VIRTUAL_ENV=$(VENV) $(UV) pip install -q -r requirements.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip install -q --no-deps -e .
	@touch $@

$(VENV)/.dev-ready: $(VENV)/.run-ready requirements-dev.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip install -q -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

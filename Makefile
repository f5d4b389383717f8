# make run     the demo newsroom; make run CONFIG=configs/world.yaml polls the feeds of that file
# make test    the tests
# make check   formatting, lint, types, layers
# Each sets up .venv first, when it is not there. PYTHON=... chooses the interpreter (3.11 to 3.13).

CONFIG =
ARGS =
BIN = .venv/bin

.PHONY: run test check test-browser schemas docs clean

run: .venv/installed
	$(BIN)/writethru $(if $(CONFIG),run $(CONFIG),demo) $(ARGS)

test: .venv/installed
	$(BIN)/python -m pytest -n 2 $(ARGS)

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Needs Debian's chromium; installs it where it is missing and apt-get may.
test-browser: .venv/installed
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }
	$(BIN)/python -m pytest tests/browser -rs $(ARGS)

# The published schemas, from their definitions.
schemas: .venv/installed
	$(BIN)/python -m pipelines.settings > configs/settings.schema.json

# The page that says what each look means, from the code that decides it.
docs: .venv/installed
	PYTHONPATH=. $(BIN)/python docs/states.py > docs/states.md

.venv/installed: pyproject.toml constraints.txt tools/install.sh
	tools/install.sh

clean:
	rm -rf .venv var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

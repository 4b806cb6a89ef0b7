# `make run` and `make test` set up everything they need: .venv, pinned packages, then they go.
PYTHON ?= python3
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test check soak lock bench screenshot install install-dev

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install:
	@$(PYTHON) tools/install.py

install-dev:
	@$(PYTHON) tools/install.py --dev

run: install ## Start the bot; without BOT_TOKEN it opens a sandbox chat in the browser's reach
	@$(PY) -m bot

test: install-dev ## Run every test and check
	@$(MAKE) --no-print-directory check
	@$(PY) -m pytest

check: install-dev ## Lint, format, types, import directions
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

soak: install-dev ## Ten minutes of random people, faults and kills; the figures go to docs/reliability.md
	@$(PY) -m tools.soak --report docs/reliability.md

bench: install-dev ## Measure the engine and write docs/performance.md with its plots
	@$(PY) -m benchmarks

screenshot: install-dev ## Make the README's pictures from a real conversation (needs Chromium)
	@$(PY) -m tools.screenshot

lock: install-dev ## Pin the newest versions that pyproject.toml allows
	@.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --no-annotate --no-header -q --upgrade -o requirements.txt
	@.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 -c requirements.txt --no-annotate --no-header -q --upgrade -o requirements-dev.txt

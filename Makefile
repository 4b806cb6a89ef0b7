# `make run` and `make test` set up everything they need: .venv, pinned packages, then they go.
PYTHON ?= python3
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: audit help run test check soak lock bench screenshot install install-dev install-training nano pipeline-smoke

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install:
	@$(PYTHON) tools/install.py

install-dev:
	@$(PYTHON) tools/install.py --dev

install-training: ## Add what the training pipeline needs, 2 GB; a CPU wheel of torch is taken where pip finds one
	@$(PYTHON) tools/install.py --training

run: install ## Start the bot; without BOT_TOKEN it opens a sandbox chat in the browser's reach
	@$(PY) -m bot

# Four at a time also on two cores: most of them wait for a chat or a process, not for the processor.
test: install-dev ## Run every test and check
	@$(MAKE) --no-print-directory check
	@$(PY) -m pytest -n 4 --dist worksteal

check: install-dev ## Lint, format, types, import directions
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

soak: install-dev ## Ten minutes of random people, faults and kills; the figures go to docs/reliability.md
	@$(PY) -m tools.soak --report docs/reliability.md

bench: install-dev ## Measure the engine and write docs/performance.md with its plots
	@$(PY) -m benchmarks

screenshot: install-dev ## Make the pictures of the README and the guides from real conversations (needs Chromium)
	@$(PY) -m tools.screenshot
	@$(PY) -m tools.guide_pictures
	@$(PY) -m tools.admin_pictures

# The text a model learns Russian from stays out of the repository: training/README.md says where to get such text.
NANO_RECIPE ?= training/recipes/nano-cpu.toml
NANO ?= build/nano
nano: install-training ## Train our own model: make nano CORPUS=folder (training/README.md); started again it goes on
	@test -n "$(CORPUS)" || { echo "Give the folder with the text: make nano CORPUS=folder. training/README.md says where to get it."; exit 2; }
	@$(PY) -m training pretrain --recipe $(NANO_RECIPE) --corpus $(CORPUS) --out $(NANO)/run
	@$(PY) -m training export --model $(NANO)/run/model --name copydesk-nano --out $(NANO)/copydesk-nano.gguf
	@$(PY) -m training evaluate --model $(NANO)/copydesk-nano.gguf --out $(NANO)/evaluation
	@$(PY) -m training card --model $(NANO)/copydesk-nano.gguf --evaluation $(NANO)/evaluation --out $(NANO)/copydesk-nano.md
	@echo "$(NANO)/copydesk-nano.gguf and its card are ready; copy both to models/ to ship them."

pipeline-smoke: install-training ## Every step of the training pipeline at a tiny scale
	@$(PY) -m pytest tests/training/test_pipeline.py

# What a GPU build of torch brings along: a CPU wheel does without, and pip finds it where it is needed.
CUDA := cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cccl nvidia-cuda-cupti nvidia-cuda-nvrtc \
	nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse nvidia-cusparselt-cu13 \
	nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx triton
audit: ## Look the locked versions up for known holes (needs pip-audit and a network)
	@$(PYTHON) tools/audit.py

lock: install-dev ## Pin the newest versions that pyproject.toml allows
	@.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --no-annotate --no-header -q --upgrade -o requirements.txt
	@.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 -c requirements.txt --no-annotate --no-header -q --upgrade -o requirements-dev.txt
	@.venv/bin/uv pip compile pyproject.toml --extra dev --extra training --universal --python-version 3.11 -c requirements-dev.txt --no-annotate --no-header -q --upgrade $(CUDA:%=--no-emit-package %) -o requirements-training.txt

.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Another PYTHON means another .venv.
STAMP := .venv/.installed-$(subst /,-,$(PYTHON))
PROJECTS := $(wildcard kernel/pyproject.toml services/*/pyproject.toml gateway/pyproject.toml finance/pyproject.toml deploy/embedded/pyproject.toml bench/pyproject.toml)

.PHONY: help demo run fuzz bench bench-compare test check lint types imports contracts tidy format lock clean

help: ## Show this list
	@awk 'BEGIN{FS=":.*## "} /^##@/{print "\n" substr($$0,5)} /^[a-z-]+:.*## /{printf "  make %-10s %s\n",$$1,$$2}' $(MAKEFILE_LIST)

##@ See it live
demo: $(STAMP) ## A month of Malang in one process (ONCE=1: then stop; SEED=7: another; CITY=small: a minute)
	@$(BIN)/malpro-embedded demo $(if $(ONCE),--once) $(if $(SEED),--seed $(SEED)) $(if $(CITY),--city $(CITY))

run: $(STAMP) ## The same as separate processes on RabbitMQ and PostgreSQL
	@$(BIN)/malpro-embedded run

##@ Every day
test: $(STAMP) ## All tests on real servers (T=kernel: one member)
	@$(BIN)/python tools/ensure_rabbitmq.py
	@$(BIN)/python tools/run_tests.py $(T)

check: lint types imports ## Everything that needs no server: lint, types, walls, contracts, tidy
	@$(BIN)/python tools/contracts.py --check
	@$(MAKE) --no-print-directory tidy

lint: $(STAMP) ## Format and lint, without changing a file
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(STAMP) ## Let ruff format and mend what it can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(STAMP) ## Type-check everything, tests included (T=kernel: one member)
	@$(BIN)/python tools/check_types.py $(T)

imports: $(STAMP) ## Check the walls between the rooms
	@$(BIN)/lint-imports

tidy: $(STAMP) ## Sizes, docstrings, forbidden words
	@$(BIN)/python -m pytest -q -c pyproject.toml --rootdir=tests/tidy tests/tidy

##@ Now and then
fuzz: $(STAMP) ## Fuzz the API with each role's token, half an hour (EXAMPLES=50, ROLE=buyer: one)
	@EXAMPLES=$(EXAMPLES) ROLE=$(ROLE) PHASES=$(PHASES) $(BIN)/python tests/e2e/e2e_fuzz.py

bench: $(STAMP) ## Measure every figure beside its floor (ONLY=relay_per_s, DURATION=20, SCALE=1)
	@$(BIN)/malpro-bench run $(if $(ONLY),--only "$(ONLY)") $(if $(DURATION),--duration $(DURATION)) $(if $(SCALE),--scale $(SCALE))

bench-compare: $(STAMP) ## What became worse from A=old.json to B=new.json
	@$(BIN)/malpro-bench compare $(A) $(B)

simulate: $(STAMP) ## Small cities under seeded faults (SEEDS=2000; SEED=7: one again; START, ORDERS, BROKEN)
	@PYTHONPATH=tests/simulation $(BIN)/python -m simulation $(if $(SEED),--seed $(SEED)) $(if $(SEEDS),--seeds $(SEEDS)) \
		$(if $(START),--start $(START)) $(if $(ORDERS),--orders $(ORDERS)) $(if $(BROKEN),--broken $(BROKEN))

contracts: $(STAMP) ## Write contracts/ anew from the events and the API
	@$(BIN)/python tools/contracts.py

lock: ## Resolve requirements.lock anew (UPGRADE=1: newest versions)
	@UPGRADE=$(UPGRADE) $(PYTHON) tools/lock.py

clean: ## Remove what make and the tests made
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock $(PROJECTS) tools/install.py
	@$(PYTHON) tools/install.py $@

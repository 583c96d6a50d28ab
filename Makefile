# Longmen. `make` alone explains itself. On a fresh Debian 12 with git, make and python3 each target sets up what it
# needs: Python libraries in .venv from the hashed lock, servers and Docker by apt where we are root.
# What cannot be had is named in one line.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

SEASON ?= chongqing-2024-exempt
SEED ?= 1
CANDIDATES ?=
BENCH ?=
JOBS ?= 2

# Compiled modules are kept (git does not see them, `make clean` removes them): else each worker of a tier and each
# process of a stack would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

SERVICES := registration review choices admission notify
PYTHON := .venv/bin/python
PLAYED = --season $(SEASON) --candidates $(or $(CANDIDATES),500) --seed $(SEED)
PYTEST := $(PYTHON) -m pytest -q --durations=5 --durations-min=1
READY := .venv/.ready

##@ See it

demo: $(READY) ## play a whole season against five services in one process (SEASON= CANDIDATES= SEED=)
	@$(PYTHON) -m rehearsal demo $(PLAYED)

run: CANDIDATES := $(or $(CANDIDATES),60)
run: $(READY) ## the portal to play a season by hand, paused before it begins, until Ctrl-C (SEASON= CANDIDATES= SEED=)
	@$(PYTHON) -m rehearsal run $(PLAYED)

screens: $(READY) servers ## pictures of every page in every state of the season, into var/screens
	@$(PYTHON) -m tests.browser.screens

stack: $(READY) servers ## the demo on RabbitMQ and PostgreSQL, every web and worker its own process
	@$(PYTHON) -m rehearsal stack $(PLAYED)

compose-smoke: CANDIDATES := $(or $(CANDIDATES),50)
compose-smoke: $(READY) docker ## a short demo against the composed system (needs a Docker engine)
	@$(PYTHON) -m rehearsal compose $(PLAYED)

##@ Trust it

test: test-unit test-service test-contracts test-architecture test-flows test-stack test-browser ## every tier of tests (`make -k test` goes on after a failing tier)

test-unit: $(READY) ## rules and chassis by themselves: under 20 s
	@$(call tier,unit)
	@$(PYTEST) -n $(JOBS) -m "not sweep" tests/shared $$(deploy/setup unit-folders)

test-service: $(READY) ## each service alone, through its doors
	@$(call tier,service)
	@$(PYTEST) -n $(JOBS) --dist worksteal -m "not sweep" services --ignore-glob="*/tests/unit"

test-contracts: $(READY) servers ## what services promise each other, in each world
	@$(call tier,contracts)
	@$(PYTEST) -n $(JOBS) --dist loadfile -m "not sweep" tests/contracts

test-architecture: $(READY) ## rooms, floors, isolation, sizes, and the tables of the READMEs
	@$(call tier,architecture)
	@$(PYTEST) -n $(JOBS) --dist worksteal -m "not sweep" tests/architecture

test-flows: $(READY) servers ## journeys through five services, on both buses
	@$(call tier,flows)
	@$(PYTEST) -n $(JOBS) --dist loadfile -m "not sweep" tests/flows

test-stack: $(READY) servers ## real servers of our own, processes killed on the way
	@$(call tier,stack)
	@$(PYTEST) -n $(JOBS) --dist worksteal -m "not sweep" tests/stack

test-browser: $(READY) servers ## people at the pages, in Chromium: on a phone, without scripts, with a line that is cut
	@$(call tier,browser)
	@$(PYTEST) -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not sweep" tests/browser

sweep: $(READY) servers ## the long searches: every line killed, every order of arrival
	@$(PYTEST) -n $(JOBS) --dist worksteal -m sweep tests services

check: $(READY) ## ruff, mypy, import-linter, generated documents up to date
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@$(PYTHON) -m services documents --check
	@$(PYTHON) -m shared.web.registry --check || { echo "docs/problems.md is old: $(PYTHON) -m shared.web.registry"; exit 1; }

bench: $(READY) servers ## measured against plain baselines, into var/bench (BENCH=NAME for one)
	@$(PYTHON) -m benchmarks $(BENCH)

##@ Keep it

lock: $(READY) ## compile requirements/*.in into locks with hashes (UPGRADE=1 takes newer releases)
	@for name in dev $(SERVICES); do \
	  .venv/bin/uv pip compile -q --generate-hashes --no-header --python-version 3.11 $(if $(UPGRADE),--upgrade) \
	    $$([ $$name = dev ] || echo "-c requirements/dev.txt") requirements/$$name.in -o requirements/$$name.txt; \
	  echo "requirements/$$name.txt"; \
	done

clean: ## remove what was made here (var, caches), except .venv
	@rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path "./.venv/*" -prune -exec rm -rf {} +

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile
	@printf '\n  SEASON=%s  SEED=%s  CANDIDATES=500 (60 by hand, 50 composed)\n\n' '$(SEASON)' '$(SEED)'

$(READY): requirements/dev.txt
	@deploy/setup python

servers:
	@deploy/setup servers

docker:
	@deploy/setup docker

tier = printf '\n── %s ──\n' '$(1)'

.PHONY: demo run stack compose-smoke test test-unit test-service test-contracts test-architecture test-flows \
  test-stack test-browser screens sweep check bench lock clean help servers docker

# One command each. Whatever a target needs is prepared first, in .venv of this folder.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
# The order in which tests run: the same in every run, unless told otherwise (make test SEED=last, SEED=7).
SEED ?= 1
BIN := .venv/bin
OLDEST := .run/oldest
# Without bytecode every start of the program costs a second more; some machines are set up so.
unexport PYTHONDONTWRITEBYTECODE
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header

.PHONY: help run env test lint types browser screenshots coverage oldest bench torture lock wheel clean test-env

help: ## show these lines
	@grep -hE '^[a-z]+:.* ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.* ## /  make \1,/' | awk -F, '{ printf "%-16s%s\n", $$1, substr($$0, length($$1) + 2) }'

# The sample gets a library of its own in .run/, so that it never mixes with the reader's. `~` after `=` is not expanded by every shell.
run: env ## serve the sample in notes/, or a folder of yours: make run NOTES=~/exports PORT=8000
	@folder="$$NOTES"; case "$$folder" in "~/"*) folder="$$HOME/$${folder#??}" ;; esac; \
	if [ -n "$$folder" ]; then exec $(BIN)/florilegium serve "$$folder" --port $(PORT); fi; \
	mkdir -p .run && exec $(BIN)/florilegium --db .run/library.db serve notes --port $(PORT)

env: ## prepare .venv, with the florilegium command in it, and do nothing else
	@$(PYTHON) .ci/bootstrap.py

test-env:
	@$(PYTHON) .ci/bootstrap.py --tests

test: lint types ## check style, layers and types, then run all tests, each file in one of three processes
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --randomly-seed=$(SEED)

lint: test-env ## check style, format and layers
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-logo

types: test-env ## check types, strictly
	@$(BIN)/mypy

browser: test-env ## run the tests in a browser alone
	@$(BIN)/python -m pytest -q tests/browser

screenshots: test-env ## take the README's pictures of the sample anew: docs/screenshots
	@$(BIN)/python -m tests.browser.screenshots

coverage: test-env ## run all tests and tell which lines of app/ none of them runs; fails below the floor in pyproject.toml
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --randomly-seed=$(SEED) --timeout 300 --cov

# The versions that pyproject.toml names bear no hashes: they are for an environment that serves nobody.
oldest: test-env ## run all tests with the oldest versions that pyproject.toml allows, in an environment of their own
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(OLDEST)
	@$(BIN)/uv pip compile --quiet --no-header --resolution lowest-direct pyproject.toml -o $(OLDEST)/versions.txt
	@$(BIN)/uv pip install --quiet --python $(OLDEST)/bin/python --require-hashes -r requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python $(OLDEST)/bin/python -r $(OLDEST)/versions.txt
	@$(BIN)/uv pip install --quiet --python $(OLDEST)/bin/python --no-deps --no-build-isolation -e .
	@$(OLDEST)/bin/python -m pytest -q -n 3 --dist loadfile --randomly-seed=$(SEED)

bench: test-env ## measure the import, the search and the pages: tests/bench
	@$(BIN)/python -m pytest -q -s -m bench tests/bench

torture: test-env ## kill it, fill its disk, feed it the worst there is, hold what always holds to many examples: tests/torture
	@$(BIN)/python -m pytest -q -m torture --hypothesis-profile=torture tests/torture
	@$(BIN)/python -m pytest -q -m 'hypothesis and not torture' --hypothesis-profile=torture --timeout=1800

lock: env ## bring the locks to the newest versions
	$(COMPILE) --group bootstrap -o requirements-bootstrap.txt
	$(COMPILE) pyproject.toml --group build -o requirements.txt
	$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

wheel: env ## build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

clean: ## remove what tools, builds and the sample's library left; .venv stays
	rm -rf .run dist build .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results

# One way to run anything: `make help` lists it. Recipes are one command each; what they do lives in src/trueline.
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
SHELL := /bin/sh

# Tools come from the checkout alone, and so do their caches: HOME may be empty or read-only.
# VIRTUAL_ENV would point at another environment if one is active; PYTHONPATH would shadow this one.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHON
export UV_CACHE_DIR ?= $(CURDIR)/.cache/uv
export TRUELINE_CACHE := $(CURDIR)/.cache/trueline

py := .venv/bin/python
uv := sh scripts/bootstrap-uv.sh
sdk := sdks/python
python_ready := .venv/.ready
node_ready := node_modules/.ready
corpus_ready := .cache/corpus/.ready
quick := $(addprefix tests/,spec load overlay naming normalise config runtime runtime_models golden docs sdk)
adopted := src/trueline/adopt/templates/requirements
oasdiff_ready := .cache/oasdiff/.ready
peers_ready := .cache/peers/.ready
migrate_ready := .cache/migrate/.ready
frameworks_ready := .cache/frameworks/.ready
bytecode := .venv/.compiled
compile_sources := $(py) -m compileall -q src server/src sdks/python/src
peer_wheels := githubkit==0.16.1 githubkit-schemas==26.10.21 githubkit-schemas-2026-03-10==26.10.21
compile := $(uv) pip compile --quiet --universal --generate-hashes --no-annotate --no-emit-index-url \
	--custom-compile-command "make lock" $(LOCK_FLAGS)

##@ Every day

.PHONY: help
help: ## List every target
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z][a-z-]*:.*## / { printf "  \033[1m%-17s\033[0m %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(python_ready) $(node_ready) ## Install everything into the checkout: .venv, node_modules, .cache

$(python_ready): requirements/bootstrap.txt requirements/dev.txt pyproject.toml server/pyproject.toml scripts/bootstrap.sh scripts/bootstrap-uv.sh
	@sh scripts/bootstrap.sh python
	@touch $@

# Node comes with the environment, and what it installs does not depend on the rest of that.
$(node_ready): package.json package-lock.json | $(python_ready)
	@sh scripts/bootstrap.sh node
	@touch $@

$(corpus_ready): $(python_ready) benchmarks/corpus/package.json benchmarks/corpus/package-lock.json
	@sh scripts/bootstrap.sh corpus
	@touch $@

$(oasdiff_ready): $(python_ready) tests/diff/oasdiff/package.json tests/diff/oasdiff/package-lock.json
	@sh scripts/bootstrap.sh oasdiff
	@touch $@

$(migrate_ready): $(python_ready) requirements/migrate.txt tests/migrate/prism/package.json tests/migrate/prism/package-lock.json
	@sh scripts/bootstrap.sh prism
	@$(uv) venv --quiet --clear --python $(py) .cache/migrate
	@$(uv) pip sync --quiet --require-hashes --python .cache/migrate/bin/python requirements/migrate.txt
	@touch $@

$(peers_ready): $(python_ready) requirements/peers.txt
	@$(uv) venv --quiet --clear --python $(py) .cache/peers
	@$(uv) pip sync --quiet --require-hashes --python .cache/peers/bin/python requirements/peers.txt
	@touch $@

$(frameworks_ready): $(python_ready) requirements/frameworks.txt
	@$(uv) venv --quiet --clear --python $(py) .cache/frameworks
	@$(uv) pip sync --quiet --compile-bytecode --require-hashes --python .cache/frameworks/bin/python requirements/frameworks.txt
	@touch $@

# uv installs sources alone. Tests start thousands of processes, and where none may write bytecode each compiles all it imports.
# What pytest changes in its plugins (asserts) has bytecode of its own, half of what each pytest takes to start.
$(bytecode): $(python_ready)
	@$(py) -m compileall -q -j 0 .venv/lib
	@PYTHONDONTWRITEBYTECODE= $(py) -m pytest --help >/dev/null
	@touch $@

.PHONY: generate-sdk
generate-sdk: $(python_ready) ## Generate sdks/python from openapi/v1.yaml
	@$(py) scripts/generate-sdk.py

.PHONY: test
test: setup $(bytecode) $(oasdiff_ready) $(peers_ready) $(frameworks_ready) ## Run every test
	@$(compile_sources)
	@$(py) -m pytest --numprocesses auto --dist loadgroup --reruns 1

.PHONY: test-quick
test-quick: $(bytecode) ## Run in a minute what finds most mistakes while you edit
	@$(compile_sources)
	@$(py) -m pytest --numprocesses auto --dist loadgroup -m "not slow" $(quick)

.PHONY: check
check: setup ## Run every gate: stale, docs, hand edits, loss, scopes, lint, types, imports, determinism
	@bash scripts/gates.sh

.PHONY: lint
lint: $(python_ready) ## Lint and check the format of everything hand-written
	@$(py) -m ruff check .
	@$(py) -m ruff format --check .

.PHONY: types
types: setup ## Type-check everything hand-written with mypy and pyright, both strict
	@$(py) -m mypy
	@node_modules/.bin/pyright --project pyproject.toml

##@ Documentation

.PHONY: docs
docs: $(python_ready) ## Build the documentation site, strictly, into build/site
	@rm -rf build/site
	@$(py) -m trueline.site
	@$(py) -m zensical build --strict --config-file build/mkdocs.yml
	@cp build/reference/* build/site

.PHONY: docs-serve
docs-serve: setup ## Serve the documentation site and build it again when a page changes
	@$(py) -m trueline.site
	@$(py) -m zensical serve --config-file build/mkdocs.yml

.PHONY: pictures
pictures: setup ## Draw and record the pictures of the documentation again, each from what it shows
	@$(py) scripts/pictures

.PHONY: cli-page
cli-page: $(python_ready) ## Write into docs/cli.md what the commands take
	@$(py) scripts/cli.py

.PHONY: rules
rules: $(python_ready) ## Write docs/rules.md from the rules of the diff
	@$(py) -m benchmarks.rules

.PHONY: layers
layers: $(python_ready) ## Write docs/layers.md from the contracts in pyproject.toml
	@$(py) scripts/layers.py

##@ The API, served

.PHONY: serve
serve: setup ## Serve the Tollkeeper API on 127.0.0.1:8080, with a database in .tollkeeper
	@$(py) -m tollkeeper_server

.PHONY: worker
worker: $(python_ready) ## Deliver webhooks, beside `make serve` on a PostgreSQL
	@$(py) -m tollkeeper_server worker

.PHONY: demo
demo: $(python_ready) ## Server, worker, receiver, SDK and command line through one story
	@$(py) scripts/demo.py

##@ Release

.PHONY: build-sdk
build-sdk: $(python_ready) ## Build and check the SDK's sdist and wheel, into dist/
	@rm -rf dist
	@$(py) -m build --no-isolation --outdir dist $(sdk)
	@$(py) -m twine check --strict dist/*

# Every option of a step: make release-plan ARGS="--help". What a workflow gives comes as a variable of the environment, which
# neither make nor the shell expands.
.PHONY: release-status
release-status: $(python_ready) ## What is true of a release, and what says so
	@$(py) scripts/release.py status $(ARGS)

.PHONY: release-plan
release-plan: $(python_ready) ## The next version and changelog, from what changed since the last release
	@$(py) scripts/release.py plan $(ARGS)

.PHONY: release-prepare
release-prepare: $(python_ready) ## Write version and changelog, regenerate, commit (ARGS="--pre rc")
	@$(py) scripts/release.py prepare $(ARGS)

.PHONY: release-gate
release-gate: $(python_ready) ## Run every gate for the release commit, and keep the record
	@$(py) scripts/release.py gate $(ARGS)

.PHONY: release-build
release-build: $(python_ready) ## Build sdist and wheel twice; keep them if both are the same bytes
	@$(py) scripts/release.py build $(if $(value EXPECT),--expect "$$EXPECT") $(ARGS)

.PHONY: release-verify
release-verify: $(python_ready) ## Look into the built files; install them on every Python found
	@$(py) scripts/release.py verify $(ARGS)

.PHONY: release-rehearse
release-rehearse: $(python_ready) ## The rest of the release against an index on this machine
	@$(py) scripts/release.py rehearse $(ARGS)

.PHONY: release-tag
release-tag: $(python_ready) ## Tag the commit that was built, and push the tag
	@$(py) scripts/release.py tag $(ARGS)

.PHONY: release-publish
release-publish: $(python_ready) ## Upload what the index does not have, by hash
	@$(py) scripts/release.py publish $(if $(value INDEX),--index "$$INDEX") $(ARGS)

.PHONY: release-confirm
release-confirm: $(python_ready) ## Read the index back, install from it with pip and uv
	@$(py) scripts/release.py confirm $(if $(value INDEX),--index "$$INDEX") $(ARGS)

.PHONY: release-announce
release-announce: $(python_ready) ## Write the release notes
	@$(py) scripts/release.py announce $(ARGS)

.PHONY: release-resume
release-resume: $(python_ready) ## Go on with a release from what is true
	@$(py) scripts/release.py resume $(ARGS)

##@ Measure

.PHONY: corpus
corpus: $(corpus_ready) ## Generate every public document of the corpus (a part of it: make corpus SAMPLE=150)
	@$(py) -m benchmarks.corpus $(if $(SAMPLE),--sample $(SAMPLE),--write) $(CORPUS_FLAGS)

.PHONY: corpus-layout
corpus-layout: $(corpus_ready) ## The layout of openapi-python-client beside that generator: what is whole, imports, and which names differ (SAMPLE=150)
	@$(py) -m benchmarks.corpus.stock_layout --sample $(or $(SAMPLE),150) --write $(CORPUS_FLAGS)

.PHONY: corpus-peers
corpus-peers: $(corpus_ready) $(peers_ready) ## The corpus beside other generators, over the same sample (SAMPLE=60)
	@$(py) -m benchmarks.corpus.peers --sample $(or $(SAMPLE),60) --write $(CORPUS_FLAGS)

.PHONY: migrate-check
migrate-check: $(migrate_ready) ## The test suite of an SDK that Stainless made, unchanged, against ours (needs the Python index)
	@$(py) -m benchmarks.migrate

.PHONY: fuzz
fuzz: $(python_ready) ## Documents from a grammar through the whole pipeline (make fuzz CASES=10000 SEED=7)
	@$(py) -m tests.fuzz --cases $(or $(CASES),10000) --seed $(or $(SEED),0)

.PHONY: bench-generate
bench-generate: $(corpus_ready) $(peers_ready) ## Time and memory of generating, beside other generators; and how they grow
	@$(py) benchmarks/generate.py --write
	@$(py) benchmarks/scaling.py --write

.PHONY: bench-diff
bench-diff: $(python_ready) $(oasdiff_ready) $(corpus_ready) ## Time of comparing GitHub's document with an edited copy, beside oasdiff
	@$(py) -m benchmarks.diff --write

.PHONY: bench-sdk
bench-sdk: setup $(corpus_ready) ## What a large SDK costs its users: import, type checker, size, beside a peer
	@$(py) -m pip download --quiet --no-deps --dest .cache/wheels $(peer_wheels)
	@$(py) benchmarks/big_sdk.py --write
	@$(py) benchmarks/cli_start.py --write
	@$(py) benchmarks/agents_start.py --write

.PHONY: bench-decoding
bench-decoding: $(python_ready) ## Reading 1,000 objects of 16 fields, beside pydantic and the parser alone
	@$(py) benchmarks/decoding.py

.PHONY: bench-peers
bench-peers: $(corpus_ready) ## SDKs that people use, each in an environment of its own, beside ours; docs/benchmarks.md (needs the Python index)
	@$(py) -m benchmarks.peers --write $(BENCH_FLAGS)

.PHONY: real-servers
real-servers: $(python_ready) ## Servers from the Python index, used through SDKs made from their documents (SERVERS="prefect")
	@$(py) -m tests.real_servers $(SERVERS)

.PHONY: bench-server
bench-server: $(python_ready) ## Requests on SQLite and PostgreSQL, streams across restarts (needs wrk and PostgreSQL)
	@$(py) -m benchmarks.server --write $(BENCH_FLAGS)

.PHONY: bench-history
bench-history: $(python_ready) ## What ten million usage events cost those who record and ask (needs PostgreSQL)
	@$(py) -m benchmarks.server history --write $(BENCH_FLAGS)

.PHONY: siege
siege: $(python_ready) ## Ten rounds of 10,000 deliveries while servers and workers are killed (part: SIEGE_FLAGS="--rounds 1")
	@$(py) -m benchmarks.server siege --write $(SIEGE_FLAGS)

.PHONY: release-examples
release-examples: setup $(corpus_ready) ## Ten real changes of public APIs, each rehearsed as a release; docs/release-examples.md
	@$(py) -m benchmarks.release_examples --write $(EXAMPLES_FLAGS)

.PHONY: adopt-check
adopt-check: setup ## A new repository for any document, cloned, generated, tested, checked, rehearsed (SPEC=openapi.yaml)
	@TRUELINE_ADOPT_SPEC="$(SPEC)" $(py) -m pytest -v --durations=0 tests/adopt/test_fresh_clone.py

##@ Upkeep

.PHONY: release-page
release-page: ## Make the page of the release $TAG on GitHub, of notes and files in dist (needs gh; the workflow does it)
	@gh release view "$$TAG" >dist/page.txt 2>&1 || gh release create "$$TAG" --draft --verify-tag --title "$$TAG" --notes-file dist/notes/*.md
	@gh release upload "$$TAG" --clobber dist/*.whl dist/*.tar.gz
	@gh release edit "$$TAG" --draft=false

.PHONY: lock
ifneq ($(origin KNOWN_PIP_INDEX),environment)
lock: $(python_ready) ## Re-lock requirements/*.txt (take the newest of all: make lock LOCK_FLAGS=--upgrade)
	@KNOWN_PIP_INDEX=$$($(uv) pip-index) $(MAKE) --no-print-directory lock
else
lock: $(python_ready)
	@printf 'uv\n' | $(compile) --python-version 3.11 --output-file requirements/bootstrap.txt -
	@$(compile) --python-version 3.11 --extra release --group dev --output-file requirements/dev.txt pyproject.toml
	@$(compile) --python-version 3.10 --output-file requirements/sdk.txt requirements/sdk.in
	@$(compile) --python-version 3.10 --output-file requirements/sdk-cli.txt requirements/sdk-cli.in
	@$(compile) --python-version 3.11 --output-file requirements/peers.txt requirements/peers.in
	@$(compile) --python-version 3.11 --output-file requirements/migrate.txt requirements/migrate.in
	@$(compile) --python-version 3.11 --output-file requirements/frameworks.txt requirements/frameworks.in
	@$(compile) --python-version 3.11 --output-file requirements/wire.txt requirements/wire.in
	@$(compile) --python-version 3.11 --output-file src/trueline/release/rehearsal/devpi.txt requirements/devpi.in
	@$(compile) --python-version 3.11 --extra release --constraint requirements/dev.txt --output-file $(adopted)/dev.txt pyproject.toml requirements/adopt.in
	@$(compile) --python-version 3.11 --constraint $(adopted)/dev.txt --output-file $(adopted)/stainless.txt requirements/migrate.in
	@cp requirements/bootstrap.txt $(adopted)/bootstrap.txt
endif

.PHONY: clean
clean: ## Remove everything that make can make again, the environment too
	@rm -rf .venv node_modules .cache .release build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

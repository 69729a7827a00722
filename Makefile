# Two commands are enough for a newcomer: `make up` and `make test`. Each does all of its own set-up.
STACK ?= dev
BASE ?= main
# A surge is asked of prod, unless STACK says otherwise.
SURGE_STACK := $(if $(filter file,$(origin STACK)),prod,$(STACK))
# Everything runs with a Node.js that is new enough: the machine's, or one from the npm registry.
WITH_NODE := runtime/with-node.sh
BREAKWATER := $(WITH_NODE) node bin/breakwater.cjs
APP := $(WITH_NODE) node --require tsx/cjs app/dev/background.ts
# Dependencies are installed when the lockfile is newer than the last installation.
DEPS := node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help up down status plan policy cost surge preview doctor bootstrap push test test-unit test-controlplane bench bench-app bench-fidelity lint format clean

help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[36mmake %-18s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  STACK=dev|prod chooses the environment (now: $(STACK))."

up: $(DEPS) ## Bring the platform up on a real Kubernetes control plane on this machine
	@$(BREAKWATER) up --stack $(STACK)
	@$(APP) start

down: $(DEPS) ## Stop it and remove its state
	@$(APP) stop
	@$(BREAKWATER) down --stack $(STACK)

status: $(DEPS) ## Show pools, nodes and pods of what is up
	@$(BREAKWATER) status --stack $(STACK)

plan: $(DEPS) ## Print what the program declares, without any cloud
	@$(BREAKWATER) plan --stack $(STACK)

policy: $(DEPS) ## Judge a stack by the policy pack
	@$(BREAKWATER) policy --stack $(STACK)

cost: $(DEPS) ## Say what a stack costs: an idle, a typical and a surge month
	@$(BREAKWATER) cost --stack $(STACK)

surge: $(DEPS) ## Simulate the sale day against prod (or STACK=dev) and write a page for your boss to surge/
	@$(BREAKWATER) surge --stack $(SURGE_STACK) --compare fixed,cpu --out surge $(ARGS)

preview: $(DEPS) ## Say what the working tree changes, as the comment of a pull request (BASE=main)
	@$(BREAKWATER) diff $(BASE) --format markdown $(if $(POLICY_CONFIG),--policy-config "$(POLICY_CONFIG)")

doctor: $(DEPS) ## Say what this machine or the Azure subscription lacks, and what mends it
	@$(BREAKWATER) doctor --stack $(STACK)

bootstrap: ## Make the place where Pulumi keeps its state, and the key that encrypts secrets
	@scripts/bootstrap.sh --stack $(STACK)

push: ## Build the app's image, push it and pin its digest in the stack
	@scripts/push.sh --stack $(STACK)

test: $(DEPS) ## Lint, types, unit tests, then the tests on the real control plane
	@$(WITH_NODE) node tests/run-all.mjs $(STAGES)

test-unit: $(DEPS) ## The fast tests only
	@$(WITH_NODE) node tests/run-all.mjs unit app-unit

test-controlplane: $(DEPS) ## The tests on the real control plane only
	@$(WITH_NODE) node tests/run-all.mjs controlplane

bench: $(DEPS) ## Measure the figures that docs/performance.md states
	@$(WITH_NODE) npx tsx bench/index.ts

bench-app: $(DEPS) ## Measure the app beside its peers (ARGS="--quick" for two minutes)
	@$(WITH_NODE) npx tsx app/bench/index.ts $(ARGS)

bench-fidelity: $(DEPS) ## Hold the simulated autoscalers against the twin's real ones, for ten minutes (ARGS="--minutes 20")
	@$(WITH_NODE) npx tsx bench/fidelity/index.ts $(ARGS)

lint: $(DEPS) ## Check lint, workflows, format and types
	@$(WITH_NODE) node tests/run-all.mjs lint workflows format types app-types page-types

format: $(DEPS) ## Mend lint and format where a tool can
	@$(WITH_NODE) npx eslint --fix . ; $(WITH_NODE) npx prettier --write .

clean: down ## Also remove the installed packages and the built control plane
	@rm -rf node_modules .breakwater "$${BREAKWATER_CACHE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/breakwater}"

$(DEPS): package.json package-lock.json app/package.json $(wildcard packages/*/package.json)
	@echo "Installing packages (about a minute the first time) …" >&2
	@$(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error >&2
	@touch $(DEPS)

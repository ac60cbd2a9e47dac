# Everything a developer does here, one line each: `make help`.

MODULES := connector fakehubspot fakesesam e2e
GO      := go
TAGS    := -tags nomsgpack
TOOL     = GOWORK=off $(GO) tool -modfile=$(CURDIR)/tools/go.mod
FUZZTIME ?= 10s

.DEFAULT_GOAL := help
.PHONY: help demo up down test e2e converge mutants bench fuzz lint images tidy

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## the whole road on this machine, without Docker (ONCE=1: end after the story)
	@echo "Building the demo; the first time this downloads modules and takes a minute or two."
	@$(GO) run $(TAGS) ./e2e/cmd/demo $(if $(ONCE),--once)

up: ## the same in containers, with docker compose
	@.ci/golang-image
	.ci/compose up --build

down: ## stop the containers and forget their data
	.ci/compose down --volumes

test: ## all tests with the race detector, in processes and in containers
	.ci/test -race $(TAGS) -timeout 40m work

e2e: ## only the end-to-end scenarios, verbosely
	.ci/test -race $(TAGS) -timeout 40m -v ./e2e/scenarios ./e2e/compose

converge: ## play N random histories against the promise (default 10000)
	$(GO) test $(TAGS) -count=1 -timeout 0 ./e2e/convergence -run TestConvergence -rapid.checks=$(or $(N),10000)

mutants: ## break the connector on purpose and see the convergence proof fail
	$(GO) test -tags nomsgpack,mutants -count=1 -timeout 60m -v ./e2e/mutants

bench: ## measure against the budgets; prints a table, writes bench.json
	$(GO) run $(TAGS) ./e2e/cmd/bench --out bench.json

fuzz: ## run every fuzz target for FUZZTIME (default 10s) each
	@.ci/fuzz $(FUZZTIME)

lint: ## formatting, vet and the linters, in every module
	@for module in $(MODULES); do echo "lint $$module"; (cd $$module && $(TOOL) golangci-lint run ./...) || exit 1; done

images: ## build the three container images
	@.ci/images

tidy: ## tidy every go.mod
	@for module in $(MODULES); do (cd $$module && GOWORK=off $(GO) mod tidy) || exit 1; done

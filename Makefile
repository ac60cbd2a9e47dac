# Everything a developer does here, one line each: see `make help`.

MODULES := connector fakehubspot fakesesam e2e examples/hubspot-go examples/sesam-go
GO      := go
TAGS    := -tags nomsgpack
TOOL     = GOWORK=off $(GO) tool -modfile=$(CURDIR)/tools/go.mod
FUZZTIME ?= 10s

.DEFAULT_GOAL := help
.PHONY: help demo up down check test e2e converge chaos mutants bench figures fuzz screenshots lint vulnerabilities licences images release tidy

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## run all three programs on this machine, without Docker (ONCE=1: stop after the walkthrough)
	@echo "Building the demo; the first time this downloads modules and takes a minute or two."
	@$(GO) build $(TAGS) -o .cache/demo ./e2e/cmd/demo
	@exec .cache/demo $(if $(ONCE),--once) # go run would call Ctrl-C an error

up: ## run all three programs in containers, with Docker Compose
	@.ci/golang-image
	@.ci/compose build
	@echo "When the containers are healthy, open http://localhost:$${FAKESESAM_PORT:-9042} (Sesam) or http://localhost:$${FAKEHUBSPOT_PORT:-8080} (HubSpot), and take the guided tour."
	@echo "What the ERP sends gets to HubSpot at once; this person becomes a contact:"
	@echo "  curl -d '[{\"_id\":\"erp:ida\",\"email\":\"ida@example.com\",\"firstname\":\"Ida\"}]' http://localhost:$${FAKESESAM_PORT:-9042}/api/receivers/erp-persons-collect/entities"
	.ci/compose up

down: ## stop the containers and delete their data
	.ci/compose down --volumes

check: ## unit tests and lint of what has changed, without containers
	@$(GO) run $(TAGS) ./e2e/cmd/check

test: ## run all tests with the race detector, as processes and in containers
	.ci/test -race $(TAGS) -timeout 40m work

e2e: ## run only the end-to-end scenarios, with verbose output
	.ci/test -race $(TAGS) -timeout 40m -v ./e2e/scenarios ./e2e/compose

converge: ## run the convergence proofs, of reading and of writing, on N random histories (default 10000)
	$(GO) test $(TAGS) -count=1 -timeout 0 ./e2e/convergence ./e2e/writing -run 'TestConvergence|TestLinksConverge' -rapid.checks=$(or $(N),10000)

chaos: ## kill, cut off and starve the containers for MINUTES (default 2), by the plan of a SEED (default: drawn)
	@.ci/golang-image
	CHAOS_MINUTES=$(MINUTES) CHAOS_SEED=$(SEED) $(GO) test $(TAGS) -count=1 -timeout 0 -v -run '^TestChaos$$' ./e2e/chaos

mutants: ## break the connector on purpose; a convergence proof must fail each time
	$(GO) test -tags nomsgpack,mutants -count=1 -timeout 60m -v ./e2e/mutants

bench: ## measure against the budgets; prints a table and writes bench.json
	$(GO) run $(TAGS) ./e2e/cmd/bench --out bench.json

figures: ## take the results in bench.json, of a whole bench, over into the documents
	$(GO) test $(TAGS) -count=1 -run '^TestFiguresAreThoseOfTheLastBench$$' ./e2e/house -update -bench-results=$(CURDIR)/bench.json

fuzz: ## run every fuzz target for FUZZTIME (default 10s) each
	@.ci/fuzz $(FUZZTIME)

screenshots: ## take the pictures of the web pages that the README shows, and draw the dashboard; needs Chromium
	SCREENSHOTS=$(CURDIR)/docs/pictures $(GO) test $(TAGS) -count=1 -run '^(TestScreenshots|TestPictureOfTheDashboard)$$' ./e2e/pages ./e2e/monitoring

lint: ## check formatting, run the linters in every module, and check workflows, scripts, house rules and mutants
	@for module in $(MODULES); do echo "lint $$module"; (cd $$module && $(TOOL) golangci-lint run --allow-serial-runners ./...) || exit 1; done
	@echo "lint workflows"; cd tools/release && GOWORK=off $(GO) tool actionlint ../../.github/workflows/*.yml
	@echo "lint scripts"; .ci/scripts
	@$(GO) test $(TAGS) -count=1 ./e2e/house
	@$(GO) test -tags nomsgpack,mutants -count=1 -run '^TestEveryMutantFits$$' ./e2e/mutants

vulnerabilities: ## look for known vulnerabilities; needs the network
	@.ci/vulnerabilities

licences: ## list the licences of all dependencies in docs/licences.md
	$(GO) test $(TAGS) -count=1 -run '^TestLicences$$' ./e2e/house -update

images: ## build the three container images
	@.ci/images

release: ## make what a release offers for download, in dist/, from the working tree as it is
	@.ci/release --rehearsal

tidy: ## run go mod tidy in every module
	@for module in $(MODULES); do (cd $$module && GOWORK=off $(GO) mod tidy) || exit 1; done

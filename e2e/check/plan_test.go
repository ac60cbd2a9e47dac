package check

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// A small workspace: connector's server imports hubspot, its root the server;
// a test of the scenarios and the code of the demo import the connector.
var workspace = []Package{
	{Path: "m/connector", Dir: "connector", Imports: []string{"m/connector/internal/server"}, Tested: true},
	{Path: "m/connector/internal/hubspot", Dir: "connector/internal/hubspot", TestImports: []string{"m/connector/internal/logtest"}, Tested: true},
	{Path: "m/connector/internal/logtest", Dir: "connector/internal/logtest"},
	{Path: "m/connector/internal/server", Dir: "connector/internal/server", Imports: []string{"m/connector/internal/hubspot"}, Tested: true},
	{Path: "m/fakesesam", Dir: "fakesesam", Tested: true},
	{Path: "m/e2e/demo", Dir: "e2e/demo", Imports: []string{"m/connector"}, Tested: true},
	{Path: "m/e2e/house", Dir: "e2e/house", Tested: true},
	{Path: "x/rates", Dir: "examples/rates", TestImports: []string{"m/fakesesam"}, Tested: true},
	{Path: "m/e2e/scenarios", Dir: "e2e/scenarios", TestImports: []string{"m/connector"}, Tested: true},
}

func TestPlanFor(t *testing.T) {
	for _, c := range []struct{ files, test, vet, lint string }{
		{"", "", "", ""},
		{
			"connector/internal/server/routes.go",
			"connector connector/internal/server e2e/house", "e2e/demo e2e/scenarios", "connector/internal/server",
		},
		{
			"connector/internal/hubspot/list.go",
			"connector connector/internal/hubspot connector/internal/server e2e/house", "e2e/demo e2e/scenarios", "connector/internal/hubspot",
		},
		{ // tests that import it, but not what imports those
			"connector/internal/logtest/buffer.go",
			"connector/internal/hubspot e2e/house", "connector/internal/logtest", "connector/internal/logtest",
		},
		{ // deleted, or in a directory without a package
			"connector/internal/hubspot/testdata/fuzz/x connector/internal/gone/gone.go",
			"connector connector/internal/hubspot connector/internal/server e2e/house", "e2e/demo e2e/scenarios", "connector",
		},
		{"fakesesam/docs/dtl.md", "e2e/house examples/rates fakesesam", "", ""},
		{"examples/rates/sesam/pipes/rates.conf.json", "e2e/house examples/rates", "", ""},
		{"examples/rates/bank.go", "e2e/house examples/rates", "", "examples/rates"},
		{"examples/rates/go.mod", "e2e/house examples/rates", "", "examples/rates"},
		{"e2e/demo/story.go", "e2e/demo e2e/house", "", "e2e/demo"},
		{"e2e/scenarios/errors_test.go", "e2e/house", "e2e/scenarios", "e2e/scenarios"},
		{"README.md Makefile docs/licences.md", "e2e/house", "", ""},
		{"fakesesam/go.mod", "e2e/house examples/rates fakesesam", "", "fakesesam"},
		{"connector/go.sum", "connector connector/internal/hubspot connector/internal/server e2e/house", "connector/internal/logtest e2e/demo e2e/scenarios", ""},
	} {
		plan := PlanFor(strings.Fields(c.files), workspace)
		slices.Sort(plan.Test)
		slices.Sort(plan.Vet)
		lint := slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(plan.Lint))...)))
		for what, got := range map[string][2]string{
			"tests": {strings.Join(plan.Test, " "), c.test},
			"vets":  {strings.Join(plan.Vet, " "), c.vet},
			"lints": {strings.Join(lint, " "), c.lint},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s %q, want %q", c.files, what, got[0], got[1])
			}
		}
	}
}

func TestLintRulesAffectEveryPackage(t *testing.T) {
	for _, file := range []string{".golangci.yml", "tools/go.mod"} {
		plan := PlanFor([]string{file}, workspace)
		linted := 0
		for _, dirs := range plan.Lint {
			linted += len(dirs)
		}
		if linted != len(workspace) {
			t.Errorf("%s: %d packages to lint, want all %d", file, linted, len(workspace))
		}
	}
}

func TestMutantsAreFittedForTheConnectorAndForThemselves(t *testing.T) {
	for file, want := range map[string]bool{
		"connector/internal/server/routes.go": true,
		"e2e/mutants/mutants_test.go":         true,
		"fakesesam/node.go":                   false,
	} {
		if got := PlanFor([]string{file}, workspace).Mutants; got != want {
			t.Errorf("%s: mutants to fit: %v, want %v", file, got, want)
		}
	}
}

func TestStepsOfAPlan(t *testing.T) {
	plan := Plan{Test: []string{"connector"}, Vet: []string{"e2e/demo", "e2e/stack"}, Mutants: true, Lint: map[string][]string{"connector": {"connector", "connector/internal/server"}}}
	var got []string
	for _, s := range plan.steps("/r") {
		got = append(got, s.what+": "+strings.Join(s.run, " "))
	}
	want := []string{
		"2 packages to vet: go vet -tags nomsgpack,mutants ./e2e/demo ./e2e/stack",
		"1 package to test: go test -short -tags nomsgpack ./connector",
		"mutants to fit: go test -tags nomsgpack,mutants -run ^TestEveryMutantFits$ -count=1 ./e2e/mutants",
		"2 packages of connector to lint: go tool -modfile=/r/tools/go.mod golangci-lint run --allow-serial-runners ./ ./internal/server",
	}
	if !slices.Equal(got, want) {
		t.Errorf("steps are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

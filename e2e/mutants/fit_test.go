//go:build mutants

package mutants

import (
	"os/exec"
	"slices"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Each edit still applies and each mutant still compiles. This takes seconds,
// so `make lint` runs it: a change of the connector cannot leave a mutant behind.
func TestEveryMutantFits(t *testing.T) {
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range slices.Concat(mutants, writingMutants, linkMutants) {
		t.Run(m.name, func(t *testing.T) {
			build := exec.CommandContext(t.Context(), "go", "build", "-tags", "nomsgpack", "-overlay", m.overlay(t, root), "./connector")
			build.Dir = root
			if output, err := build.CombinedOutput(); err != nil {
				t.Errorf("the mutant does not compile: %v\n%s", err, output)
			}
		})
	}
}

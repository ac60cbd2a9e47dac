// Package examples runs the tests of the examples in Python, on the images of
// the fakes.
package examples

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/containers"
)

func TestPython(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	containers.Require(ctx, t)
	python, err := exec.LookPath("python3")
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("CI is set, but there is no python3 in the path: %v", err)
	default:
		t.Skipf("EXAMPLES IN PYTHON NOT TESTED: %v", err)
	}
	if err := new(containers.Driver).Build(ctx); err != nil {
		t.Fatal(err)
	}
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	for example, image := range map[string]string{
		"hubspot-python": "FAKEHUBSPOT_IMAGE=" + containers.Image("fakehubspot"),
		"sesam-python":   "FAKESESAM_IMAGE=" + containers.Image("fakesesam"),
	} {
		t.Run(example, func(t *testing.T) {
			tests := exec.CommandContext(ctx, python, "-B", "-m", "unittest", "--verbose")
			tests.Dir = filepath.Join(root, "examples", example)
			tests.Env = append(os.Environ(), image)
			if output, err := tests.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

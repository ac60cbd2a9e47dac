package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// prefix is what the paths of the four modules have in common.
const prefix = "github.com/hubspot-to-sesam/testbed/"

// modules are the directories of the workspace's modules whose paths begin with
// prefix: all but the examples.
var modules = []string{"connector", "fakehubspot", "fakesesam", "e2e"}

// pkg is a package as `go list` describes it.
type pkg struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// tests returns what only the package's tests import.
func (p pkg) tests() []string { return slices.Concat(p.TestImports, p.XTestImports) }

func root(t *testing.T) string {
	t.Helper()
	dir, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// packages returns every package of the four modules.
func packages(t *testing.T) []pkg {
	t.Helper()
	args := []string{"list", "-tags", "nomsgpack,mutants", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports"}
	for _, module := range modules {
		args = append(args, prefix+module+"/...")
	}
	all := list[pkg](t, root(t), nil, args...)
	if len(all) < 40 {
		t.Fatalf("go list found %d packages, want those of all modules", len(all))
	}
	return all
}

// list runs the go command and decodes the JSON values it prints.
func list[T any](t *testing.T, dir string, environment []string, args ...string) []T {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", args...)
	command.Dir = dir
	command.Env = append(command.Environ(), environment...)
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, &stderr)
	}
	var all []T
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var one T
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("go %v: %v", args, err)
		}
		all = append(all, one)
	}
}

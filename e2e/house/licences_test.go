package house

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/licences.md instead of comparing it")

// dependency is a module that is compiled into a program.
type dependency struct {
	Path, Version, Dir string
}

// TestLicences lists what is compiled into the three programs, and holds
// docs/licences.md to it.
func TestLicences(t *testing.T) {
	programs := map[dependency][]string{}
	for _, program := range modules[:3] {
		for _, d := range compiledIn(t, program) {
			programs[d] = append(programs[d], program)
		}
	}
	var page strings.Builder
	page.WriteString(licencesHead)
	for _, d := range slices.SortedFunc(maps.Keys(programs), func(a, b dependency) int {
		return strings.Compare(a.Path+" "+a.Version, b.Path+" "+b.Version)
	}) {
		licences := licencesIn(t, d.Dir)
		if len(licences) == 0 {
			t.Errorf("%s has no licence file", d.Path)
		}
		for _, licence := range licences {
			if !slices.Contains(allowedLicences, licence) {
				t.Errorf("the licence of %s is %s, want one of %v", d.Path, licence, allowedLicences)
			}
		}
		fmt.Fprintf(&page, "| `%s` | %s | %s | %s |\n", d.Path, d.Version, strings.Join(licences, ", "), strings.Join(programs[d], ", "))
	}
	file := filepath.Join(root(t), "docs", "licences.md")
	if *update {
		if err := os.WriteFile(file, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if read(t, file) != page.String() {
		t.Error("docs/licences.md is out of date; run `make licences`")
	}
}

// licencesHead opens docs/licences.md. Go's own library, part of every
// program, is no module of the module cache.
const licencesHead = "# Licences of what the programs contain\n\n" +
	"Every module that is compiled into one of the three programs, and the licence it is under. The Go standard library\n" +
	"(BSD-3-Clause) is part of each. `make licences` writes this page; a test fails when it is out of date, or when a licence\n" +
	"is not one of those that e2e/house/licence_test.go allows.\n\n" +
	"| module | version | licence | part of |\n|---|---|---|---|\n"

// compiledIn returns the modules that a program's image contains code of.
func compiledIn(t *testing.T, program string) []dependency {
	t.Helper()
	type compiled struct {
		Standard bool
		Module   *struct {
			dependency
			Main bool
		}
	}
	// As in the Dockerfile: the module by itself, for Linux, without cgo.
	environment := []string{"GOWORK=off", "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"}
	found := map[dependency]bool{}
	for _, p := range list[compiled](t, filepath.Join(root(t), program), environment,
		"list", "-deps", "-tags", "nomsgpack", "-json=Standard,Module", "./cmd/"+program) {
		if p.Module != nil && !p.Module.Main {
			found[p.Module.dependency] = true
		}
	}
	if len(found) < 5 {
		t.Fatalf("go list found %d modules in %s, which is too few to be true", len(found), program)
	}
	return slices.Collect(maps.Keys(found))
}

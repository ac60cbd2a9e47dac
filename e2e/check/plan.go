package check

import (
	"path"
	"slices"
	"strings"
)

// Plan is what a change makes worth running. Packages are directories relative
// to the repository's root.
type Plan struct {
	// Test are the packages whose tests can be affected.
	Test []string
	// Vet are affected packages whose tests are left to `make test`; they must
	// still compile.
	Vet []string
	// Lint are the packages to lint, by module.
	Lint map[string][]string
	// Mutants reports whether the mutants must be fitted again.
	Mutants bool
}

// house holds the rules of the repository; its tests read files of every kind.
const house = "e2e/house"

// untested are the packages whose tests need containers or many minutes.
var untested = []string{"e2e/scenarios", "e2e/compose", "e2e/examples", "e2e/mutants", "e2e/stack/containers"}

// PlanFor decides what to run after a change of these files.
//
// A package is affected by a change of its own files, of what it imports, and
// its tests by what they import. The tests of e2e, which take the three
// programs through many minutes, are run for changes of e2e only.
func PlanFor(files []string, packages []Package) Plan {
	plan := Plan{Lint: map[string][]string{}}
	byDir := map[string]Package{}
	for _, p := range packages {
		byDir[p.Dir] = p
	}
	changed := map[string]bool{} // import paths
	for _, file := range files {
		plan.Mutants = plan.Mutants || strings.HasPrefix(file, "connector/") || strings.HasPrefix(file, "e2e/mutants/")
		for _, p := range touched(file, packages, byDir) {
			changed[p.Path] = true
			if lint := plan.Lint[p.Module()]; !slices.Contains(lint, p.Dir) && relints(file) {
				plan.Lint[p.Module()] = append(lint, p.Dir)
			}
		}
	}
	affected, affectedInE2E := spread(changed, packages), spread(changedIn("e2e", changed, packages), packages)
	for _, p := range packages {
		reached := affected
		if p.Module() == "e2e" {
			reached = affectedInE2E
		}
		switch {
		case len(files) > 0 && p.Dir == house:
			plan.Test = append(plan.Test, p.Dir)
		case reaches(reached, p) && p.Tested && !slices.Contains(untested, p.Dir):
			plan.Test = append(plan.Test, p.Dir)
		case reaches(affected, p):
			plan.Vet = append(plan.Vet, p.Dir)
		}
	}
	return plan
}

// touched returns the packages that a file belongs to.
func touched(file string, packages []Package, byDir map[string]Package) []Package {
	var all []Package
	switch dir, name := path.Split(file); {
	case name == "go.work" || name == "go.work.sum" || name == ".golangci.yml" || dir == "tools/":
		all = packages
	case name == "go.mod" || name == "go.sum":
		for _, p := range packages {
			if p.Module()+"/" == dir {
				all = append(all, p)
			}
		}
	default:
		if p, found := owner(byDir, file); found {
			all = append(all, p)
		}
	}
	return all
}

// relints reports whether a linter can judge a package differently after this
// file has changed.
func relints(file string) bool {
	return path.Ext(file) == ".go" || path.Base(file) == "go.mod" || file == ".golangci.yml" || strings.HasPrefix(file, "tools/")
}

// spread returns the import paths given and those of the packages that import
// them, directly or not.
func spread(changed map[string]bool, packages []Package) map[string]bool {
	affected := map[string]bool{}
	for importPath := range changed {
		affected[importPath] = true
	}
	for grown := true; grown; {
		grown = false
		for _, p := range packages {
			if !affected[p.Path] && slices.ContainsFunc(p.Imports, func(i string) bool { return affected[i] }) {
				affected[p.Path], grown = true, true
			}
		}
	}
	return affected
}

// reaches reports whether the package or its tests are affected.
func reaches(affected map[string]bool, p Package) bool {
	return affected[p.Path] || slices.ContainsFunc(p.TestImports, func(i string) bool { return affected[i] })
}

func changedIn(module string, changed map[string]bool, packages []Package) map[string]bool {
	some := map[string]bool{}
	for _, p := range packages {
		if changed[p.Path] && p.Module() == module {
			some[p.Path] = true
		}
	}
	return some
}

package house

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// levels are the levels of a module's internal packages, the highest number
// lowest down.
type levels map[string]int

// upwards reports whether an import between two internal packages runs against
// their order. Packages without a level are free.
func (l levels) upwards(from, to string) bool {
	above, ranked := l[from]
	below, alsoRanked := l[to]
	return from != to && ranked && alsoRanked && above >= below
}

func TestInternalImportsRunInOneDirection(t *testing.T) {
	modules := internalLevels(t, read(t, filepath.Join(root(t), "CONTRIBUTING.md")))
	if len(modules) != 3 {
		t.Fatalf("CONTRIBUTING.md orders the internal packages of %d modules, want 3", len(modules))
	}
	seen := map[string]bool{}
	for _, p := range packages(t) {
		module, from := room(p.ImportPath)
		seen[module+" "+from] = true
		for _, imported := range p.Imports {
			if to, name := room(imported); to == module && modules[module].upwards(from, name) {
				t.Errorf("%s imports %s, against the order in CONTRIBUTING.md", p.ImportPath, imported)
			}
		}
	}
	for module, order := range modules {
		for name := range order {
			if !seen[module+" "+name] {
				t.Errorf("CONTRIBUTING.md orders %s/internal/%s, which does not exist", module, name)
			}
		}
	}
}

// room returns the module of an internal package, and its name below internal.
func room(path string) (module, name string) {
	module, below, _ := strings.Cut(strings.TrimPrefix(path, prefix), "/internal/")
	name, _, _ = strings.Cut(below, "/")
	return module, name
}

var (
	orderLine = regexp.MustCompile("(?m)^- `([a-z]+)`: (.*→.*)$")
	quoted    = regexp.MustCompile("`([a-z]+)`")
)

// internalLevels reads lines such as "- `m`: `a` → `b`, `c`".
func internalLevels(t *testing.T, text string) map[string]levels {
	t.Helper()
	modules := map[string]levels{}
	for _, line := range orderLine.FindAllStringSubmatch(text, -1) {
		order := levels{}
		for level, names := range strings.Split(line[2], "→") {
			for _, name := range quoted.FindAllStringSubmatch(names, -1) {
				order[name[1]] = level
			}
		}
		modules[line[1]] = order
	}
	return modules
}

func TestUpwards(t *testing.T) {
	order := internalLevels(t, "- `m`: `a` → `b`, `c` → `d`\n")["m"]
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"a", "b", false},
		{"a", "d", false},
		{"c", "d", false},
		{"b", "b", false},
		{"x", "a", false},
		{"a", "x", false},
		{"b", "a", true},
		{"d", "a", true},
		{"b", "c", true},
	} {
		if got := order.upwards(c.from, c.to); got != c.want {
			t.Errorf("%s imports %s: upwards is %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

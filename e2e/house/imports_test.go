// Package house holds the repository to the rules that CONTRIBUTING.md states:
// who may import whom, what a public package may look like, which licences
// come along.
package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestImports(t *testing.T) {
	allowed := siblings(t)
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if broken := broken(allowed, p.ImportPath, imported, false); broken != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, broken)
			}
		}
		for _, imported := range p.tests() {
			if broken := broken(allowed, p.ImportPath, imported, true); broken != "" {
				t.Errorf("a test of %s imports %s: %s", p.ImportPath, imported, broken)
			}
		}
	}
}

// onlyIn names modules outside the repository that some of ours must not
// depend on, not even indirectly, and the modules that may.
var onlyIn = map[string][]string{
	"github.com/testcontainers/":    {"e2e"},
	"github.com/moby/":              {"e2e"},
	"github.com/brianvoe/gofakeit/": {"fakehubspot", "e2e"},
	"github.com/chromedp/":          {"e2e"},
}

func TestModulesStayApart(t *testing.T) {
	for _, module := range modules {
		requirements := read(t, filepath.Join(root(t), module, "go.mod"))
		for dependency, allowed := range onlyIn {
			if strings.Contains(requirements, "\t"+dependency) && !slices.Contains(allowed, module) {
				t.Errorf("%s/go.mod requires %s…, which only %v may", module, dependency, allowed)
			}
		}
	}
}

// siblings reads the table in CONTRIBUTING.md: which of the modules each may import.
func siblings(t *testing.T) map[string][]string {
	t.Helper()
	row := regexp.MustCompile("(?m)^\\| `([a-z0-9]+)` \\|.*\\| ([^|]+) \\|$")
	allowed := map[string][]string{}
	for _, cells := range row.FindAllStringSubmatch(read(t, filepath.Join(root(t), "CONTRIBUTING.md")), -1) {
		switch module, may := cells[1], cells[2]; may {
		case "no sibling":
			allowed[module] = []string{}
		case "all three":
			allowed[module] = []string{"connector", "fakehubspot", "fakesesam"}
		case "–", "`fakehubspot`, `fakesesam`": // examples: see TestExamplesAreAStrangers
		default:
			t.Fatalf("CONTRIBUTING.md says %q of what %s may import, want %q or %q", may, module, "no sibling", "all three")
		}
	}
	for _, module := range modules {
		if _, known := allowed[module]; !known {
			t.Fatalf("the table in CONTRIBUTING.md has no row for %s", module)
		}
	}
	return allowed
}

// broken says which rule is broken when one package imports another; "" if none is.
func broken(allowed map[string][]string, from, to string, inTest bool) string {
	from, ours := strings.CutPrefix(from, prefix)
	to, theirs := strings.CutPrefix(to, prefix)
	if !ours || !theirs {
		return ""
	}
	fromModule, fromPart := split(from)
	toModule, toPart := split(to)
	switch {
	case fromModule != toModule && !slices.Contains(allowed[fromModule], toModule):
		return fromModule + " must not import " + toModule
	case inTest:
		return ""
	case isForTests(to) && !isForTests(from):
		return "only tests may import a package made for tests"
	case fromModule != toModule || fromModule == "e2e":
		return ""
	case fromPart == "cmd" && toPart == "internal":
		return "a command imports the module's public package only"
	case fromPart == "internal" && toPart != "internal":
		return "imports run one way, cmd → package → internal"
	case fromPart == "" && toPart == "cmd":
		return "imports run one way, cmd → package → internal"
	}
	return ""
}

// split returns the module of a package and the part of it that the package
// is in: "cmd", "internal", or "" for the public package.
func split(path string) (module, part string) {
	module, below, _ := strings.Cut(path, "/")
	part, _, _ = strings.Cut(below, "/")
	return module, part
}

// isForTests reports whether a package exists for tests, by its name.
func isForTests(path string) bool { return strings.HasSuffix(path, "test") }

func TestBrokenRulesAreFound(t *testing.T) {
	allowed := map[string][]string{"connector": {}, "fakesesam": {}, "e2e": {"connector", "fakesesam"}}
	for _, c := range []struct {
		from, to string
		inTest   bool
		rule     string
	}{
		{"connector/cmd/connector", "connector", false, ""},
		{"connector", "connector/internal/server", false, ""},
		{"connector/internal/server", "connector/internal/hubspot", false, ""},
		{"e2e/scenarios", "connector", false, ""},
		{"e2e/demo", "e2e/stack", false, ""},
		{"connector/cmd/connector", "connector/internal/logtest", true, ""},
		{"connector/internal/clock/clocktest", "connector/internal/clock", false, ""},

		{"connector", "fakesesam", false, "must not import"},
		{"connector", "fakesesam", true, "must not import"},
		{"connector", "e2e/stack", true, "must not import"},
		{"fakesesam/internal/node", "fakesesam", false, "one way"},
		{"fakesesam", "fakesesam/cmd/fakesesam", false, "one way"},
		{"connector/cmd/connector", "connector/internal/server", false, "public package only"},
		{"connector/internal/server", "connector/internal/logtest", false, "only tests"},
	} {
		got := broken(allowed, prefix+c.from, prefix+c.to, c.inTest)
		if (got == "") != (c.rule == "") || !strings.Contains(got, c.rule) {
			t.Errorf("%s imports %s (in a test: %v): %q, want %q", c.from, c.to, c.inTest, got, c.rule)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

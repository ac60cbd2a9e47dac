package dtl

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated part of docs/dtl.md")

const (
	docsFile  = "../../docs/dtl.md"
	docsBegin = "<!-- generated: go test ./internal/dtl -run TestDocs -update -->\n"
	docsEnd   = "<!-- end of the generated part -->\n"
)

// The tables in docs/dtl.md are generated from those in the code.
func TestDocs(t *testing.T) {
	t.Parallel()
	page := readFile(t, docsFile)
	head, rest, okBegin := strings.Cut(page, docsBegin)
	_, tail, okEnd := strings.Cut(rest, docsEnd)
	if !okBegin || !okEnd {
		t.Fatalf("%s has no marks around its generated part", docsFile)
	}
	want := head + docsBegin + tables() + docsEnd + tail
	if page == want {
		return
	}
	if !*update {
		t.Fatalf("%s is out of date; run: go test ./internal/dtl -run TestDocs -update", docsFile)
	}
	if err := os.WriteFile(docsFile, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func tables() string {
	var b strings.Builder
	group := ""
	for _, f := range append(transformFunctions(), expressionFunctions()...) {
		if f.Group != group {
			group = f.Group
			fmt.Fprintf(&b, "\n## %s\n\n| function | arguments | what it does |\n|---|---|---|\n", group)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Name, cell(f.Arguments), cell(f.Summary))
	}
	b.WriteString("\n## Not supported\n\nA real node has these functions too. A pipe that uses one here cannot run; the others can.\n")
	for _, kind := range []struct {
		title     string
		functions []absent
	}{{"transform function", unsupportedTransforms}, {"function that returns a value", unsupportedExpressions}} {
		fmt.Fprintf(&b, "\n| %s | why |\n|---|---|\n", kind.title)
		for _, f := range kind.functions {
			fmt.Fprintf(&b, "| `%s` | %s |\n", f.name, f.why)
		}
	}
	b.WriteString("\n## Where an example of the reference does not hold\n\nAll others in reach do; they are tests.\n\n")
	b.WriteString("| example | in the reference | here | why |\n|---|---|---|---|\n")
	for _, d := range differences {
		fmt.Fprintf(&b, "| `%s` | `%s` | `%s` | %s |\n", cell(d.call), cell(d.reference), cell(d.here), d.why)
	}
	b.WriteString("\n")
	return b.String()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

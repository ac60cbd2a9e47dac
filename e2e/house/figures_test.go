package house

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/figures"
)

var newResults = flag.String("bench-results", "", "with -update: results of a whole bench, which docs/bench.json is to have")

// What the documents say was measured are results of the last whole bench, and they quote all that they say of it.
func TestFiguresAreThoseOfTheLastBench(t *testing.T) {
	results := filepath.Join(root(t), "docs", "bench.json")
	from := results
	if *update && *newResults != "" {
		from = *newResults
	}
	text := read(t, from)
	record, err := figures.Parse([]byte(text))
	if err == nil {
		err = record.Check()
	}
	if err != nil {
		t.Fatalf("%s: %v", from, err)
	}
	pages := map[string]string{"docs/bench.json": text, "docs/bench.md": figures.Page(record, []byte(text))}
	for _, quote := range figures.Quotes {
		page, known := pages[quote.File]
		if !known {
			page = read(t, filepath.Join(root(t), quote.File))
		}
		if pages[quote.File], err = quote.Set(page, record); err != nil {
			t.Error(err)
		}
	}
	for _, section := range figures.Measured {
		for _, row := range figures.Unquoted(pages["docs/performance.md"], section, figures.Quotes) {
			t.Errorf("docs/performance.md: no result of the bench is behind %q: e2e/figures/quotes.go must say which", row)
		}
	}
	for file, want := range pages {
		path := filepath.Join(root(t), file)
		if *update && !t.Failed() {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s does not say what the bench has measured, %s; `make figures` takes the results in bench.json over", file, difference(string(got), want))
		}
	}
}

// difference is the first line that is not as it is wanted.
func difference(got, want string) string {
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i, line := range wantLines {
		if i >= len(gotLines) || gotLines[i] != line {
			return fmt.Sprintf("%q", line)
		}
	}
	return "which is less"
}

package figures

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/bench"
)

// whole is what a bench writes in which everything was measured and holds.
func whole(t *testing.T) string {
	t.Helper()
	var text bytes.Buffer
	report := bench.NewReport(io.Discard, &text)
	if err := report.Begin(bench.Origin{Commit: strings.Repeat("a", 40), Date: "2026-03-01", Go: "go1.26.7", Processors: 2}); err != nil {
		t.Fatal(err)
	}
	for _, measurement := range bench.Measurements() {
		if err := report.Add(bench.Result{Name: measurement.Name + ".ratio", Value: 0.5, Unit: "x", Note: "why"}); err != nil {
			t.Fatal(err)
		}
	}
	return text.String() + `{"name":"memory.peak","value":39,"unit":"MiB","budget":"<= 40","holds":true}` + "\n"
}

func TestWhatCanBeQuoted(t *testing.T) {
	for name, c := range map[string]struct{ old, changed, want string }{
		"a whole bench":                  {"", "", ""},
		"a file without its first line":  {`{"commit"`, `{"name"`, `line 1: json: unknown field "name"`},
		"changes that are not committed": {strings.Repeat("a", 40), strings.Repeat("a", 40) + "-dirty", "want a commit without changes"},
		"no processors":                  {`"processors":2`, `"processors":0`, "the first line must say"},
		"another shape":                  {`"unit":"MiB"`, `"in":"MiB"`, `unknown field "in"`},
		"not measured":                   {`"value":39`, `"value":null`, "memory.peak: "},
		"a quick measurement":            {`"holds":true}`, `"holds":null,"quick":true}`, "memory.peak: a quick measurement"},
		"a budget that does not hold":    {`39,"unit":"MiB","budget":"<= 40","holds":true`, `41,"unit":"MiB","budget":"<= 40","holds":false`, ""},
		"a verdict that is turned":       {`"budget":"<= 40","holds":true`, `"budget":"<= 40","holds":false`, "39 is not what was judged by <= 40"},
		"a value after it was judged":    {`"value":39`, `"value":41`, "41 is not what was judged by <= 40"},
		"a budget after it was judged":   {`<= 40`, `<= 30`, "39 is not what was judged by <= 30"},
		"a budget that says nothing":     {`<= 40`, `40`, "39 is not what was judged by 40"},
		"a measurement left out":         {`"push.ratio"`, `"memory.ratio2"`, "push: not measured"},
		"a machine that was busy":        {`"memory.peak","value":39`, `"push.machine","value":0.99`, "push.machine: the processors were busy all the time"},
		"a result twice":                 {`"push.ratio"`, `"memory.peak"`, "memory.peak: there are two results"},
	} {
		t.Run(name, func(t *testing.T) {
			text := whole(t)
			if !strings.Contains(text, c.old) {
				t.Fatalf("%s is not in\n%s", c.old, text)
			}
			record, err := Parse([]byte(strings.Replace(text, c.old, c.changed, 1)))
			if err == nil {
				err = record.Check()
			}
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestThePageHasEveryResult(t *testing.T) {
	text := whole(t)
	record, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	page := Page(record, []byte(text))
	if rows := strings.Count(page, "\n| `"); rows != len(record.Results) {
		t.Errorf("%d rows for %d results", rows, len(record.Results))
	}
	if want := "| `memory.peak` | 39 | MiB | <= 40 | yes |  |\n"; !strings.Contains(page, want) {
		t.Errorf("no %q in\n%s", want, page)
	}
	if !strings.Contains(page, "\nEvery budget holds.\n") {
		t.Errorf("a budget does not hold:\n%s", page)
	}
	broken, err := Parse([]byte(strings.Replace(text, `"holds":true`, `"holds":false`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if want := "\n**Budgets that do not hold:** `memory.peak`.\n"; !strings.Contains(Page(broken, nil), want) {
		t.Errorf("no %q", want)
	}
	if page == Page(record, []byte(text+" ")) {
		t.Error("another file has the same page")
	}
}

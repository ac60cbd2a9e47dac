package figures

import (
	"slices"
	"strings"
	"testing"
)

func results(all ...Result) *Record { return &Record{Results: all} }

func result(name string, value float64, unit, note string) Result {
	return Result{Name: name, Value: &value, Unit: unit, Note: note}
}

func TestFiguresAreSetWhereTheyAreQuoted(t *testing.T) {
	record := results(result("a.ratio", 0.987, "", "1 calls: 1 batch"), result("b.ratio", 0.5, "", ""))
	sentence := Quote{"page.md", "It is … of the bound.", []Figure{rounded("a.ratio", 2)}}
	rows := Quote{"page.md", "| x | ratio |\n|---|---|\n| a | … |\n| b | … |\n", []Figure{rounded("a.ratio", 2), rounded("b.ratio", 1)}}
	const head = "| x | ratio |\n|---|---|\n"
	for name, c := range map[string]struct {
		quote             Quote
		text, want, wrong string
	}{
		"as it is":        {sentence, "So. It is 0.99 of the bound. It", "So. It is 0.99 of the bound. It", ""},
		"another figure":  {sentence, "It is\n0.98 of the\nbound.", "It is\n0.99 of the\nbound.", ""},
		"another text":    {sentence, "It is 0.99 of a bound.", "", "page.md has it 0 times, want once"},
		"said twice":      {sentence, "It is 1 of the bound. It is 2 of the bound.", "", "page.md has it 2 times, want once"},
		"rows":            {rows, head + "| a | 1 |\n| b | 2 |\n\nText", head + "| a | 0.99 |\n| b | 0.5 |\n\nText", ""},
		"a row too many":  {rows, head + "| a | 1 |\n| b | 2 |\n| c | 3 |\n\n", "", "has it 0 times"},
		"a row between":   {rows, head + "| a | 1 |\n| c | 3 |\n| b | 2 |\n\n", "", "has it 0 times"},
		"a row too few":   {rows, head + "| a | 1 |\n\n", "", "has it 0 times"},
		"no such result":  {Quote{"page.md", "It is ….", []Figure{rounded("c.ratio", 2)}}, "It is 1.", "", "the bench has no result c.ratio"},
		"too few figures": {Quote{"page.md", "It is … or ….", sentence.Figures}, "It is 1 or 2.", "", "1 figures for 2 gaps"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.quote.Set(c.text, record)
			if c.wrong == "" && (err != nil || got != c.want) {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
			if c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("got %v, want %q", err, c.wrong)
			}
		})
	}
}

func TestRowsThatNobodyQuotes(t *testing.T) {
	quote := Quote{"page.md", "| a | … |\n", nil}
	const text = "# A\n\n## Measured\n\n| a | 1 |\n\ntext\n\n| new | 2 |\n\n## Other\n\n| free | 3 |\n"
	if got := Unquoted(text, "Measured", []Quote{quote}); !slices.Equal(got, []string{"| new | 2 |"}) {
		t.Errorf("%q", got)
	}
}

func TestFigures(t *testing.T) {
	record := results(
		result("limits.300ms", 0.98, "of the bound", "1667 of 1710 contacts/s; bound: the 17.1 calls/s that the plan leaves; 5.1 calls in flight on average"),
		result("limits.300ms-calls", 0.01, "calls/contact", "1014 calls: 1011 list, 3 other; 14 more than full pages take"),
		result("limits.300ms-memory", 19.2, "MiB", ""),
		result("limits.wide-memory", 31.7, "MiB", ""),
		result("limits.one-cursor", 0.19, "of the bound", "333 of 1710 contacts/s; bound: one call after the other, each 300ms"),
		result("push.x-writes", 0, "calls that write", "503 calls: 500 batch, 3 other"),
		result("python.x.time", 3.7, "of the connector's", "2.21 s; connector 0.59 s"),
		result("ties.peak-memory", 1.9, "GiB", ""),
	)
	refused := results(result("push.x-refused", 1, "answers 429", ""))
	if _, err := none("No")(refused); err == nil || !strings.Contains(err.Error(), "push.x-refused is not zero") {
		t.Errorf("a call was refused: %v", err)
	}
	record.Origin.Processors, record.Origin.Date, record.Origin.Commit, record.Origin.Go = 2, "2026-03-01", strings.Repeat("a", 40), "go1.26.7"
	for name, c := range map[string]struct {
		figure      Figure
		want, wrong string
	}{
		"in flight":            {inFlight("limits.300ms"), "5.1", ""},
		"one after the other":  {inFlight("limits.one-cursor"), "one", ""},
		"calls":                {calls("limits.300ms"), "1,014", ""},
		"calls beyond":         {beyond("limits.300ms"), "14", ""},
		"calls of a kind":      {kind("push.x", "batch"), "500", ""},
		"no calls of a kind":   {kind("push.x", "write"), "0", ""},
		"no push":              {kind("push.y", "write"), "", "no result push.y-writes"},
		"the most":             {atMost("MiB", memoryOf("limits")), "32", ""},
		"the most of others":   {atMost("MiB", memoryOf("limits", "limits.wide")), "20", ""},
		"the most of nothing":  {atMost("MiB", memoryOf("nothing")), "", "none of the results in MiB"},
		"another unit":         {atMost("MiB", only("ties.peak-memory")), "", "ties.peak-memory is in GiB, want MiB"},
		"beside the connector": {beside("", "s", "python.x.time").figures[1], "0.59", ""},
		"not in the note":      {beyond("python.x.time"), "", "no result python.x.time-calls"},
		"another note":         {inFlight("ties.peak-memory"), "", "does not say"},
		"no refusal":           {none("No"), "No", ""},
		"processors":           {processors, "two", ""},
		"the day":              {day("2 January 2006"), "1 March 2026", ""},
		"the commit":           {commit, "aaaaaaaaaa", ""},
		"Go":                   {goVersion, "1.26.7", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.figure(record)
			if got != c.want || c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("got %q, %v, want %q, %q", got, err, c.want, c.wrong)
			}
		})
	}
}

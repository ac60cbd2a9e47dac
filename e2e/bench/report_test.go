package bench

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestReportHasARowAndALineForEachResult(t *testing.T) {
	var table, lines bytes.Buffer
	report := NewReport(&table, &lines)
	for _, result := range []Result{
		{Name: "full-read.ratio", Value: 0.7654, Unit: "of the relay", Budget: atLeast(0.6)},
		{Name: "memory.peak", Value: 41.26, Unit: "MiB", Budget: atMost(40), Note: "why"},
		{Name: "full-read.relay", Value: 123456.7, Unit: "contacts/s"},
		{Name: "limits.ratio", Value: 1, Unit: "of the bound", Budget: atLeast(0.9), Quick: true},
		failed("image", errors.New("no room")),
	} {
		if err := report.Add(result); err != nil {
			t.Fatal(err)
		}
	}
	want := `
measurement                               value  unit                 budget     holds
full-read.ratio                           0.765  of the relay         >= 0.6     yes
memory.peak                                41.3  MiB                  <= 40      NO  (why)
full-read.relay                          123457  contacts/s                      -
limits.ratio                                  1  of the bound         >= 0.9     quick: not judged
image                                         -                                  NO  (could not be measured: no room)
`
	if got := "\n" + table.String(); got != want {
		t.Errorf("table:%s\nwant:%s", got, want)
	}
	if got := strings.Count(lines.String(), "\n"); got != 5 {
		t.Errorf("%d lines, want 5:\n%s", got, &lines)
	}
}

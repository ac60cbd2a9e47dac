package pump

import (
	"fmt"
	"strings"
	"testing"
)

// The entities before one that fails are written, wherever in a batch it is, and the log counts them. A chronological source
// continues after them.
func TestEntitiesBeforeAFailingOneAreWritten(t *testing.T) {
	for _, kind := range []string{"max", "chronological"} {
		for bad := range 8 {
			pipe := refusing(`"max_read_retries":0`)
			if kind == "chronological" {
				pipe = strings.Replace(pipe, `"supports_since":true`, `"supports_since":true,"is_chronological":true`, 1)
			}
			b := testBed(t, pipe)
			for i := range 8 {
				value := "1"
				if i == bad {
					value = "bad"
				}
				b.source.set(fmt.Sprintf("e%02d", i), value)
			}
			run := b.run(t, Normal)
			offset := ""
			if kind == "chronological" && bad > 0 {
				offset = stampOf(bad)
			}
			if run.Outcome != Failed || run.Changed != bad || run.WriteErrors != 1 || run.Offset != offset || len(b.content(t, "p")) != bad {
				t.Errorf("%s, %d fails: %+v %v", kind, bad, run, b.content(t, "p"))
			}
			log := b.eventTexts(t)
			end := string(log[len(log)-1])
			for _, want := range []string{fmt.Sprintf(`"entities_succeeded":%d,`, bad), `"entities_failed":1,`, fmt.Sprintf(`"changes_last_run":%d,`, bad), fmt.Sprintf(`"entities_last_run":%d,`, bad+1)} {
				if !strings.Contains(end, want) {
					t.Errorf("%s, %d fails: %s is not in %s", kind, bad, want, end)
				}
			}
			b.source.set(fmt.Sprintf("e%02d", bad), "2")
			b.completed(t, Normal)
			if got := b.content(t, "p"); len(got) != 8 {
				t.Errorf("%s, %d failed: afterwards %v", kind, bad, got)
			}
		}
	}
}

// Without single entities, the batch is not written, and not counted as written.
func TestBatchOfAFailingEntityIsNotCounted(t *testing.T) {
	b := testBed(t, refusing(`"fallback_to_single_entities_on_batch_fail":false`))
	fill(b, 5)
	b.source.set("e04", "bad")
	if run := b.run(t, Normal); run.Outcome != Failed || run.Changed != 3 || len(b.content(t, "p")) != 3 {
		t.Errorf("%+v", run)
	}
	log := b.eventTexts(t)
	if end := string(log[len(log)-1]); !strings.Contains(end, `"entities_succeeded":3,`) || !strings.Contains(end, `"entities_failed":1,`) {
		t.Error(end)
	}
}

package pump

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listed is a source that yields texts as they are.
type listed []string

func (s listed) Read(context.Context, *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, text := range s {
			if !yield([]byte(text), nil) {
				return
			}
		}
	}
}

// chronological returns a bed whose source claims to be chronological and yields texts, and the node's log.
func chronological(t *testing.T, more string, texts ...string) (*bed, *bytes.Buffer) {
	t.Helper()
	b := testBed(t, strings.Replace(simplePipe, `"supports_since":true`, `"supports_since":true,"is_chronological":true`+more, 1))
	var log bytes.Buffer
	b.pump.Source, b.pump.Log = listed(texts), slog.New(slog.NewTextHandler(&log, nil))
	return b, &log
}

// A source that is not chronological although its configuration says so loses entities: the node says so, once for each run.
func TestSourceOutOfOrder(t *testing.T) {
	b, log := chronological(t, "", `{"_id":"a","_updated":7}`, `{"_id":"hush","_updated":5}`, `{"_id":"c","_updated":6}`, `{"_id":"d","_updated":10}`, `{"_id":"e"}`)
	run := b.run(t, Normal)
	const want = `the source is not chronological, although is_chronological is true: 2 entities have a smaller _updated than an entity before; ` +
		`the first is "***" with 5 after 7. Entities may be lost: remove is_chronological, or let the source sort by _updated`
	if run.Outcome != Completed || run.Warning != want || !strings.Contains(run.Summary(), want) {
		t.Errorf("%+v", run)
	}
	if got := b.events(t); got != "pump-started source-not-chronological pump-completed" {
		t.Error(got)
	}
	var event map[string]any
	if err := json.Unmarshal(b.eventTexts(t)[1], &event); err != nil {
		t.Fatal(err)
	}
	first := map[string]any{"_id": "***", "_updated": "5", "after": "7"}
	if event["level"] != "warning" || event["message"] != want || event["count"] != 2.0 || event["event_time"] == nil || !cmp.Equal(event["first"], any(first)) {
		t.Error(event)
	}
	if strings.Count(log.String(), "level=WARN") != 1 || !strings.Contains(log.String(), "is not chronological") || !strings.Contains(log.String(), "pipe=p") {
		t.Error(log)
	}
	// It is said even if nothing changes, and of a run that fails.
	if again := b.run(t, Rescan); again.Changed != 0 || again.Warning != want || !again.Logged {
		t.Errorf("%+v", again)
	}
	b.pump.Source = listed{`{"_id":"a","_updated":"b"}`, `{"_id":"b","_updated":"a"}`, `{}`}
	if run := b.run(t, Rescan); run.Outcome != Failed || !strings.Contains(run.Warning, `1 entity has a smaller _updated than an entity before; the first is "b" with a after b`) {
		t.Errorf("%+v", run)
	}
}

// With pages, the next one begins after the last entity, so the warning names page_size too.
func TestPagesOutOfOrder(t *testing.T) {
	b, _ := chronological(t, `,"page_size":2`, `{"_id":"a","_updated":"2026-02-01"}`, `{"_id":"b","_updated":"2026-01-01"}`)
	if run := b.run(t, Normal); !strings.Contains(run.Warning, "remove is_chronological and page_size, or") {
		t.Errorf("%+v", run)
	}
}

// In order, also with equal times, there is no warning; neither is there for a source that does not claim any order.
func TestSourceInOrder(t *testing.T) {
	b, log := chronological(t, "", `{"_id":"a","_updated":9}`, `{"_id":"b","_updated":9}`, `{"_id":"c","_updated":10}`)
	if run := b.run(t, Normal); run.Warning != "" || b.events(t) != "pump-started pump-completed" || strings.Contains(log.String(), "WARN") {
		t.Errorf("%+v %s", run, log)
	}
	unordered := testBed(t, simplePipe)
	unordered.pump.Source = listed{`{"_id":"a","_updated":9}`, `{"_id":"b","_updated":8}`}
	if run := unordered.run(t, Normal); run.Warning != "" {
		t.Errorf("%+v", run)
	}
}

// _updated is a string or an integer; anything else is an error that says so, and does not quote it.
func TestUpdatedOfAnotherType(t *testing.T) {
	for updated, want := range map[string]string{
		"1.5": "the number 1.5", "1.0": "the number 1.0", "1e3": "the number 1e3", "true": "a boolean", `{"a":"hush"}`: "an object", `["hush"]`: "a list",
	} {
		for _, rules := range []string{`[["copy","*"]]`, `[["copy","*"],["if",["eq",1,2],["add","x",1]]]`} {
			b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":`+rules+`}}`))
			b.pump.Source = listed{`{"_id":"a","_updated":` + updated + `}`}
			if run := b.run(t, Normal); run.Outcome != Failed || !strings.HasSuffix(run.Error, "_updated must be a string or an integer, got "+want) {
				t.Errorf("%s: %+v", updated, run)
			}
		}
	}
}

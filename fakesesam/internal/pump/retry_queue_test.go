package pump

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// refusing is a pipe whose rules fail for every entity with the value "bad", and that queues such entities.
func refusing(pump string) string {
	return with(`"transform":{"type":"dtl","rules":{"default":[["if",["eq","_S.v","bad"],["fail!","bad value"]],["copy","*"]]}},"pump":{` + pump + `}`)
}

// accepting is the same pipe with rules that never fail.
func accepting(pump string) string { return with(`"pump":{` + pump + `}`) }

const patient = `"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":5`

// writeErrors returns the write errors of the log in short: ID, attempts and flags.
func (b *bed) writeErrors(t fatal) []string {
	t.Helper()
	var out []string
	q := dataset.Query{Since: -1, History: true, Deleted: true}
	for v, err := range b.store.Entities(context.Background(), LogName("p"), q) {
		if err != nil {
			t.Fatalf("%v", err)
		}
		var e struct {
			Type     string `json:"event_type"`
			Code     int    `json:"error_code"`
			Attempts int    `json:"retry_attempts"`
			Retry    bool   `json:"retryable"`
			Resolved bool   `json:"resolved"`
			Dead     bool   `json:"dead"`
			Entity   struct{ V string }
			By       *struct{ V string } `json:"resolved_entity"`
			Error    string              `json:"original_error_message"`
			Metrics  map[string]any
		}
		if err := json.Unmarshal(v.AppendJSON(nil), &e); err != nil {
			t.Fatalf("%v", err)
		}
		if e.Type != "write-error" {
			continue
		}
		if e.Code != 1 || e.Resolved != (e.Error == "") || e.Metrics["entities"] == nil {
			t.Fatalf("%+v", e)
		}
		word := fmt.Sprintf("%s=%s %d", strings.TrimPrefix(v.ID, "write-error:"), e.Entity.V, e.Attempts)
		for name, holds := range map[string]bool{" waits": e.Retry, " resolved": e.Resolved, " dead": e.Dead} {
			if holds {
				word += name
			}
		}
		if e.By != nil {
			word += " by " + e.By.V
		}
		out = append(out, word)
	}
	return out
}

func (b *bed) left(t fatal) (waiting, dead int) {
	t.Helper()
	s, err := b.pump.Status()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return s.Waiting, s.Dead
}

// An entity that fails is queued while the run continues, is retried by each run, and is written as soon as it can be.
func TestWhatCannotBeWrittenWaits(t *testing.T) {
	b := testBed(t, refusing(patient))
	fill(b, 5)
	b.source.set("e02", "bad")
	run := b.completed(t, Normal)
	if run.Processed != 5 || run.Changed != 4 || run.WriteErrors != 1 || run.Offset != stampOf(6) {
		t.Errorf("%+v", run)
	}
	run = b.completed(t, Normal) // nothing new, and yet it is logged
	if !run.Logged || run.Processed != 0 || run.WriteErrors != 0 {
		t.Errorf("%+v", run)
	}
	log := b.log(t)
	if got := b.events(t); got != "pump-started write-error pump-completed pump-started write-error pump-completed" {
		t.Fatal(got)
	}
	if first, second := log[2].Metrics.Entities, log[5].Metrics.Entities; first["write_errors_last_run"] != 1 || first["number_of_failed_retries_last_run"] != 0 ||
		second["write_errors_last_run"] != 0 || second["number_of_failed_retries_last_run"] != 1 {
		t.Errorf("%v\n%v", first, second)
	}
	if waiting, dead := b.left(t); waiting != 1 || dead != 0 {
		t.Errorf("%d wait, %d are dead", waiting, dead)
	}
	b.configure(t, accepting(patient))
	if run = b.completed(t, Normal); run.Changed != 1 || b.content(t, "p")["e02"] != "bad" {
		t.Errorf("%+v %v", run, b.content(t, "p"))
	}
	b.completed(t, Normal)
	if diff := cmp.Diff([]string{"e02=bad 0 waits", "e02=bad 1 waits", "e02=bad 1 resolved"}, b.writeErrors(t)); diff != "" {
		t.Error(diff)
	}
	if waiting, _ := b.left(t); waiting != 0 {
		t.Errorf("%d wait", waiting)
	}
}

// A newer version resolves a queued one, which is never written over it.
func TestNewerVersionResolves(t *testing.T) {
	b := testBed(t, refusing(patient))
	b.source.set("a", "bad")
	b.completed(t, Normal)
	b.source.set("a", "2")
	b.completed(t, Normal)
	b.configure(t, accepting(patient))
	b.completed(t, Normal)
	if got := b.content(t, "p")["a"]; got != "2" {
		t.Errorf("the older version came back: %s", got)
	}
	if diff := cmp.Diff([]string{"a=bad 0 waits", "a=bad 1 waits", "a=bad 1 resolved by 2"}, b.writeErrors(t)); diff != "" {
		t.Error(diff)
	}
}

// Too many failures in a row end the run; what came before them is written, and the last of them is queued.
func TestConsecutiveWriteErrors(t *testing.T) {
	for _, strategy := range []string{"", `,"is_chronological":true`} {
		b := testBed(t, strings.Replace(refusing(`"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":2,"write_retry_delay":30`),
			`"supports_since":true`, `"supports_since":true`+strategy, 1))
		for _, value := range []string{"1", "bad", "1", "bad", "bad", "1"} {
			b.source.set(fmt.Sprintf("e%d", len(b.source.byID)), value)
		}
		before := b.clock.Now()
		run := b.run(t, Normal)
		if run.Outcome != Failed || !strings.Contains(run.Error, "bad value") || run.Processed != 5 || run.WriteErrors != 3 {
			t.Errorf("%+v", run)
		}
		if waited := b.clock.Now().Sub(before); waited != 60*time.Second {
			t.Errorf("waited %s, want 30 s after each of the two failures the run went on from", waited)
		}
		if got := slices.Sorted(maps.Keys(b.content(t, "p"))); fmt.Sprint(got) != "[e0 e2]" {
			t.Error(got)
		}
		if diff := cmp.Diff([]string{"e1=bad 0 waits", "e3=bad 0 waits", "e4=bad 0 waits"}, b.writeErrors(t)); diff != "" {
			t.Error(diff)
		}
		want := ""
		if strategy != "" {
			want = stampOf(5)
		}
		if run.Offset != want {
			t.Errorf("the offset is %q, want %q", run.Offset, want)
		}
		// The next run completes; one that resumes a full run leaves the queue to the run after it.
		b.configure(t, strings.Replace(accepting(patient), `"supports_since":true`, `"supports_since":true`+strategy, 1))
		b.completed(t, Normal)
		b.completed(t, Normal)
		if got := b.content(t, "p"); len(got) != 6 || got["e4"] != "bad" {
			t.Error(got)
		}
	}
}

// When the queue is full, the next failure ends the run and is not queued.
func TestFullRetryDataset(t *testing.T) {
	b := testBed(t, refusing(`"max_write_errors_in_retry_dataset":1,"max_consecutive_write_errors":9`))
	for _, id := range []string{"a", "b", "c", "d"} {
		b.source.set(id, "bad")
	}
	run := b.run(t, Normal)
	if waiting, _ := b.left(t); run.Outcome != Failed || waiting > 1 || run.Processed != 2 {
		t.Errorf("%+v, %d wait", run, waiting)
	}
	if last := b.writeErrors(t); len(last) == 0 || last[len(last)-1] != "b=bad 0" {
		t.Error(last)
	}
}

// Without the fallback to single entities a batch fails as a whole.
func TestNoFallbackToSingleEntities(t *testing.T) {
	b := testBed(t, refusing(patient+`,"fallback_to_single_entities_on_batch_fail":false`))
	fill(b, 5)
	b.source.set("e04", "bad")
	run := b.run(t, Normal)
	if waiting, _ := b.left(t); run.Outcome != Failed || waiting != 0 || len(b.content(t, "p")) != 3 {
		t.Errorf("%+v, %d wait, %v", run, waiting, b.content(t, "p"))
	}
}

// A queued entity is kept as it was read; the log contains no secrets.
func TestWaitingEntitiesKeepTheirText(t *testing.T) {
	b := testBed(t, refusing(patient)) // the bed's secret is "hush"
	b.source.set("hush", "bad")
	b.completed(t, Normal)
	if got := b.writeErrors(t); len(got) != 1 {
		t.Fatal(got)
	}
	raw := string(slices.Concat(b.eventTexts(t)...))
	if !strings.Contains(raw, `"entity":{"_id":"***"`) {
		t.Errorf("the secret is in the log: %s", raw)
	}
	b.configure(t, accepting(patient))
	b.completed(t, Normal)
	if got := b.content(t, "p")["hush"]; got != "bad" {
		t.Error(b.content(t, "p"))
	}
}

// An entity without an _id is queued under a substitute name, complete.
func TestWaitingWithoutID(t *testing.T) {
	b := testBed(t, with(`"pump":{`+patient+`,"max_retries_per_entity":0,"dead_letter_dataset":"letters"}`))
	for range 2 {
		b.receive(t, false, `[{"v":"1"},{"_id":"","v":"2"},{"_id":"a","v":"3"},{"_id":"b","_deleted":"no","v":"4"}]`)
	}
	if diff := cmp.Diff(map[string]string{"a": "3"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
	letters := b.content(t, "letters")
	if values := slices.Sorted(maps.Values(letters)); fmt.Sprint(values) != "[1 2 4]" || letters["b"] != "4" {
		t.Error(letters)
	}
}

// A reset discards what waits and what was given up, as everything is read again; nobody sends a receiver anything again.
func TestResetOfTheQueue(t *testing.T) {
	b := testBed(t, refusing(patient))
	b.source.set("a", "bad")
	b.completed(t, Normal)
	if err := b.pump.SetOffset(ParseOffset(stampOf(0)), User{}); err != nil {
		t.Fatal(err)
	}
	if waiting, _ := b.left(t); waiting != 1 {
		t.Errorf("after another offset, %d wait", waiting)
	}
	if err := b.pump.SetOffset(Offset{}, User{}); err != nil {
		t.Fatal(err)
	}
	if waiting, _ := b.left(t); waiting != 0 {
		t.Errorf("after a reset, %d wait", waiting)
	}
	b.completed(t, Normal)
	if diff := cmp.Diff([]string{"a=bad 0 waits", "a=bad 0 waits"}, b.writeErrors(t)); diff != "" {
		t.Error(diff)
	}
	b.pump.Source = nil // as of a receiver
	if err := b.pump.SetOffset(Offset{}, User{}); err != nil {
		t.Fatal(err)
	}
	if waiting, _ := b.left(t); waiting != 1 {
		t.Errorf("of a receiver, %d wait", waiting)
	}
}

// Nothing is discarded during a run.
func TestNothingIsDiscardedDuringARun(t *testing.T) {
	b := testBed(t, refusing(patient))
	b.source.set("a", "bad")
	b.completed(t, Normal)
	run, err := b.pump.Begin(context.Background(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.pump.DiscardRetries(User{}); !errors.Is(err, ErrRunning) {
		t.Errorf("got %v", err)
	}
	if waiting, _ := b.left(t); waiting != 1 {
		t.Errorf("%d wait", waiting)
	}
	run()
	if err := b.pump.DiscardRetries(User{}); err != nil {
		t.Error(err)
	}
}

func TestDiscardRetries(t *testing.T) {
	b := testBed(t, refusing(patient))
	b.source.set("a", "bad")
	b.completed(t, Normal)
	if err := b.pump.DiscardRetries(User{}); err != nil {
		t.Fatal(err)
	}
	b.configure(t, accepting(patient))
	b.completed(t, Normal)
	if got := b.content(t, "p"); len(got) != 0 {
		t.Error(got)
	}
	if got := b.events(t); got != "pump-started write-error pump-completed pump-discard-retries" {
		t.Error(got)
	}
}

func (b *bed) eventTexts(t fatal) [][]byte {
	t.Helper()
	var out [][]byte
	q := dataset.Query{Since: -1, History: true, Deleted: true}
	for v, err := range b.store.Entities(context.Background(), LogName("p"), q) {
		if err != nil {
			t.Fatalf("%v", err)
		}
		out = append(out, v.AppendJSON(nil))
	}
	return out
}

// An entity larger than max_entity_bytes_size cannot be written.
func TestEntityLargerThanTheSinkTakes(t *testing.T) {
	b := testBed(t, with(`"pump":{`+patient+`},"sink":{"type":"dataset","max_entity_bytes_size":12}`))
	b.source.set("a", "12345") // and "v":"" make 12 bytes
	b.source.set("b", "123456")
	if run := b.completed(t, Normal); run.WriteErrors != 1 || run.Changed != 1 {
		t.Errorf("%+v", run)
	}
	b.completed(t, Normal)
	if diff := cmp.Diff([]string{"b=123456 0 waits", "b=123456 1 waits"}, b.writeErrors(t)); diff != "" {
		t.Error(diff)
	}
}

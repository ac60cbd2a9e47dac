package pump

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// These tests are about the retry queue together with deletion tracking, background rescans, the circuit breaker and other
// failures.

// A full run that could not write something deletes nothing: the unwritten entity may have any ID.
func TestUnwrittenKeepsDeletionTrackingBack(t *testing.T) {
	b := testBed(t, refusing(patient))
	fill(b, 4)
	b.completed(t, Normal)
	b.source.set("e01", "bad")
	b.source.remove("e03")
	if run := b.completed(t, Rescan); run.Deleted != 0 || b.content(t, "p")["e03"] != "1" {
		t.Errorf("%+v %v", run, b.content(t, "p"))
	}
	// A queued entity that is gone from the source is gone for good: it does not return when it could be written.
	b.source.remove("e01")
	if run := b.completed(t, Rescan); run.Deleted != 2 {
		t.Errorf("%+v", run)
	}
	b.configure(t, accepting(patient))
	b.completed(t, Normal)
	if diff := cmp.Diff(map[string]string{"e00": "1", "e01": "-", "e02": "1", "e03": "-"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
}

// The same holds when the full run was interrupted after the entity that failed.
func TestUnwrittenBeforeAnInterruption(t *testing.T) {
	pipe := strings.Replace(refusing(patient), `"supports_since":true`, `"supports_since":true,"is_chronological":true`, 1)
	b := testBed(t, pipe)
	fill(b, 8)
	b.completed(t, Normal)
	b.source.remove("e05")
	b.source.set("e00", "bad")
	for _, id := range []string{"e01", "e02", "e03", "e04", "e06", "e07"} {
		b.source.set(id, "2")
	}
	b.source.failAfter = 4
	if run := b.run(t, Rescan); run.Outcome != Failed || b.state(t).Resume == nil {
		t.Fatalf("%+v", run)
	}
	if run := b.completed(t, Normal); run.SyncType != SyncFull || run.Deleted != 0 || b.content(t, "p")["e00"] != "1" {
		t.Errorf("%+v %v", run, b.content(t, "p"))
	}
}

// A queued entity that is gone from the source does not return in the run that resumes an interrupted full run.
func TestGoneBeforeAnInterruption(t *testing.T) {
	chronological := func(pipe string) string {
		return strings.Replace(pipe, `"supports_since":true`, `"supports_since":true,"is_chronological":true`, 1)
	}
	b := testBed(t, chronological(refusing(patient)))
	fill(b, 8)
	b.source.set("e00", "bad")
	b.completed(t, Normal)
	b.source.remove("e00")
	b.source.failAfter = 4
	if run := b.run(t, Rescan); run.Outcome != Failed || b.state(t).Resume == nil {
		t.Fatalf("%+v", run)
	}
	b.configure(t, chronological(accepting(patient)))
	for range 2 {
		b.completed(t, Normal)
	}
	if _, there := b.content(t, "p")["e00"]; there {
		t.Error(b.content(t, "p"))
	}
}

// A retried read yields the newer version again; the older one must not survive that.
func TestResolvedInABatchThatWasDropped(t *testing.T) {
	b := testBed(t, refusing(patient+`,"max_read_retries":1`))
	b.source.set("a", "bad")
	b.completed(t, Normal)
	b.source.set("a", "2")
	b.source.set("b", "2")
	b.source.failAfter = 1 // after a, whose batch is not full
	b.completed(t, Normal)
	if waiting, _ := b.left(t); waiting != 0 {
		t.Errorf("%d wait", waiting)
	}
}

// Whichever write fails, the log of a run begins with pump-started.
func TestLogBeginsWithTheStart(t *testing.T) {
	for at := 1; at < 30; at++ {
		b := testBed(t, refusing(patient))
		fill(b, 3)
		b.source.set("e00", "bad")
		b.failAt = at
		b.run(t, Normal)
		if got := b.events(t); got != "" && !strings.HasPrefix(got, "pump-started ") || strings.Count(got, "pump-started") > 1 {
			t.Errorf("failure at write %d: %s", at, got)
		}
	}
}

// A background rescan cannot tell what is newer: the first failure ends it, and it resolves nothing.
func TestBackgroundRescanLeavesTheQueueAlone(t *testing.T) {
	b := testBed(t, strings.TrimSuffix(refusing(patient), "}")+`,"enable_background_rescan":true}`)
	fill(b, 2)
	b.completed(t, Normal)
	b.source.set("e00", "bad")
	if run := b.run(t, Rescan); run.Outcome != Failed {
		t.Errorf("%+v", run)
	}
	if waiting, _ := b.left(t); waiting != 0 {
		t.Errorf("%d wait", waiting)
	}
	b.completed(t, Normal)
	b.source.set("e00", "2")
	if run := b.completed(t, Rescan); run.Changed != 1 {
		t.Errorf("%+v", run)
	}
	if waiting, _ := b.left(t); waiting != 1 {
		t.Errorf("%d wait", waiting)
	}
}

// What was retried stays when the circuit breaker stops the run: it could not be read again.
func TestRetriesAreNotRolledBack(t *testing.T) {
	sink := `,"sink":{"type":"dataset","circuit_breaker_threshold_count":1}}`
	b := testBed(t, strings.TrimSuffix(refusing(patient), "}")+sink)
	fill(b, 2)
	b.completed(t, Normal)
	b.source.set("e00", "bad")
	b.completed(t, Normal)
	b.configure(t, strings.TrimSuffix(accepting(patient), "}")+sink)
	b.source.set("e01", "2")
	b.source.set("new", "2")
	if run := b.run(t, Normal); run.Reason != "the circuit breaker" {
		t.Fatalf("%+v", run)
	}
	settle(t, b, (*dataset.Tx).Rollback)
	if diff := cmp.Diff(map[string]string{"e00": "bad", "e01": "1"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
}

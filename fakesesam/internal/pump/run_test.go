package pump

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// with adds properties to the simple pipe.
func with(more string) string { return strings.TrimSuffix(simplePipe, "}") + "," + more + "}" }

func fill(b *bed, n int) {
	for i := range n {
		b.source.set(fmt.Sprintf("e%02d", i), "1")
	}
}

func TestFullThenIncremental(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 7)
	run := b.completed(t, Normal)
	if run.SyncType != SyncFull || run.Processed != 7 || run.Changed != 7 || run.Offset != stampOf(7) {
		t.Errorf("%+v", run)
	}
	b.source.set("e03", "2")
	b.source.set("e04", "1") // touched, not changed
	run = b.completed(t, Normal)
	if run.SyncType != SyncIncremental || run.Processed != 2 || run.Changed != 1 || run.Offset != stampOf(9) {
		t.Errorf("%+v", run)
	}
	if diff := cmp.Diff([]string{"all", stampOf(7)}, b.source.asked); diff != "" {
		t.Error(diff)
	}
	log := b.log(t)
	if got := b.events(t); got != "pump-started pump-completed pump-started pump-completed" {
		t.Fatal(got)
	}
	last := log[3]
	if last.Sync != "incremental" || last.Offset != stampOf(9) || last.Started == nil || *last.Started != 2 || last.Total != "0.000000" {
		t.Errorf("%+v", last)
	}
	for name, want := range map[string]float64{"entities_last_run": 2, "processed_last_run": 2, "changes_last_run": 1, "read_errors_last_run": 0} {
		if got := last.Metrics.Entities[name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

// After a failure in the middle of a full read, complete batches stay, nothing is deleted and the offset does not move; the
// next run makes up for it.
func TestFailedFullRun(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 9)
	b.completed(t, Normal)
	for id := range maps.Clone(b.source.byID) {
		b.source.set(id, "2")
	}
	b.source.remove("e08")
	b.source.failAfter = 5
	run := b.run(t, Rescan)
	if run.Outcome != Failed || run.Offset != stampOf(9) || run.Processed != 5 || run.Changed != 3 || run.Deleted != 0 {
		t.Fatalf("%+v", run)
	}
	changed := 0
	for id, value := range b.content(t, "p") {
		if value == "2" {
			changed++
		}
		if value == "-" {
			t.Errorf("%s was deleted", id)
		}
	}
	if changed != 3 {
		t.Errorf("%d changes stayed, want one whole batch of 3", changed)
	}
	log := b.log(t)
	if got := b.events(t); got != "pump-started pump-completed read-error pump-started pump-failed" && got != "pump-started pump-completed pump-started read-error pump-failed" {
		t.Error(got)
	}
	last := log[len(log)-1]
	if last.Error != "reading things: broken pipe" || last.Reason != "too many read errors" || last.Offset != stampOf(9) {
		t.Errorf("%+v", last)
	}
	for _, e := range log {
		if e.Type == "read-error" && (e.ID != "read-error:1" || e.Code == nil || *e.Code != 1) {
			t.Errorf("%+v", e)
		}
	}
	run = b.completed(t, Rescan)
	if run.Changed != 5 || run.Deleted != 1 || b.content(t, "p")["e08"] != "-" {
		t.Errorf("%+v", run)
	}
}

func TestRunsWithoutChangesAreNotLogged(t *testing.T) {
	for _, test := range []struct{ pump, want string }{
		{`{}`, "pump-started pump-completed"},
		{`{"log_events_noop_runs":true}`, "pump-started pump-completed pump-started pump-completed pump-started pump-completed"},
		{`{"log_events_noop_runs_changes_only":false}`, "pump-started pump-completed pump-started pump-completed"},
		{`{"notification_granularity":60}`, "pump-started pump-completed pump-started pump-completed pump-started pump-completed"},
	} {
		b := testBed(t, with(`"pump":`+test.pump))
		fill(b, 2)
		b.completed(t, Normal)
		b.clock.Set(b.clock.Now().Add(2 * time.Minute))
		b.source.set("e00", "1")
		b.completed(t, Normal)
		b.clock.Set(b.clock.Now().Add(2 * time.Minute))
		b.completed(t, Normal)
		if got := b.events(t); got != test.want {
			t.Errorf("%s: %s, want %s", test.pump, got, test.want)
		}
	}
}

func TestReadRetries(t *testing.T) {
	b := testBed(t, with(`"pump":{"max_read_retries":2,"read_retry_delay":30}`))
	fill(b, 5)
	b.source.failAfter = 4
	before := b.clock.Now()
	run := b.completed(t, Normal)
	if run.Offset != stampOf(5) || len(b.content(t, "p")) != 5 || b.clock.Now().Sub(before) != 30*time.Second {
		t.Errorf("%+v after %s", run, b.clock.Now().Sub(before))
	}
	if got := b.events(t); strings.Count(got, "read-error") != 1 || !strings.HasSuffix(got, "pump-completed") {
		t.Error(got)
	}
}

// A system's retry strategy for the status applies when the pump configures no retries.
func TestReadRetriesOfTheSystem(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 2)
	b.pump.Retry = func(int) (int, time.Duration) { return 1, time.Hour }
	b.source.failAfter = 1
	before := b.clock.Now()
	if b.completed(t, Normal); b.clock.Now().Sub(before) != time.Hour {
		t.Error(b.clock.Now().Sub(before))
	}
}

func TestEntityWithoutID(t *testing.T) {
	for _, rules := range []string{`[["copy","*"],["add","_id",1]]`, `[["copy","*"],["remove","_id"]]`, `[["copy","*","_id"],["add","_id","_S.none"]]`} {
		b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":`+rules+`}}`))
		fill(b, 2)
		run := b.run(t, Normal)
		if run.Outcome != Failed || !strings.Contains(run.Error, "_id") || run.Offset != "" || len(b.content(t, "p")) != 0 {
			t.Errorf("%s: %+v", rules, run)
		}
		if log := b.log(t); b.events(t) != "pump-started write-error pump-failed" || log[1].ID != "write-error:e00" ||
			log[2].Metrics.Entities["write_errors_last_run"] != 1 {
			t.Errorf("%s: %+v", rules, log)
		}
	}
}

// An entity keeps the _id it has when the rules would set it to nothing, whether the rules run on its text or not.
func TestIDIsNotReplacedByNothing(t *testing.T) {
	for _, rules := range []string{`[["copy","*"],["add","_id","_S.none"]]`, `[["copy","*"],["add","_id",["first","_S.none"]]]`} {
		b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":`+rules+`}}`))
		fill(b, 2)
		b.completed(t, Normal)
		if content := b.content(t, "p"); len(content) != 2 {
			t.Errorf("%s: %v", rules, content)
		}
	}
}

func TestCreatedEntitiesAreWritten(t *testing.T) {
	b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":[["create",["list",["dict","_id",["concat","child-","_S._id"]]]],["copy","*"],["filter",["neq","_S._id","e01"]]]}}`))
	fill(b, 2)
	b.completed(t, Normal)
	if content := b.content(t, "p"); len(content) != 3 {
		t.Errorf("got %v", content)
	}
	// A rescan sees them, so that deletion tracking keeps them.
	b.completed(t, Rescan)
	if content := b.content(t, "p"); len(content) != 3 {
		t.Errorf("after a full run: %v", content)
	}
}

// Rules take the time from the node's clock and UUIDs from its source of IDs.
func TestRulesUseTheNodesTimeAndIDs(t *testing.T) {
	b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","v",["join"," ",["list",["string",["now"]],["string",["uuid"]]]]]]}}`))
	b.pump.ID = func() string { return "9f598f65-eea5-4906-a8f5-82f6d8e69726" }
	fill(b, 1)
	b.completed(t, Normal)
	if got := b.content(t, "p")["e00"]; got != "2026-01-01T12:00:00Z 9f598f65-eea5-4906-a8f5-82f6d8e69726" {
		t.Errorf("got %q", got)
	}
}

// A run that is stopped while its rules work on an entity ends at once, and the entity counts as neither read nor failed.
func TestStopWhileRulesWork(t *testing.T) {
	b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":[["add","x",["map",["uuid"],["range",0,1000000]]]]}},"pump":{"max_write_errors_in_retry_dataset":5}`))
	fill(b, 2)
	var stop func()
	b.pump.ID = func() string {
		stop()
		return "9f598f65-eea5-4906-a8f5-82f6d8e69726"
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop = func() { cancel(ErrStopped) }
	run, err := b.pump.Do(ctx, Request{})
	if err != nil || run.Outcome != Failed || run.WriteErrors != 0 || !strings.Contains(run.Error+run.Reason, ErrStopped.Error()) {
		t.Errorf("%+v, %v", run, err)
	}
}

func TestDeletedIsCarriedOver(t *testing.T) {
	for _, rules := range []string{`[["copy","*"],["add","_id","_S._id"]]`, `[["add","_id",["concat","x",["string","_S._id"]]],["add","v","_S.v"]]`} {
		b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":`+rules+`}}`))
		fill(b, 2)
		b.completed(t, Normal)
		b.source.tombstone("e01")
		if run := b.completed(t, Normal); run.Changed != 1 {
			t.Errorf("%+v", run)
		}
		gone := 0
		for _, v := range b.content(t, "p") {
			if v == "-" {
				gone++
			}
		}
		if gone != 1 {
			t.Errorf("%s: %v", rules, b.content(t, "p"))
		}
	}
}

func TestFilteredEntityIsDeleted(t *testing.T) {
	b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":[["filter",["eq","_S.v","1"]],["copy","*"]]}}`))
	fill(b, 2)
	b.completed(t, Normal)
	b.source.set("e01", "2")
	b.source.set("new", "2")
	run := b.completed(t, Normal)
	if diff := cmp.Diff(map[string]string{"e00": "1", "e01": "-"}, b.content(t, "p")); diff != "" || run.Changed != 1 {
		t.Errorf("%+v %s", run, diff)
	}
}

func TestEmptySource(t *testing.T) {
	b := testBed(t, strings.Replace(simplePipe, `"url":"things"`, `"url":"things","if_source_empty":"fail"`, 1))
	if run := b.run(t, Normal); run.Outcome != Failed || !strings.Contains(run.Error, "if_source_empty") {
		t.Errorf("%+v", run)
	}
	fill(b, 2)
	b.completed(t, Normal)
	if run := b.completed(t, Normal); run.Processed != 0 {
		t.Errorf("an empty incremental run must do: %+v", run)
	}
}

func TestOneRunAtATime(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 2)
	b.source.hold = make(chan struct{})
	run, err := b.pump.Begin(context.Background(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan Run)
	go func() { ended <- run() }()
	if _, err := b.pump.Do(context.Background(), Request{}); !errors.Is(err, ErrRunning) {
		t.Error(err)
	}
	if !b.pump.Running() {
		t.Error("not running")
	}
	go func() { _ = b.pump.Stop(context.Background()) }()
	if out := <-ended; out.Outcome != Failed || out.Reason != "the pump was stopped" || out.Offset != "" {
		t.Errorf("%+v", out)
	}
	b.source.hold = nil
	b.completed(t, Normal)
	b.pump.Retire()
	if err := b.pump.Wait(context.Background()); err != nil {
		t.Error(err)
	}
	if _, err := b.pump.Do(context.Background(), Request{}); !errors.Is(err, ErrRetired) {
		t.Error(err)
	}
}

func TestOffIsOff(t *testing.T) {
	b := testBed(t, with(`"pump":{"mode":"off"}`))
	if _, err := b.pump.Do(context.Background(), Request{}); !errors.Is(err, ErrOff) {
		t.Error(err)
	}
	b = testBed(t, with(`"pump":{"mode":"manual"}`))
	if !b.pump.Due().IsZero() {
		t.Error("a manual pump is due")
	}
	b.completed(t, Normal)
	b = testBed(t, simplePipe)
	if b.pump.Due().IsZero() {
		t.Error("a new pump is not due")
	}
	if err := b.pump.Disable("pause", User{}); err != nil || !b.pump.Due().IsZero() {
		t.Error("a disabled pump is due", err)
	}
	b.completed(t, Normal)
	if err := b.pump.Enable(User{}); err != nil || b.pump.Due().IsZero() {
		t.Error("an enabled pump is not due", err)
	}
	if got := b.events(t); got != "pump-disabled pump-enabled" {
		t.Error(got)
	}
}

func TestOffsetIsLocked(t *testing.T) {
	b := testBed(t, with(`"disable_set_last_seen":true`))
	if err := b.pump.SetOffset(Offset{}, User{}); !errors.Is(err, ErrOffsetLocked) {
		t.Error(err)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","_id",1]]}}`))
	b.pump.Mask = func(s string) string { return strings.ReplaceAll(s, "must be", "***") }
	fill(b, 1)
	run := b.run(t, Normal)
	for _, e := range b.log(t) {
		if strings.Contains(e.Error, "must be") {
			t.Error(e.Error)
		}
	}
	if !strings.Contains(run.Error, "***") {
		t.Error(run.Error)
	}
}

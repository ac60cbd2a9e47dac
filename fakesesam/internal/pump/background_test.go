package pump

import (
	"context"
	"testing"
	"time"
)

const backgroundPump = `"enable_background_rescan":true,"pump":{"rescan_cron_expression":"0 0 ? * *"}`

// Incremental runs go on during a background rescan, and what the rescan has read does not undo what they write.
func TestBackgroundRescan(t *testing.T) {
	b := testBed(t, with(backgroundPump))
	fill(b, 6)
	b.completed(t, Normal)
	b.source.remove("e05")

	b.source.hold = make(chan struct{})
	rescan, err := b.pump.Begin(context.Background(), Request{Kind: Rescan})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan Run)
	slow := &stale{things: b.source, of: b.source.after("")}
	b.pump.Source = slow
	go func() { done <- rescan() }()
	<-slow.opened()

	// The rescan has read the old values but not yet yielded them; an incremental run writes newer ones.
	b.pump.Source = b.source
	hold := b.source.hold
	b.source.hold = nil
	b.source.set("e00", "newer")
	b.source.tombstone("e01")
	if run := b.completed(t, Normal); run.SyncType != SyncIncremental || run.Changed != 2 {
		t.Errorf("%+v", run)
	}
	close(hold)
	run := <-done
	got := b.content(t, "p")
	if run.Outcome != Completed || run.SyncType != SyncFull || got["e00"] != "newer" || got["e01"] != "-" || got["e05"] != "-" || got["e02"] != "1" {
		t.Errorf("%+v %v", run, got)
	}
	if offset := b.state(t).Offset.String(); offset != stampOf(8) {
		t.Errorf("the offset went to %s", offset)
	}
}

// An entity that a rescan filters out is not deleted when an incremental run has written a newer version meanwhile.
func TestBackgroundRescanFiltersNothingNewer(t *testing.T) {
	b := testBed(t, with(backgroundPump+`,"transform":{"type":"dtl","rules":{"default":[["copy","*"],["filter",["neq","_S.v","bad"]]]}}`))
	fill(b, 2)
	b.completed(t, Normal)
	b.source.set("e00", "bad")
	slow := &stale{things: b.source, of: b.source.after("")}
	b.source.hold = make(chan struct{})
	rescan, err := b.pump.Begin(context.Background(), Request{Kind: Rescan})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan Run)
	b.pump.Source = slow
	go func() { done <- rescan() }()
	<-slow.opened()

	b.pump.Source = b.source
	hold := b.source.hold
	b.source.hold = nil
	b.source.set("e00", "good again")
	b.completed(t, Normal)
	close(hold)
	run := <-done
	if got := b.content(t, "p"); run.Outcome != Completed || got["e00"] != "good again" || got["e01"] != "1" {
		t.Errorf("%+v %v", run, got)
	}
}

func TestBackgroundRescanIsDue(t *testing.T) {
	b := testBed(t, with(backgroundPump))
	job := b.pump.Background()
	if !job.Due().IsZero() {
		t.Error("a rescan is due before the first full run")
	}
	fill(b, 3)
	b.completed(t, Normal)
	midnight := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	if got := job.Due(); !got.Equal(midnight) {
		t.Error(got)
	}
	b.clock.Set(midnight)
	if run := b.completed(t, Normal); run.SyncType != SyncIncremental {
		t.Errorf("the foreground did the rescan: %+v", run)
	}
	b.source.failAfter = 1
	job.Run(context.Background())
	if got := job.Due(); !got.Equal(midnight.Add(15 * time.Minute)) {
		t.Errorf("after a rescan that failed the next is at %s", got)
	}
	b.clock.Set(midnight.Add(15 * time.Minute))
	job.Run(context.Background())
	if got := job.Due(); !got.Equal(midnight.AddDate(0, 0, 1)) {
		t.Error(got)
	}
	if testBed(t, simplePipe).pump.Background() != nil {
		t.Error("there is a background job without the setting")
	}
}

package pump

import (
	"testing"
	"time"
)

// When the end of a run cannot be stored, neither can the time of the next one: the schedule waits all the same, and does not
// start one run after another. Once there is space, everything goes on.
func TestScheduleWaitsForTheStore(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 2)
	b.failAt, b.dead = 1, true
	run := b.run(t, Normal)
	if run.Outcome != Failed || run.Reason != reasonStore {
		t.Errorf("%+v", run)
	}
	if s, err := b.pump.Status(); err != nil || s.Condition != "Failed" || s.Last == nil || s.Last.Reason != reasonStore {
		t.Errorf("%+v, %v", s, err)
	}
	if due := b.pump.Due(); !due.Equal(b.clock.Now().Add(storePause)) {
		t.Errorf("due at %s, want %s later", due, storePause)
	}
	b.failAt, b.dead = 0, false
	b.clock.Set(b.clock.Now().Add(storePause))
	if due := b.pump.Due(); due.After(b.clock.Now()) {
		t.Errorf("due at %s", due)
	}
	b.completed(t, Normal)
	if s, err := b.pump.Status(); err != nil || s.Condition != "Ok" {
		t.Errorf("%+v, %v", s, err)
	}
	if due := b.pump.Due(); !due.Equal(b.clock.Now().Add(900 * time.Second)) {
		t.Errorf("due at %s", due)
	}
}

// The schedule leaves a retired pump alone: another one takes its place, or takes it back.
func TestRetiredPumpIsNotDue(t *testing.T) {
	b := testBed(t, with(`"enable_background_rescan":true,"pump":{"rescan_cron_expression":"0 0 ? * *"}`))
	b.completed(t, Normal)
	b.pump.Retire()
	b.clock.Set(b.clock.Now().Add(48 * time.Hour))
	if due, rescan := b.pump.Due(), b.pump.Background().Due(); !due.IsZero() || !rescan.IsZero() {
		t.Errorf("due at %s and %s", due, rescan)
	}
	b.pump.Reinstate()
	if due, rescan := b.pump.Due(), b.pump.Background().Due(); due.IsZero() || rescan.IsZero() {
		t.Errorf("due at %s and %s", due, rescan)
	}
	b.completed(t, Normal)
}

package node

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

const (
	receiver = `{"_id":"in","type":"pipe","source":{"type":"http_endpoint"}}`
	signals  = `{"_id":"out","type":"pipe","source":{"type":"dataset","dataset":"in","supports_signalling":true},"pump":{"schedule_interval":600}}`
	waits    = `{"_id":"slow","type":"pipe","source":{"type":"dataset","dataset":"in"},"pump":{"schedule_interval":600}}`
	chained  = `{"_id":"last","type":"pipe","source":{"type":"dataset","dataset":"out","supports_signalling":true},"pump":{"cron_expression":"0 0 ? * *"}}`
)

// A signalled pipe runs as soon as its source has changed, and so do the pipes that read from it; others wait for their time.
func TestSignalling(t *testing.T) {
	n := configured(t, Options{}, receiver, signals, waits, chained)
	n.Advance(time.Second) // the first runs
	if got := runs(t, n, "out"); got != 1 {
		t.Fatalf("%d runs before there was anything to read", got)
	}
	send(t, n, "in", `[{"_id":"1"}]`)
	n.Advance(0)
	for _, name := range []string{"out", "last"} {
		if got := ids(t, n, name); got != "1" {
			t.Errorf("%s has %q", name, got)
		}
	}
	if got := runs(t, n, "slow"); got != 1 {
		t.Errorf("the pipe that is not signalled ran %d times", got)
	}
	n.Advance(time.Minute)
	send(t, n, "in", `[{"_id":"1"}]`) // changes nothing
	n.Advance(time.Minute)
	if got := runs(t, n, "out"); got != 2 {
		t.Errorf("%d runs, though nothing changed", got)
	}
	n.Advance(8 * time.Minute)
	if got := ids(t, n, "slow"); got != "1" || runs(t, n, "out") != 3 {
		t.Errorf("%q and %d runs after the interval", got, runs(t, n, "out"))
	}
}

// A signal waits while the schedule pauses, does not start a disabled pump, and survives a change of other pipes.
func TestSignalThatWaits(t *testing.T) {
	n := configured(t, Options{}, receiver, signals)
	n.Advance(time.Second)
	resume, err := n.PauseSchedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	send(t, n, "in", `[{"_id":"1"}]`)
	n.Advance(time.Second)
	if got := runs(t, n, "out"); got != 1 {
		t.Errorf("%d runs while the schedule pauses", got)
	}
	if err := n.Put([]byte(waits), false); err != nil {
		t.Fatal(err)
	}
	resume()
	n.Advance(0)
	if got := ids(t, n, "out"); got != "1" {
		t.Errorf("out has %q after the pause", got)
	}
	p, err := n.Pump("out")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Disable("", pump.User{}); err != nil {
		t.Fatal(err)
	}
	send(t, n, "in", `[{"_id":"2"}]`)
	n.Advance(time.Hour)
	if got := ids(t, n, "out"); got != "1" {
		t.Errorf("out has %q though it is disabled", got)
	}
	if err := p.Enable(pump.User{}); err != nil {
		t.Fatal(err)
	}
	n.Advance(0)
	if got := ids(t, n, "out"); got != "1 2" {
		t.Errorf("out has %q after it was enabled", got)
	}
}

// Deleting a dataset signals nothing; the dataset that replaces it does, even if it has the same size.
func TestSignalOfANewDataset(t *testing.T) {
	n := configured(t, Options{}, receiver, signals)
	send(t, n, "in", `[{"_id":"1"}]`)
	n.Advance(time.Second)
	before := runs(t, n, "out")
	if err := n.Store().Update(func(tx *dataset.Tx) error { return tx.Delete("in") }); err != nil {
		t.Fatal(err)
	}
	n.Advance(time.Second)
	if got := runs(t, n, "out"); got != before {
		t.Errorf("%d runs after the dataset was deleted, %d before", got, before)
	}
	n.Advance(10 * time.Minute)
	if got := runs(t, n, "out"); got != before+1 {
		t.Errorf("%d runs after the interval, %d before", got, before)
	}
	send(t, n, "in", `[{"_id":"2"}]`)
	n.Advance(0)
	if got := runs(t, n, "out"); got != before+2 {
		t.Errorf("%d runs after the dataset came back, %d before", got, before)
	}
}

// Committing what a circuit breaker holds back is a signal.
func TestSignalOfWhatIsHeld(t *testing.T) {
	n := configured(t, Options{}, receiver, signals)
	send(t, n, "in", `[{"_id":"1"}]`)
	n.Advance(time.Second)
	before := runs(t, n, "out")
	send(t, n, "in", `[{"_id":"2"}]`)
	update := func(f func(tx *dataset.Tx) error) {
		t.Helper()
		if err := n.Store().Update(f); err != nil {
			t.Fatal(err)
		}
		n.Advance(0)
	}
	update(func(tx *dataset.Tx) error { return tx.Hold("in", 1) })
	if got := runs(t, n, "out"); got != before {
		t.Errorf("%d runs while the change is held, %d before", got, before)
	}
	update(func(tx *dataset.Tx) error {
		_, err := tx.Commit("in")
		return err
	})
	if got := ids(t, n, "out"); got != "1 2" {
		t.Errorf("out has %q after the commit", got)
	}
}

// What a receiver accepts wakes the schedule's loop: no time passes.
func TestSignalWakesTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := configured(t, Options{Clock: clock.System{}}, receiver, signals, chained)
		synctest.Wait()
		before := time.Now()
		send(t, n, "in", `[{"_id":"1"}]`)
		synctest.Wait()
		if got := ids(t, n, "out"); got != "1" || !time.Now().Equal(before) {
			t.Errorf("out has %q after %s", got, time.Since(before))
		}
	})
}

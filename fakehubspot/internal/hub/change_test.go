package hub_test

import (
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m)
}

// people are so many that the few changes of these tests all hit another one.
const people = 5_000

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// What the accounts of these tests have in common: an index without lag and nobody who reads the log.
var (
	fixed   = index.Lag{Mode: index.Fixed}
	discard = slog.New(slog.DiscardHandler)
)

// ticker is a timer that fires when the test says so.
type ticker struct {
	asked chan time.Duration
	fire  chan time.Time
}

func (t ticker) after(d time.Duration) <-chan time.Time {
	select {
	case t.asked <- d:
	default:
	}
	return t.fire
}

func newHub(t *testing.T, contacts int, after func(time.Duration) <-chan time.Time) *hub.Hub {
	t.Helper()
	h, err := hub.New(hub.Config{
		Seed: 1, Contacts: contacts, Frozen: noon, Lag: fixed, Logger: discard,
		Real: time.Now, After: after,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// modified counts the contacts that were changed since the start.
func modified(h *hub.Hub) int {
	since := index.Range{Field: index.Modified, Low: noon.UnixMilli(), High: math.MaxInt64}
	_, n := h.Contacts().Index.Select(index.Selection{Groups: []index.Group{{Ranges: []index.Range{since}}}})
	return n
}

func TestChurnKeepsItsRate(t *testing.T) {
	for _, one := range []struct {
		perMinute, rounds, changes int
		pause                      time.Duration
	}{
		{1, 3, 3, time.Minute},
		{120, 10, 10, 500 * time.Millisecond},
		{15_000, 4, 10, 10 * time.Millisecond}, // 2.5 a round
	} {
		timer := ticker{asked: make(chan time.Duration, 1), fire: make(chan time.Time)}
		h := newHub(t, people, timer.after)
		if err := h.SetChurn("contacts", one.perMinute); err != nil || churn(h) != one.perMinute {
			t.Fatal(err)
		}
		if pause := <-timer.asked; pause != one.pause {
			t.Errorf("%d a minute: pause %v, want %v", one.perMinute, pause, one.pause)
		}
		for range one.rounds {
			timer.fire <- time.Time{} // taken only when the round before is done
		}
		if all := h.Churns(); len(all) != 1 || all[0].Object != "contacts" || all[0].PerMinute != one.perMinute || all[0].Changed > one.changes || all[0].Changed < one.changes-3 {
			t.Errorf("%d a minute: the last round may be under way, and there are %+v", one.perMinute, all)
		}
		if err := h.SetChurn("contacts", 0); err != nil {
			t.Fatal(err)
		}
		if all := h.Churns(); len(all) != 0 {
			t.Errorf("after the end there are %+v", all)
		}
		if n := modified(h); n != one.changes {
			t.Errorf("%d a minute: %d changed after %d rounds, want %d", one.perMinute, n, one.rounds, one.changes)
		}
		if h.SetChurn("contacts", -1) == nil || h.SetChurn("contacts", 1_000_000_000) == nil || churn(h) != 0 {
			t.Error("a rate that cannot be was taken")
		}
	}
}

// A closed account changes no more, whatever call was still under way.
func TestNoChurnStartsInAClosedAccount(t *testing.T) {
	timer := ticker{asked: make(chan time.Duration, 1), fire: make(chan time.Time)}
	h := newHub(t, 20, timer.after)
	h.Close()
	if err := h.SetChurn("contacts", 60); err == nil || churn(h) != 0 {
		t.Errorf("%v; %d changes a minute", err, churn(h))
	}
	if err := h.SetChurn("contacts", 0); err != nil {
		t.Errorf("to stop what does not run is no error: %v", err)
	}
}

func TestChangeAnswersWhatItChanged(t *testing.T) {
	h := newHub(t, people, time.After)
	before, _ := h.Contacts().Get(51)
	changed, err := h.Change("contacts", hub.Change{IDs: []int64{51}})
	after, _ := h.Contacts().Get(51)
	if err != nil || len(changed) != 1 || after.Modified != noon.UnixMilli() {
		t.Fatal(changed, err)
	}
	was, _ := before.Get(h.Contacts().Schema.AnyKey("lastname"))
	if is, _ := after.Get(h.Contacts().Schema.AnyKey("lastname")); is == was || is == "" {
		t.Errorf("the last name is still %q", is)
	}
	if all, err := h.Change("contacts", hub.Change{Count: people + 1}); err != nil || len(all) != people {
		t.Errorf("%d changed, %v", len(all), err)
	}
	if _, err := h.Change("contacts", hub.Change{Count: -1}); err == nil {
		t.Error("a negative count was taken")
	}
}

// churn is how many contacts change a minute.
func churn(h *hub.Hub) int {
	rate, err := h.Churn("contacts")
	if err != nil {
		panic(err)
	}
	return rate
}

package simulation

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// account returns an account that is closed when the test has ended.
func account(t *testing.T, contacts, companies int) *Account {
	t.Helper()
	a, err := NewAccount(contacts, companies)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// read reads the account in a bubble of its own.
func read(t *testing.T, a *Account, how Read) Outcome {
	t.Helper()
	var outcome Outcome
	synctest.Test(t, func(t *testing.T) {
		var err error
		if outcome, err = a.Read(t.Context(), how); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("%d contacts: %.3f of what the account allows; %+v, at most %d", outcome.Contacts, outcome.Ratio, outcome.Use, outcome.Most)
	if outcome.Use.Calls.Refused > 0 {
		t.Errorf("%d calls were answered 429", outcome.Use.Calls.Refused)
	}
	return outcome
}

func TestFullReadIsBoundByTheRateNotByLatency(t *testing.T) {
	a := account(t, 30_000, 0)
	if got := read(t, a, Read{Latency: 300 * time.Millisecond}); got.Ratio < 0.85 {
		t.Errorf("%.3f of what the account allows, want at least 0.85", got.Ratio)
	}
}

// From 10,000 contacts on, a read with associations comes as near to what the account allows as one without: its batches are
// full however many parts it is read in.
func TestFullReadWithAssociationsIsBoundByTheRateNotByLatency(t *testing.T) {
	for _, c := range []struct {
		contacts int
		latency  time.Duration
	}{{10_000, 150 * time.Millisecond}, {30_000, 300 * time.Millisecond}} {
		a := account(t, c.contacts, c.contacts/5)
		got := read(t, a, Read{Latency: c.latency, Links: true})
		if got.Ratio < 0.85 {
			t.Errorf("%.3f of what the account allows, want at least 0.85", got.Ratio)
		}
		if full := c.contacts / allowance.LinksBatch; got.Use.Calls.Links < full || got.Use.Calls.Links > full+2 {
			t.Errorf("%s, want hardly more than %d for the associations", got.Use.Calls, full)
		}
	}
}

func TestReadWithAContactTooManyIsNoOutcome(t *testing.T) {
	a := account(t, 101, 0)
	a.contacts--
	synctest.Test(t, func(t *testing.T) {
		if outcome, err := a.Read(t.Context(), Read{}); err == nil || err.Error() != "101 entities, want 100" {
			t.Errorf("%+v, %v", outcome, err)
		}
	})
}

func TestOneCursorIsBoundByItsLatency(t *testing.T) {
	const latency = 300 * time.Millisecond
	a := account(t, 3_000, 0)
	got := read(t, a, Read{Latency: latency, Parallel: 1})
	if want := 30 * latency; got.Use.Took != want {
		t.Errorf("30 pages took %s, want %s", got.Use.Took, want)
	}
}

func TestSinceReadIsBoundByTheSearchRateNotByLatency(t *testing.T) {
	const changes = 50_000
	a := account(t, changes, 0)
	if got := read(t, a, Read{Latency: 600 * time.Millisecond, Changes: changes}); got.Ratio < 0.95 {
		t.Errorf("%.3f of what the search rate allows, want at least 0.95", got.Ratio)
	}
}

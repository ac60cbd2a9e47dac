package chaos

import (
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// What HubSpot never had is noticed, and what it had is not.
func TestTheChronicleTellsStatesThatHubSpotHad(t *testing.T) {
	at := func(second int) time.Time { return time.Unix(int64(second), 0) }
	c := newChronicle()
	c.shown("deals", stack.Record{ID: "1", UpdatedAt: at(10), Properties: map[string]string{"dealname": "deals 1", "amount": "5"}})
	c.asks("deals", "1", "deals 2")
	c.asks("deals", "", "deals 3")
	c.asks("deals", "4", "deals 4")
	c.state(truth{into: map[string]string{"deals 4": "deals 5", "deals 5": "deals 6"}})
	for _, one := range []struct {
		id, name, amount string
		second           int
		known, right     bool
	}{
		{"1", "deals 1", "5", 10, true, true},
		{"1", "deals 1", "6", 10, true, false},
		{"1", "deals 2", "5", 10, true, false}, // not at that time
		{"1", "deals 2", "6", 11, false, true}, // perhaps then: the answer was lost
		{"1", "deals 4", "5", 11, false, false},
		{"2", "deals 2", "5", 11, false, false},
		{"2", "deals 3", "5", 11, false, true},
		{"6", "deals 4", "5", 12, false, true},
		{"4", "deals 2", "5", 12, false, false},
	} {
		known, wrong := c.had("deals", one.id, at(one.second), map[string]string{"dealname": one.name, "amount": one.amount})
		if known != one.known || (wrong == "") != one.right {
			t.Errorf("%+v: known %t, wrong %q", one, known, wrong)
		}
	}
}

// A record was gone from when somebody asked for it until HubSpot has shown it alive.
func TestTheChronicleTellsWhenARecordMayBeGone(t *testing.T) {
	c := newChronicle()
	before := time.Now()
	c.perhapsGone("deals", "1")
	c.alive("deals", "1")
	after := time.Now().Add(time.Nanosecond)
	for _, one := range []struct {
		id          string
		from, until time.Time
		want        bool
	}{
		{"1", before, after, true},
		{"1", before.Add(-time.Hour), before.Add(-time.Minute), false},
		{"1", after.Add(time.Minute), after.Add(time.Hour), false},
		{"2", before, after, false},
	} {
		if got := c.mayBeGone("deals", one.id, one.from, one.until); got != one.want {
			t.Errorf("%s from %s until %s: %t, want %t", one.id, one.from, one.until, got, one.want)
		}
	}
	c.perhapsGone("deals", "1")
	if later := time.Now().Add(time.Hour); !c.mayBeGone("deals", "1", later, later) {
		t.Error("what nobody has seen alive since may still be gone")
	}
}

// Two records with the mark of one are noticed, unless one has been merged into the other.
func TestTheChronicleTellsDoubles(t *testing.T) {
	c := newChronicle()
	c.asks("contacts", "", "contacts 1")
	c.asks("contacts", "", "contacts 2")
	one := line{Properties: map[string]string{marked["contacts"]: "contacts 1"}}
	now := truth{records: map[string]map[string]line{"contacts": {"7": one, "8": one}}, into: map[string]string{"contacts 7": "contacts 8"}}
	if twice, marks := c.doubled(now); len(twice) != 0 || marks != 2 {
		t.Errorf("of %d marks, these are said to be doubled: %v", marks, twice)
	}
	now.into = nil
	if twice, _ := c.doubled(now); len(twice) != 1 {
		t.Errorf("doubled: %v, want one", twice)
	}
}

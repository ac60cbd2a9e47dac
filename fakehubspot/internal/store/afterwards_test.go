package store_test

import (
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// watched is a store with a clock that the test moves.
func watched(quirks store.Quirks) (*store.Account, *store.Store, *time.Time) {
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	account := store.NewAccount(object.Types, func() time.Time { return now }, 1, quirks)
	contacts, _ := account.Object("contacts")
	return account, contacts, &now
}

// modifications are the distinct times of modification that a reader sees who looks every second, as times after creation.
func modifications(s *store.Store, now *time.Time, id int64, until time.Duration) []time.Duration {
	start := *now
	var seen []time.Duration
	for ; now.Sub(start) < until; *now = now.Add(time.Second) {
		r, _ := s.Get(id)
		after := time.UnixMilli(r.Modified).Sub(start)
		if len(seen) == 0 || seen[len(seen)-1] != after {
			seen = append(seen, after)
		}
	}
	return seen
}

func TestTouchedAfterCreation(t *testing.T) {
	_, s, now := watched(store.Quirks{TouchedAfterCreation: true})
	ids := made(t, s, 2)
	seen := modifications(s, now, ids[0], 24*time.Hour)
	if len(seen) != 3 || seen[0] != 0 || seen[1] < 7*time.Second || seen[1] > 20*time.Second || seen[2] < 7*time.Hour || seen[2] > 9*time.Hour {
		t.Errorf("modified %v after creation", seen)
	}
	other, _ := s.Get(ids[1])
	if last := other.Modified - other.Created; last == seen[2].Milliseconds() || last < (7*time.Hour).Milliseconds() {
		t.Errorf("the other was last modified %d ms after creation", last)
	}
	_, again, clock := watched(store.Quirks{TouchedAfterCreation: true})
	id := made(t, again, 2)[0]
	*clock = clock.Add(24 * time.Hour) // nobody looks before
	if r, _ := again.Get(id); r.Modified-r.Created != seen[2].Milliseconds() {
		t.Errorf("the same seed touched %d ms after creation, then %v", r.Modified-r.Created, seen[2])
	}
	_, without, idle := watched(store.Quirks{})
	if seen := modifications(without, idle, made(t, without, 1)[0], 24*time.Hour); len(seen) != 1 {
		t.Errorf("without the quirk modified %v after creation", seen)
	}
}

// TestTouchesNeverGoBack holds that a touch does not undo a later change, and leaves alone what is not live.
func TestTouchesNeverGoBack(t *testing.T) {
	_, s, now := watched(store.Quirks{TouchedAfterCreation: true})
	ids := made(t, s, 3)
	*now = now.Add(10 * time.Hour) // both touches are due, and nobody has looked
	changed, err := s.Update(ids[0], map[string]string{"city": "Oslo"}, store.API)
	if err != nil {
		t.Fatal(err)
	}
	s.Archive(ids[1])
	s.Erase(ids[2])
	if r, _ := s.Get(ids[0]); r.Modified != changed.Modified {
		t.Errorf("a touch moved the modification from %d to %d", changed.Modified, r.Modified)
	}
	if _, live := s.Get(ids[1]); live || s.Len() != 1 {
		t.Error("a touch brought a contact back")
	}
}

// TestTouchesReachTheIndexAndSurviveAnImport holds that a search finds what was touched, with the lag of any other change.
func TestTouchesReachTheIndexAndSurviveAnImport(t *testing.T) {
	_, s, now := watched(store.Quirks{TouchedAfterCreation: true})
	id := made(t, s, 1)[0]
	created := now.UnixMilli()
	if err := s.Index.SetLag(index.Lag{Delay: time.Minute, Mode: index.Fixed}); err != nil {
		t.Fatal(err)
	}
	touched := func(s *store.Store) int {
		s.Settle()
		_, total := s.Index.Select(index.Selection{Limit: 10, Groups: []index.Group{{Ranges: []index.Range{{Field: index.Modified, Low: created + 1, High: 1 << 60}}}}})
		return total
	}
	*now = now.Add(25 * time.Second)
	if n := touched(s); n != 0 {
		t.Errorf("%d found before the lag is over", n)
	}
	*now = now.Add(time.Minute)
	if n := touched(s); n != 1 {
		t.Errorf("%d found after the lag", n)
	}
	copied, other, later := watched(store.Quirks{TouchedAfterCreation: true})
	*later = *now
	first, _ := s.Get(id)
	err := copied.Import(store.State{Objects: map[string]*store.ObjectState{"contacts": {Records: []store.StateRecord{{ID: id, Created: first.Created, Modified: first.Modified}}}}})
	if err != nil {
		t.Fatal(err)
	}
	copied.Resume()
	*now, *later = now.Add(10*time.Hour), later.Add(10*time.Hour)
	want, _ := s.Get(id)
	if got, _ := other.Get(id); got.Modified != want.Modified || want.Modified == first.Modified {
		t.Errorf("after an import touched at %d, without it at %d", got.Modified, want.Modified)
	}
}

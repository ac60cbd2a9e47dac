package dataset

import (
	"encoding/json"
	"errors"
	"testing"
)

func put(t *testing.T, s *Store, id, members string, tracker *Tracker) Change {
	t.Helper()
	var c Change
	err := s.Update(func(tx *Tx) error {
		var err error
		c, err = tx.Append("d", Entity{ID: id, Members: []byte(members)}, tracker)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sweep(t *testing.T, s *Store, tracker *Tracker, mark bool) int {
	t.Helper()
	total := 0
	for after := ""; ; {
		err := s.Update(func(tx *Tx) error {
			n, next, err := tx.Sweep("d", tracker, after, 3, mark)
			total, after = total+n, next
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if after == "" {
			return total
		}
	}
}

func get(t *testing.T, s *Store, id string) *Version {
	t.Helper()
	var v *Version
	err := s.View(func(tx *Tx) error {
		var err error
		v, err = tx.Get("d", id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSweepDeletesWhatWasNotSeen(t *testing.T) {
	s := open(t)
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		put(t, s, id, `"v":1`, nil)
	}
	tracker := NewTracker(5)
	put(t, s, "a", `"v":1`, tracker) // unchanged
	put(t, s, "c", `"v":2`, tracker) // changed
	put(t, s, "f", `"v":1`, tracker) // new
	put(t, s, "e", `"v":9`, nil)     // somebody else's, meanwhile
	if n := sweep(t, s, tracker, true); n != 2 {
		t.Fatalf("%d deleted, want b and d", n)
	}
	for id, gone := range map[string]bool{"a": false, "b": true, "c": false, "d": true, "e": false, "f": false} {
		if v := get(t, s, id); v.Deleted != gone {
			t.Errorf("%s deleted: %v, want %v", id, v.Deleted, gone)
		}
	}
	if got := string(get(t, s, "b").Members); got != `"$deletion_tracked":true,"v":1` {
		t.Errorf("what was deleted is %s", got)
	}
	if n := sweep(t, s, tracker, false); n != 0 {
		t.Errorf("a second sweep deleted %d", n)
	}
}

// A background rescan must not overwrite what another run has written since it began.
func TestGuardKeepsNewerVersions(t *testing.T) {
	s := open(t)
	put(t, s, "a", `"v":1`, nil)
	guard := NewGuard(1)
	put(t, s, "a", `"v":2`, nil)
	if c := put(t, s, "a", `"v":1`, guard); c.Written {
		t.Error("the rescan overwrote a newer version")
	}
	if c := put(t, s, "b", `"v":1`, guard); !c.Written {
		t.Error("the rescan did not write a new entity")
	}
	if c := put(t, s, "b", `"v":2`, guard); !c.Written {
		t.Error("the rescan did not overwrite its own version")
	}
	plain := NewTracker(1)
	if c := put(t, s, "a", `"v":1`, plain); !c.Written {
		t.Error("a run with nobody beside it must write what it reads")
	}
}

// Other versions will get the offsets of a failed transaction, so they must not count as seen.
func TestFailedTransactionSeesNothing(t *testing.T) {
	s := open(t)
	put(t, s, "a", `"v":1`, nil)
	tracker := NewTracker(1)
	err := s.Update(func(tx *Tx) error {
		for _, e := range []Entity{{ID: "a", Members: []byte(`"v":1`)}, {ID: "b"}} {
			if _, err := tx.Append("d", e, tracker); err != nil {
				return err
			}
		}
		return errors.New("no")
	})
	if err == nil {
		t.Fatal("no error")
	}
	if tracker.marked(0) || tracker.marked(1) {
		t.Error("a failed transaction left its marks")
	}
}

func TestTrackerIsKept(t *testing.T) {
	a := NewTracker(700)
	for _, offset := range []int64{0, 63, 64, 1000} {
		a.mark(offset)
	}
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var b Tracker
	if err := json.Unmarshal(raw, &b); err != nil {
		t.Fatal(err)
	}
	for offset := range int64(1100) {
		if a.marked(offset) != b.marked(offset) || a.unseen(offset) != b.unseen(offset) {
			t.Fatalf("offset %d differs", offset)
		}
	}
}

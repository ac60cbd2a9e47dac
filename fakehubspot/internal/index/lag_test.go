package index

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// write is a write or a removal, for the model.
type write struct {
	at      int64
	id      int64
	seq     uint64
	removed bool
}

// promised is when a write shows, by the documentation of Lag.
func (l Lag) promised(w write, seed uint64) int64 {
	delay := float64(l.Delay.Milliseconds())
	switch l.Mode {
	case Fixed:
	case Random:
		delay *= fraction(seed, w.seq)
	case PerRecord:
		delay *= fraction(seed, uint64(w.id))
	}
	if w.removed && !l.Archived {
		return w.at
	}
	return w.at + int64(delay)
}

// known is the newest write of a record that shows at an instant, found by looking at all of them.
func known(history []write, lag Lag, seed uint64, id, now int64) (write, bool) {
	var newest write
	for _, w := range history {
		if w.id == id && w.seq > newest.seq && lag.promised(w, seed) <= now {
			newest = w
		}
	}
	return newest, newest.seq > 0 && !newest.removed
}

func TestLagAgainstTheWholeHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.UnixMilli(1_000_000)
		lag := Lag{
			Delay:    time.Duration(rapid.IntRange(0, 500).Draw(t, "delay")) * time.Millisecond,
			Mode:     rapid.SampledFrom([]Mode{Fixed, Random, PerRecord}).Draw(t, "mode"),
			Archived: rapid.Bool().Draw(t, "archived"),
		}
		const seed = 3
		x := New(seed, func() time.Time { return now }, nil)
		if err := x.SetLag(lag); err != nil {
			t.Fatal(err)
		}
		var history []write
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				w := write{
					at: now.UnixMilli(), id: rapid.Int64Range(1, 5).Draw(t, "id"), seq: uint64(len(history) + 1),
					removed: rapid.IntRange(0, 3).Draw(t, "removed") == 0,
				}
				history = append(history, w)
				r := &record.Record{ID: w.id, Modified: w.at, Seq: w.seq}
				if w.removed {
					x.Remove(r, w.at)
				} else {
					x.Put(r, w.at)
				}
			},
			"wait": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "ms")) * time.Millisecond)
			},
			"": func(t *rapid.T) {
				_, shown := x.Select(Selection{})
				live := 0
				for id := range int64(6) {
					want, visible := known(history, lag, seed, id, now.UnixMilli())
					got := x.grid.get(id)
					if (got != nil) != visible || visible && got.Seq != want.seq {
						t.Fatalf("%d: got %+v, want %+v (%v)", id, got, want, visible)
					}
					if visible {
						live++
					}
				}
				if modified, created := x.byModified.count(0, 1<<60), x.byCreated.count(0, 1<<60); shown != live || modified != live || created != live {
					t.Fatalf("%d, %d and %d records, want %d", shown, modified, created, live)
				}
			},
		})
	})
}

func TestPendingWritesFollowANewLag(t *testing.T) {
	now := time.UnixMilli(1_000_000)
	x := New(1, func() time.Time { return now }, nil)
	set := func(d time.Duration) {
		t.Helper()
		if err := x.SetLag(Lag{Delay: d, Mode: Fixed}); err != nil {
			t.Fatal(err)
		}
	}
	shown := func() int { _, n := x.Select(Selection{}); return n }
	set(time.Hour)
	x.Put(&record.Record{ID: 1, Seq: 1}, now.UnixMilli())
	if shown() != 0 {
		t.Fatal("shown at once")
	}
	if _, pending := x.Lag(); pending != 1 {
		t.Fatalf("%d pending", pending)
	}
	now = now.Add(time.Minute)
	set(time.Minute)
	if shown() != 1 {
		t.Fatal("the shorter lag has passed and it is not shown")
	}
	set(time.Hour)
	x.Put(&record.Record{ID: 2, Seq: 2}, now.UnixMilli())
	set(0)
	if shown() != 2 {
		t.Fatal("without lag it is not shown")
	}
}

// A lag without Archived also counts for removals that are pending.
func TestPendingRemovalsFollowANewLag(t *testing.T) {
	now := time.UnixMilli(1_000_000)
	x := New(1, func() time.Time { return now }, nil)
	x.Put(&record.Record{ID: 1, Seq: 1}, now.UnixMilli())
	if err := x.SetLag(Lag{Delay: time.Hour, Mode: Fixed, Archived: true}); err != nil {
		t.Fatal(err)
	}
	x.Remove(&record.Record{ID: 1, Seq: 2}, now.UnixMilli())
	if _, pending := x.Lag(); pending != 1 {
		t.Fatalf("%d pending", pending)
	}
	if err := x.SetLag(Lag{Delay: time.Hour, Mode: Fixed}); err != nil {
		t.Fatal(err)
	}
	if _, n := x.Select(Selection{}); n != 0 {
		t.Error("it is still shown")
	}
}

func TestInvalidLags(t *testing.T) {
	x := New(1, time.Now, nil)
	for _, lag := range []Lag{{Mode: "sometimes"}, {Mode: Fixed, Delay: -1}, {Mode: Fixed, Delay: 1000 * time.Hour}} {
		if x.SetLag(lag) == nil {
			t.Errorf("%+v was accepted", lag)
		}
	}
}

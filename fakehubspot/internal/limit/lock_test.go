package limit_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

// Too many upserts in ten seconds lock the records of their object type for two seconds, and no longer.
func TestUpsertsLock(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := limit.New(func() time.Time { return now }, time.UTC, func(string) bool { return true })
	for range 100 {
		if !l.Upsert("0-1", 100) || l.Locked("0-1") {
			t.Fatal("locked without a limit")
		}
	}
	if err := l.Set(limit.Settings{Plan: limit.Off, Upserts: 250}); err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		after   time.Duration
		records int
		written bool
		locked  bool // afterwards
	}{
		{0, 100, true, false},
		{time.Second, 100, true, false},
		{time.Second, 50, true, false}, // as many as may be
		{0, 1, false, true},
		{1999 * time.Millisecond, 1, false, true}, // which does not prolong the lock
		{time.Millisecond, 100, true, false},      // the count has begun anew
		{time.Second, 100, true, false},
		{9 * time.Second, 100, true, false}, // the first hundred are ten seconds ago
		{0, 100, false, true},
		{-time.Hour, 250, true, false}, // the clock was set back
	} {
		now = now.Add(step.after)
		if written := l.Upsert("0-1", step.records); written != step.written || l.Locked("0-1") != step.locked {
			t.Errorf("step %d: written %v, locked %v, want %v and %v", i, written, l.Locked("0-1"), step.written, step.locked)
		}
		if l.Locked("0-2") {
			t.Errorf("step %d: another object type is locked", i)
		}
	}
	if err := l.Set(limit.Settings{Plan: limit.Off, Upserts: -1}); err == nil {
		t.Error("a limit below 0 was taken")
	}
}

// What is close to a lock, and what is locked, can be looked up.
func TestLocks(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := limit.New(func() time.Time { return now }, time.UTC, func(string) bool { return true })
	l.Upsert("0-1", 5)
	if locks := l.Locks(); locks != nil {
		t.Errorf("without a limit there are %+v", locks)
	}
	if err := l.Set(limit.Settings{Plan: limit.Off, Upserts: 10}); err != nil {
		t.Fatal(err)
	}
	l.Upsert("0-2", 11)
	l.Upsert("0-1", 7)
	want := []limit.Lock{{Object: "0-1", Upserts: 7}, {Object: "0-2", Until: now.Add(limit.LockedFor)}}
	if locks := l.Locks(); !slices.Equal(locks, want) {
		t.Errorf("there are %+v, want %+v", locks, want)
	}
	now = now.Add(limit.LockedFor)
	if locks := l.Locks(); !slices.Equal(locks, want[:1]) {
		t.Errorf("two seconds later there are %+v", locks)
	}
	if now = now.Add(limit.Interval); len(l.Locks()) != 0 {
		t.Errorf("and later still %+v", l.Locks())
	}
}

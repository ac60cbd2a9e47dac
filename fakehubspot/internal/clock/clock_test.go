package clock_test

import (
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 123_456_789, time.FixedZone("CET", 3600))

// machine is a machine clock moved by the test.
type machine struct{ now time.Time }

func (m *machine) Now() time.Time { return m.now }

func TestNowIsUTCInWholeMilliseconds(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	want := time.Date(2026, 3, 1, 11, 0, 0, 123_000_000, time.UTC)
	for name, move := range map[string]func(){
		"running": func() {},
		"set":     func() { c.Set(noon) },
		"advance": func() { c.Advance(100 * time.Nanosecond) },
	} {
		move()
		if got := c.Now(); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestFrozenStandsUntilMoved(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	if at := c.Freeze(); !at.Equal(noon.Truncate(time.Millisecond)) {
		t.Fatalf("frozen at %v", at)
	}
	before := c.Now()
	m.now = m.now.Add(time.Hour)
	if !c.Frozen() || c.Now() != before {
		t.Fatalf("frozen clock moved from %v to %v", before, c.Now())
	}
	if got := c.Advance(6 * time.Minute); got != before.Add(6*time.Minute) || got != c.Now() {
		t.Fatalf("advance gave %v, clock shows %v", got, c.Now())
	}
	if got := c.Advance(-time.Minute); got != before.Add(5*time.Minute) {
		t.Fatalf("advance back gave %v", got)
	}
}

func TestRunningKeepsItsOffset(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	start := c.Now()
	c.Advance(time.Hour)
	m.now = m.now.Add(time.Second)
	if got, want := c.Now(), start.Add(time.Hour+time.Second); got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
	c.UseReal()
	if got, want := c.Now(), start.Add(time.Second); got != want {
		t.Fatalf("UseReal kept an offset: got %v, want %v", got, want)
	}
}

func TestRunFrom(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	epoch := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	c.Set(noon)
	c.RunFrom(epoch)
	if c.Frozen() || c.Now() != epoch {
		t.Fatalf("frozen %v at %v", c.Frozen(), c.Now())
	}
	m.now = m.now.Add(2 * time.Second)
	if got := c.Now(); got != epoch.Add(2*time.Second) {
		t.Fatalf("got %v", got)
	}
}

func TestConcurrentUse(t *testing.T) {
	c := clock.New(time.Now)
	c.Set(noon)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				c.Advance(time.Millisecond)
				_ = c.Now()
			}
		})
	}
	all.Wait()
	if got, want := c.Now(), noon.Truncate(time.Millisecond).Add(800*time.Millisecond); !got.Equal(want) {
		t.Fatalf("advances were lost: %v, want %v", got, want)
	}
}

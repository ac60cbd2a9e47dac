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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func advance(t *testing.T, c *clock.Clock, d time.Duration) time.Time {
	t.Helper()
	now, err := c.Advance(d)
	must(t, err)
	return now
}

func TestNowIsUTCInWholeMilliseconds(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	want := time.Date(2026, 3, 1, 11, 0, 0, 123_000_000, time.UTC)
	for name, move := range map[string]func(){
		"running": func() {},
		"set":     func() { must(t, c.Set(noon)) },
		"advance": func() { advance(t, c, 100*time.Nanosecond) },
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
	if got := advance(t, c, 6*time.Minute); got != before.Add(6*time.Minute) || got != c.Now() {
		t.Fatalf("advance gave %v, clock shows %v", got, c.Now())
	}
	if got := advance(t, c, -time.Minute); got != before.Add(5*time.Minute) {
		t.Fatalf("advance back gave %v", got)
	}
}

func TestRunningKeepsItsOffset(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	start := c.Now()
	advance(t, c, time.Hour)
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
	must(t, c.Set(noon))
	must(t, c.RunFrom(epoch))
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
	must(t, c.Set(noon))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				advance(t, c, time.Millisecond)
				_ = c.Now()
			}
		})
	}
	all.Wait()
	if got, want := c.Now(), noon.Truncate(time.Millisecond).Add(800*time.Millisecond); !got.Equal(want) {
		t.Fatalf("advances were lost: %v, want %v", got, want)
	}
}

// A time that RFC 3339 or a record cannot hold is refused, and the clock shows what it showed before.
func TestTimesOutOfRangeAreRefused(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	for _, frozen := range []bool{true, false} {
		c.UseReal()
		if frozen {
			must(t, c.Set(noon))
		}
		before := c.Now()
		for _, wrong := range []time.Time{
			{},
			time.UnixMilli(0), time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(1<<40, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC),
		} {
			if c.Set(wrong) == nil || c.RunFrom(wrong) == nil {
				t.Errorf("%v was taken", wrong)
			}
		}
		for range 2 {
			if _, err := c.Advance(-60 * 365 * 24 * time.Hour); err == nil {
				t.Error("advanced to before 1970")
			}
		}
		if c.Now() != before || c.Frozen() != frozen {
			t.Errorf("a refused time moved the clock from %v to %v", before, c.Now())
		}
	}
}

// Centuries are more than a time.Duration can hold; a clock that runs into the end of its range stays there.
func TestClockRunsAtBothEndsOfItsRange(t *testing.T) {
	m := &machine{now: noon}
	c := clock.New(m.Now)
	for _, at := range []time.Time{clock.Earliest, time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC), clock.Latest} {
		must(t, c.RunFrom(at))
		if got := c.Now(); got != at {
			t.Errorf("runs from %v, want %v", got, at)
		}
	}
	m.now = m.now.Add(time.Hour)
	if got := c.Now(); got != clock.Latest {
		t.Errorf("ran on to %v", got)
	}
	if _, err := c.Advance(time.Hour); err == nil {
		t.Error("advanced beyond the end")
	}
}

// Package clock is the clock of a fake HubSpot: every timestamp, rate limit, index lag and Date header follows it, never
// the machine's clock.
//
// A clock runs (machine time plus an offset) or is frozen. It can be moved in both modes.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// Grain is the precision of the clock: HubSpot stores times as whole milliseconds.
const Grain = time.Millisecond

// The first and the last time that the clock shows. The Unix epoch itself is left out because a record that was archived
// then would count as live; a time after the year 9999 cannot be written in RFC 3339.
var (
	Earliest = time.UnixMilli(1).UTC()
	Latest   = time.Date(10_000, time.January, 1, 0, 0, 0, 0, time.UTC).Add(-Grain)
)

// Check reports a time that the clock cannot show.
func Check(t time.Time) error {
	if grain(t).Before(Earliest) || grain(t).After(Latest) {
		return fmt.Errorf("must be later than 1970-01-01T00:00:00Z and not after the year 9999, got %s",
			t.UTC().Format("2006-01-02T15:04:05.999Z"))
	}
	return nil
}

// Clock is a clock. It is safe for concurrent use.
type Clock struct {
	real func() time.Time

	mu     sync.RWMutex
	frozen bool
	at     time.Time // the time shown while frozen
	began  time.Time // the machine's time at which a running clock showed from; both are zero if it shows the machine's
	from   time.Time
}

// New returns a running clock without an offset. real is the machine's clock, time.Now outside tests.
func New(real func() time.Time) *Clock {
	return &Clock{real: real}
}

// Now returns the clock's time, in UTC and whole milliseconds.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now()
}

// Set freezes the clock at t, truncated to the millisecond.
func (c *Clock) Set(t time.Time) error {
	if err := Check(t); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.at = true, grain(t)
	return nil
}

// Freeze freezes the clock at the time that it shows and returns that time.
func (c *Clock) Freeze() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.now()
	c.frozen = true
	return c.at
}

// UseReal lets the clock run with the machine's, without an offset.
func (c *Clock) UseReal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.began, c.from = false, time.Time{}, time.Time{}
}

// RunFrom lets the clock run on from t.
func (c *Clock) RunFrom(t time.Time) error {
	if err := Check(t); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.began, c.from = false, c.real().Round(0), t
	return nil
}

// Advance moves the clock by d, which may be negative, and returns the new time. A frozen clock stays frozen and a running
// one goes on running.
func (c *Clock) Advance(d time.Duration) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	to := c.shown().Add(d)
	if err := Check(to); err != nil {
		return c.now(), err
	}
	if c.frozen {
		c.at = grain(to)
	} else {
		c.began, c.from = c.real().Round(0), to.Round(0)
	}
	return c.now(), nil
}

// Frozen reports whether the clock is frozen.
func (c *Clock) Frozen() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.frozen
}

// now is what the clock shows: one that has run to its end stays there.
func (c *Clock) now() time.Time {
	now := grain(c.shown())
	if now.After(Latest) {
		return Latest
	}
	return now
}

// shown is the clock's time before it is cut to what HubSpot keeps. The distance from the machine's time can be longer
// than a time.Duration holds, so that it is never computed.
func (c *Clock) shown() time.Time {
	switch {
	case c.frozen:
		return c.at
	case c.from.IsZero():
		return c.real()
	default:
		return c.from.Add(c.real().Sub(c.began))
	}
}

// grain drops what HubSpot does not keep: the zone, the monotonic reading and everything below a millisecond.
func grain(t time.Time) time.Time {
	return t.UTC().Truncate(Grain)
}

// Package clock is the clock of a fake HubSpot: every timestamp, rate limit, index lag and Date header follows it, never
// the machine's clock.
//
// A clock runs (machine time plus an offset) or is frozen. It can be moved in both modes.
package clock

import (
	"sync"
	"time"
)

// Grain is the precision of the clock: HubSpot stores times as whole milliseconds.
const Grain = time.Millisecond

// Clock is a clock. It is safe for concurrent use.
type Clock struct {
	real func() time.Time

	mu     sync.RWMutex
	frozen bool
	at     time.Time     // the time shown while frozen
	offset time.Duration // added to real time while running
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
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.at = true, grain(t)
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
	c.frozen, c.offset = false, 0
}

// RunFrom lets the clock run on from t.
func (c *Clock) RunFrom(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.offset = false, t.Sub(c.real().Round(0))
}

// Advance moves the clock by d, which may be negative, and returns the new time. A frozen clock stays frozen and a running
// one goes on running.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen {
		c.at = grain(c.at.Add(d))
	} else {
		c.offset += d
	}
	return c.now()
}

// Frozen reports whether the clock is frozen.
func (c *Clock) Frozen() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.frozen
}

func (c *Clock) now() time.Time {
	if c.frozen {
		return c.at
	}
	return grain(c.real().Add(c.offset))
}

// grain drops what HubSpot does not keep: the zone, the monotonic reading and everything below a millisecond.
func grain(t time.Time) time.Time {
	return t.UTC().Truncate(Grain)
}

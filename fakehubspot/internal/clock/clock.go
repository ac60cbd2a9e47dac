// Package clock is the one clock of a fake HubSpot: every timestamp, rate
// limit, index delay and Date header is read from it, never from the machine.
//
// A clock runs (machine time plus an offset) or stands still (frozen). It can
// be moved in both modes.
package clock

import (
	"sync"
	"time"
)

// Grain is the precision of every instant the clock gives: HubSpot stores
// times as whole milliseconds.
const Grain = time.Millisecond

// Clock tells the fake's time. It is safe for concurrent use.
type Clock struct {
	real func() time.Time

	mu     sync.RWMutex
	frozen bool
	at     time.Time     // the instant shown while frozen
	offset time.Duration // added to real time while running
}

// New returns a running clock without offset. real is the machine's clock,
// time.Now outside tests.
func New(real func() time.Time) *Clock {
	return &Clock{real: real}
}

// Now returns the fake's time: UTC, whole milliseconds.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now()
}

// Set freezes the clock at t, cut to the millisecond.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.at = true, grain(t)
}

// Freeze stops the clock at the instant it shows and returns that instant.
func (c *Clock) Freeze() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.now()
	c.frozen = true
	return c.at
}

// UseReal lets the clock run with the machine's time, without offset.
func (c *Clock) UseReal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.offset = false, 0
}

// RunFrom lets the clock run on from t: real time plus whatever offset makes
// it show t now.
func (c *Clock) RunFrom(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.offset = false, t.Sub(c.real().Round(0))
}

// Advance moves the clock by d, which may be negative: a frozen clock stands at
// the later instant, a running one keeps d as part of its offset. It returns
// the new time.
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

// Frozen reports whether the clock stands still.
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

// grain drops what HubSpot does not keep: the zone, the monotonic reading and
// everything below a millisecond.
func grain(t time.Time) time.Time {
	return t.UTC().Truncate(Grain)
}

package index

import (
	"container/heap"
	"fmt"
	"time"
)

// Mode says how late each write reaches the index.
type Mode string

// The modes of lag. Random and PerRecord derive the delays from the seed, so that the same calls are late by the same
// time.
const (
	Fixed     Mode = "fixed"  // every write exactly Delay late
	Random    Mode = "random" // every write by a time of its own, up to Delay
	PerRecord Mode = "record" // all writes of one record equally late, up to Delay
)

// MaxDelay is the longest delay that a lag can have.
const MaxDelay = 30 * 24 * time.Hour

// Lag is how far the index is behind the records.
type Lag struct {
	Delay time.Duration
	Mode  Mode
	// Archived makes removals late too. Without it, an archived or merged record leaves the results at once.
	Archived bool
}

// Check reports an invalid lag.
func (l Lag) Check() error {
	switch l.Mode {
	case Fixed, Random, PerRecord:
	default:
		return fmt.Errorf("index lag: mode %q is unknown; use fixed, random or record", l.Mode)
	}
	if l.Delay < 0 || l.Delay > MaxDelay {
		return fmt.Errorf("index lag: delay must be between 0s and %.0fh, got %s", MaxDelay.Hours(), l.Delay)
	}
	return nil
}

// due returns the millisecond at which a change becomes visible.
func (x *Index) due(c change) int64 {
	if c.removed && !x.lag.Archived {
		return c.at
	}
	delay := float64(x.lag.Delay.Milliseconds())
	switch x.lag.Mode {
	case Fixed:
	case Random:
		delay *= fraction(x.seed, c.rec.Seq)
	case PerRecord:
		delay *= fraction(x.seed, uint64(c.rec.ID))
	}
	return c.at + int64(delay)
}

// SetLag changes the lag, for pending writes too.
func (x *Index) SetLag(lag Lag) error {
	if err := lag.Check(); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.lag = lag
	for i := range x.pending {
		x.pending[i].due = x.due(x.pending[i])
	}
	heap.Init(&x.pending)
	x.settle()
	return nil
}

// Lag returns the lag in force and the number of writes that are pending because of it.
func (x *Index) Lag() (lag Lag, pending int) {
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.lag, len(x.pending)
}

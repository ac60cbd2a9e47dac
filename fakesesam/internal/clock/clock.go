// Package clock is the node's only source of time: the machine's own, or one that stands still until it is moved.
package clock

import (
	"context"
	"sync"
	"time"
)

// Clock tells the time and waits.
type Clock interface {
	// Now is the present time.
	Now() time.Time
	// Sleep waits for d, or until ctx ends and then gives its error.
	Sleep(ctx context.Context, d time.Duration) error
}

// System is the machine's clock.
type System struct{}

// Now is the present time.
func (System) Now() time.Time { return time.Now() }

// Sleep waits for d.
func (System) Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Manual is a clock that moves only when told. Who sleeps on it moves it: a retry delay costs no real time.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewManual gives a clock that stands at a time.
func NewManual(at time.Time) *Manual { return &Manual{now: at} }

// Now is the time the clock stands at.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock forward to a time; a time in its past leaves it where it is.
func (m *Manual) Set(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at.After(m.now) {
		m.now = at
	}
}

// Sleep moves the clock forward by d at once.
func (m *Manual) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(max(d, 0))
	return nil
}

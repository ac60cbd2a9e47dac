// Package clock is the node's only source of time: the machine's clock, or one that stands still until it is moved.
package clock

import (
	"context"
	"sync"
	"time"
)

// Clock is a source of time.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
	// Sleep waits for d. If ctx ends first, it returns the error of ctx.
	Sleep(ctx context.Context, d time.Duration) error
}

// System is the machine's clock.
type System struct{}

// Now returns the current time.
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

// Stopwatch returns the machine's time, whatever the node's is: it measures what really takes time, such as an answer.
func Stopwatch() time.Time { return time.Now() }

// Deadline returns the time after d for a connection: a network has the machine's time, whatever the node's is.
func Deadline(d time.Duration) time.Time { return time.Now().Add(d) }

// Manual is a clock that moves only when it is told to. Sleep moves it too, so a retry delay takes no real time.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewManual returns a clock that stands still at a time.
func NewManual(at time.Time) *Manual { return &Manual{now: at} }

// Now returns the time at which the clock stands.
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

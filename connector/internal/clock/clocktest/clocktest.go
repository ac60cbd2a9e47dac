// Package clocktest provides a clock for tests, on which waiting takes no time, and a bound for what tests really wait
// for.
package clocktest

import (
	"sync"
	"testing"
	"time"
)

// Clock is a clock.Clock that moves only when something waits, and then at once.
type Clock struct {
	mu    sync.Mutex
	now   time.Time
	waits []time.Duration
}

// New returns a clock that starts at a fixed instant.
func New() *Clock { return &Clock{now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)} }

// Now implements clock.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After moves the clock by d and delivers at once.
func (c *Clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.waits = append(c.waits, d)
	fired := make(chan time.Time, 1)
	fired <- c.now
	return fired
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Waits returns every duration that has been waited for, in order.
func (c *Clock) Waits() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.waits...)
}

// Await receives from ch, or fails the test after longer than correct code ever needs, so that broken code fails a test
// instead of blocking it. A closed channel delivers, too.
func Await[T any](tb testing.TB, what string, ch <-chan T) T {
	tb.Helper()
	select {
	case got := <-ch:
		return got
	case <-time.After(20 * time.Second):
		tb.Fatalf("timed out waiting for %s", what)
		panic("unreachable")
	}
}

// Package clock is the connector's only source of time, so that tests can run hours of waiting in no time.
package clock

import (
	"context"
	"time"
)

// Clock tells the time and waits. Every pause the connector makes on purpose (retry, rate budget, backoff) and every
// duration it measures goes through one. Only network timeouts stay on the machine's own clock, because the kernel keeps
// them.
type Clock interface {
	// Now is used for durations only; the connector never compares it with HubSpot's time.
	Now() time.Time
	// After delivers once d has passed.
	After(d time.Duration) <-chan time.Time
}

// System is the machine's clock.
type System struct{}

// Now implements Clock. The value has a monotonic reading.
func (System) Now() time.Time { return time.Now() }

// After implements Clock.
func (System) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Sleep waits for d on c. If ctx ends first, it returns the cause of ctx.
func Sleep(ctx context.Context, c Clock, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-c.After(d):
		return context.Cause(ctx)
	}
}

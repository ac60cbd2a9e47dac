package allowance

import (
	"fmt"
	"time"
)

// Use is what a read or a push made of the account.
type Use struct {
	Calls    Calls
	Took     time.Duration
	InFlight float64       // calls, on average
	Latency  time.Duration // of every call
}

// FullReadBound says, from what was measured, what a full read could not go beyond.
func (u Use) FullReadBound() string { return u.callsBound() }

// PushBound says the same of a push.
func (u Use) PushBound() string { return u.callsBound() }

func (u Use) callsBound() string {
	return u.bound(u.Calls.Total()-u.Calls.Search, CallsPerSecond, "calls/s that the plan leaves")
}

// SinceReadBound says the same of a since-read.
func (u Use) SinceReadBound() string {
	return u.bound(u.Calls.Search, SearchesPerSecond, "searches/s of setting search-rate")
}

// bound compares the calls that were made with those that were allowed in a second.
func (u Use) bound(calls int, allowed float64, what string) string {
	const nearly, alone = 0.9, 1.1
	made := float64(calls) / u.Took.Seconds()
	switch {
	case made >= nearly*allowed:
		return fmt.Sprintf("bound: the %.1f %s; %.1f calls in flight on average", allowed, what, u.InFlight)
	case u.Latency > 0 && u.InFlight <= alone:
		return fmt.Sprintf("bound: one call after the other, each %s", u.Latency)
	default:
		return fmt.Sprintf("bound: none of the account's, %.1f of the %.1f %s were made; %.1f calls in flight on average", made, allowed, what, u.InFlight)
	}
}

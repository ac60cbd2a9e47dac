package hubspot

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// budget spaces calls out, for all runs of the process together, so that the connector stays within HubSpot's limits by
// itself and leaves a share of them to other apps of the account.
type budget struct {
	name     string
	clock    clock.Clock
	observer Observer
	share    float64 // fraction of an announced limit that is used
	fixed    bool    // the rate is configured; announced limits do not change it
	limiter  *rate.Limiter

	mu     sync.Mutex
	paused time.Time // no call before this
}

// newBudget returns a budget of perSecond calls per second, evenly spaced, or with 0 one without a limit until HubSpot
// announces it.
func newBudget(name string, o *Options, perSecond float64) *budget {
	b := &budget{name: name, clock: o.Clock, observer: o.Observer, share: o.RateShare, fixed: perSecond > 0}
	b.limiter = rate.NewLimiter(rate.Inf, 1)
	if b.fixed {
		b.limiter.SetLimitAt(b.clock.Now(), rate.Limit(perSecond))
	}
	return b
}

// wait waits until the next call may be made and returns how long that took.
func (b *budget) wait(ctx context.Context) (time.Duration, error) {
	start := b.clock.Now()
	held := false
	for now := start; ; now = b.clock.Now() {
		// Every caller that waits for the end of a pause continues at the same moment, so callers line up only after it.
		delay := b.pauseLeft(now)
		var reservation *rate.Reservation
		if delay <= 0 {
			reservation = b.limiter.ReserveN(now, 1)
			delay = reservation.DelayFrom(now)
		}
		held = held || delay > 0
		if err := clock.Sleep(ctx, b.clock, delay); err != nil {
			if reservation != nil {
				reservation.CancelAt(b.clock.Now())
			}
			return 0, err
		}
		if reservation != nil && b.pauseLeft(b.clock.Now()) <= 0 {
			break
		}
	}
	if !held {
		return 0, nil
	}
	waited := b.clock.Now().Sub(start)
	b.observer.Waited(b.name, waited)
	return waited, nil
}

// pauseLeft is what is left of a pause, 0 or less if there is none.
func (b *budget) pauseLeft(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.paused.Sub(now)
}

// pause holds every call back for d from now.
func (b *budget) pause(d time.Duration) {
	until := b.clock.Now().Add(d)
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.paused) {
		b.paused = until
	}
}

// learn follows the limits that HubSpot announces with an answer. Answers to searches have none of these headers.
func (b *budget) learn(header http.Header) {
	limit, okLimit := number(header, "X-HubSpot-RateLimit-Max")
	interval, okInterval := number(header, "X-HubSpot-RateLimit-Interval-Milliseconds")
	remaining, okRemaining := number(header, "X-HubSpot-RateLimit-Remaining")
	daily, okDaily := number(header, "X-HubSpot-RateLimit-Daily-Remaining")
	if okRemaining {
		b.observer.Left("interval", remaining)
	}
	if okDaily {
		b.observer.Left("daily", daily)
	}
	if !okLimit || !okInterval || limit <= 0 || interval <= 0 {
		return
	}
	window := time.Duration(interval) * time.Millisecond
	if !b.fixed {
		perSecond := rate.Limit(float64(limit) * b.share / window.Seconds())
		if b.limiter.Limit() != perSecond {
			b.limiter.SetLimitAt(b.clock.Now(), perSecond)
		}
	}
	// The connector's own pace leaves limit × (1 − share) unused. When less than half of that remains, other apps are
	// busy, and the less remains, the longer the connector pauses.
	spare := float64(limit) * (1 - b.share) / 2
	if okRemaining && float64(remaining) < spare {
		b.pause(time.Duration(float64(window) * (spare - float64(remaining)) / spare))
	}
}

func number(header http.Header, name string) (int, bool) {
	n, err := strconv.Atoi(header.Get(name))
	return n, err == nil && n >= 0
}

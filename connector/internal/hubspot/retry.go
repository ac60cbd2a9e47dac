package hubspot

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

const (
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second

	// contractAttempts bounds the attempts at an answer that breaks HubSpot's contract: time seldom helps.
	contractAttempts = 4

	// lastAttempt is what a shortened last pause leaves of the time for the last attempt.
	lastAttempt = 5 * time.Second
)

// retry makes the call until it succeeds, fails for good, or has failed for too long. The time is counted from the first
// failure of this very call, so that any progress starts it again.
func (s *Session) retry(ctx context.Context, c call, b *body, read func(began time.Time) error) error {
	patience := s.Patience()
	for {
		err := s.attempt(ctx, c, b, read)
		if err == nil {
			return nil
		}
		if err := patience.Wait(ctx, err); err != nil {
			return err
		}
	}
}

// Patience decides whether something that has failed is tried again, and waits until then.
type Patience struct {
	session      *Session
	firstFailure time.Time
	pause        time.Duration
	attempts     int
	broken       int // answers that broke the contract
}

// Patience returns the patience with one undertaking, which lasts from its first failure. What has made progress begins another.
func (s *Session) Patience() *Patience { return &Patience{session: s} }

// Wait waits before the next attempt. If there should be none, it returns the reason why the last one failed.
func (p *Patience) Wait(ctx context.Context, err error) error {
	s, opts := p.session, &p.session.client.opts
	failure, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	p.attempts++
	if failure.Kind == KindContract {
		p.broken++
	}
	if p.firstFailure.IsZero() {
		p.firstFailure = opts.Clock.Now()
	}
	p.pause, ok = fit(s.pause(p.attempts, failure), s.retryLeft(p.firstFailure), max(p.pause, failure.RetryAfter))
	if !failure.temporary() || p.broken >= contractAttempts || !ok {
		return s.explainDailyLimit(ctx, failure)
	}
	s.count(func(st *Stats) { st.Retries++; st.Waited += p.pause })
	opts.Observer.Retrying(failure.Op, failure.Reason())
	opts.Logger.LogAttrs(ctx, slog.LevelWarn, "retrying a request to HubSpot",
		slog.String("op", failure.Op), slog.Int("attempt", p.attempts+1), slog.Duration("wait", p.pause), slog.String("error", err.Error()))
	return clock.Sleep(ctx, opts.Clock, p.pause)
}

// retryLeft is how much longer a call that has failed may be retried.
func (s *Session) retryLeft(firstFailure time.Time) time.Duration {
	opts := &s.client.opts
	left := s.retryFor - opts.Clock.Now().Sub(firstFailure)
	if start, starting := s.startLeft(); starting {
		return min(left, start)
	}
	return left
}

// fit shortens a pause so that it leaves time for one more attempt, but not below least. It reports whether that works.
func fit(pause, left, least time.Duration) (time.Duration, bool) {
	if pause < left {
		return pause, true
	}
	pause = left - lastAttempt
	return pause, pause >= least
}

// pause is the time between a failed attempt (the first one is 1) and the next. It grows, and is never less than HubSpot
// demands. Jitter keeps callers apart that failed at the same moment.
func (s *Session) pause(attempt int, failure *Error) time.Duration {
	chance := s.client.opts.Chance()
	jitter := time.Duration(float64(firstBackoff) * chance / 2)
	if failure.estimated && failure.RetryAfter > 0 {
		return doubled(failure.RetryAfter, attempt) + jitter
	}
	backoff := time.Duration(float64(doubled(firstBackoff, attempt)) * (0.5 + chance/2))
	return max(backoff, failure.RetryAfter+jitter)
}

// doubled returns first for attempt 1, then twice as much each time, up to maxBackoff.
func doubled(first time.Duration, attempt int) time.Duration {
	for range attempt - 1 {
		if first *= 2; first >= maxBackoff {
			return maxBackoff
		}
	}
	return first
}

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
	opts := &s.client.opts
	var firstFailure time.Time
	var pause time.Duration
	broken := 0 // answers that broke the contract
	for attempt := 1; ; attempt++ {
		err := s.attempt(ctx, c, b, read)
		if err == nil {
			return nil
		}
		failure, ok := errors.AsType[*Error](err)
		if !ok {
			return err
		}
		if failure.Kind == KindContract {
			broken++
		}
		if firstFailure.IsZero() {
			firstFailure = opts.Clock.Now()
		}
		pause, ok = fit(s.pause(attempt, failure), s.retryLeft(firstFailure), max(pause, failure.RetryAfter))
		if !failure.temporary() || broken >= contractAttempts || !ok {
			return s.explainDailyLimit(ctx, failure)
		}
		s.count(func(st *Stats) { st.Retries++; st.Waited += pause })
		opts.Observer.Retrying(c.op, failure.Reason())
		opts.Logger.LogAttrs(ctx, slog.LevelWarn, "retrying a request to HubSpot",
			slog.String("op", c.op), slog.Int("attempt", attempt+1), slog.Duration("wait", pause), slog.String("error", err.Error()))
		if err := clock.Sleep(ctx, opts.Clock, pause); err != nil {
			return err
		}
	}
}

// retryLeft is how much longer a call that has failed may be retried.
func (s *Session) retryLeft(firstFailure time.Time) time.Duration {
	opts := &s.client.opts
	left := opts.RetryFor - opts.Clock.Now().Sub(firstFailure)
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

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

	// startRetryFor bounds the retries of a run that has not delivered anything yet. Failing early costs nothing then:
	// the node simply tries again.
	startRetryFor = 30 * time.Second

	// contractAttempts bounds the attempts at an answer that breaks HubSpot's contract: time seldom helps.
	contractAttempts = 4
)

// retry calls try until it succeeds, fails for good, or has failed for too long. The time is counted from the first
// failure of this very call, so that any progress starts it again.
func (s *Session) retry(ctx context.Context, op string, try func() error) error {
	opts := &s.client.opts
	var firstFailure time.Time
	broken := 0 // answers that broke the contract
	for attempt := 1; ; attempt++ {
		err := try()
		if err == nil {
			return nil
		}
		failure, ok := errors.AsType[*Error](err)
		if !ok {
			return err
		}
		failure.Op = op
		if failure.Kind == KindContract {
			broken++
		}
		if firstFailure.IsZero() {
			firstFailure = opts.Clock.Now()
		}
		// The pause that HubSpot demands must still fit in.
		spent := opts.Clock.Now().Sub(firstFailure) + failure.RetryAfter
		if !failure.temporary() || broken >= contractAttempts || spent >= s.retryFor() {
			return s.client.explainDailyLimit(ctx, failure)
		}
		pause := s.pause(attempt, failure)
		s.count(func(st *Stats) { st.Retries++; st.Waited += pause })
		opts.Observer.Retrying(op, failure.Reason())
		opts.Logger.LogAttrs(ctx, slog.LevelWarn, "retrying a request to HubSpot",
			slog.String("op", op), slog.Int("attempt", attempt+1), slog.Duration("wait", pause), slog.String("error", err.Error()))
		if err := clock.Sleep(ctx, opts.Clock, pause); err != nil {
			return err
		}
	}
}

// retryFor is how long failures are retried for at this point of the run.
func (s *Session) retryFor() time.Duration {
	limit := s.client.opts.RetryFor
	if s.Stats().Pages == 0 {
		return min(limit, startRetryFor)
	}
	return limit
}

// pause is the time between a failed attempt (the first one is 1) and the next: what HubSpot demands, otherwise an
// exponential backoff with jitter.
func (s *Session) pause(attempt int, failure *Error) time.Duration {
	chance := s.client.opts.Chance()
	if failure.RetryAfter > 0 {
		// Never less than demanded, and not at the same moment as other callers.
		return failure.RetryAfter + time.Duration(float64(firstBackoff)*chance/2)
	}
	backoff := maxBackoff
	if attempt <= 6 {
		backoff = min(firstBackoff<<(attempt-1), maxBackoff)
	}
	return time.Duration(float64(backoff) * (0.5 + chance/2))
}

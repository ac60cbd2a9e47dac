package hubspot

import (
	"context"
	"log/slog"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

const (
	// attemptTimeout bounds one attempt, including the answer. HubSpot's edge gives up by itself after 100 seconds.
	attemptTimeout = 3 * time.Minute

	// startWithin bounds everything up to the first page of a run: waiting, calls and their answers. Failing early costs
	// nothing then: the node simply tries again.
	startWithin = 30 * time.Second

	// longWait is how long a call is held back without a word in the log.
	longWait = 5 * time.Second
)

// wait waits until the budget allows the call. If that would take too long it fails at once and says when to come back.
func (s *Session) wait(ctx context.Context, c call) (err error) {
	opts := &s.client.opts
	if err := c.line.enter(ctx); err != nil {
		return err
	}
	defer func() { c.line.leave(err == nil) }()
	allowed := s.mayWait()
	if deadline, bounded := ctx.Deadline(); bounded {
		allowed = min(allowed, time.Until(deadline))
	}
	waited, refused, err := c.line.budget.wait(ctx, allowed, func(d time.Duration, why said.Text) {
		opts.Logger.LogAttrs(ctx, slog.LevelWarn, "waiting before a request to HubSpot",
			slog.String("op", c.op), slog.Duration("wait", d), slog.String("reason", why.String()))
	})
	s.count(func(st *Stats) { st.Waited += waited })
	if refused != nil {
		return &Error{
			Kind: KindBusy, RetryAfter: refused.left,
			Message: said.Words("not asked, because the next request may be made in %s: %s", said.Duration(refused.left), refused.why),
		}
	}
	return err
}

// mayWait is how long a call may be held back at this point of the run.
func (s *Session) mayWait() time.Duration {
	if left, starting := s.startLeft(); starting {
		return left
	}
	return max(s.retryFor, startWithin)
}

// deadline is how long an attempt may take, and how that is said.
type deadline struct {
	within time.Duration
	words  said.Text
}

// callWithin bounds an attempt at this point of the run.
func (s *Session) callWithin() deadline {
	if left, starting := s.startLeft(); starting {
		return deadline{left, said.Words("within the %s that a run has up to its first page", said.Duration(startWithin))}
	}
	within := attemptTimeout
	if s.writes {
		within = max(s.retryFor, startWithin)
	}
	return deadline{within, said.Words("within %s", said.Duration(within))}
}

// startLeft is what is left of the time up to the first page; starting is false once a page has been read.
func (s *Session) startLeft() (left time.Duration, starting bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.client.opts.Clock.Now()
	if s.begun.IsZero() {
		s.begun = now
	}
	return startWithin - now.Sub(s.begun), s.stats.Pages == 0 && !s.writes
}

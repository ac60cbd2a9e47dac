package hubspot

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/avast/retry-go/v5"
)

const (
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second

	// startPatience bounds the retries of a run that has delivered nothing
	// yet: failing early costs nothing then, the node simply asks again.
	startPatience = 30 * time.Second

	// contractTries bounds the attempts at an answer that is not what the API
	// promises: time seldom mends it.
	contractTries = 4
)

// ask makes the call until it succeeds, is refused for good, or patience
// ends. Patience is counted from the first failure of this very call, so any
// progress renews it. understand reads the answer; what it cannot
// accept counts as a failed attempt.
func (s *Session) ask(ctx context.Context, c call, into *bytes.Buffer, understand func(answer) error) error {
	p := &patience{session: s, op: c.op}
	err := retry.New(
		retry.Context(ctx),
		retry.UntilSucceeded(),
		retry.WithTimer(s.client.opts.Clock),
		retry.RetryIf(p.holds),
		retry.DelayType(func(n uint, err error, _ retry.DelayContext) time.Duration { return p.delay(ctx, n, err) }),
	).Do(func() error {
		got, err := s.attempt(ctx, c, into)
		if err != nil {
			return err
		}
		err = understand(got)
		if wrong, ok := errors.AsType[*Error](err); ok {
			wrong.Op = c.op
		}
		return err
	})
	return s.client.explainDaily(ctx, err)
}

// patience decides whether and when one call is made again.
type patience struct {
	session *Session
	op      string
	since   time.Time // first failure
	wrong   int       // answers that broke the contract
}

// holds tells whether another attempt is worth it.
func (p *patience) holds(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || !e.passing() {
		return false
	}
	now := p.session.client.opts.Clock.Now()
	if p.since.IsZero() {
		p.since = now
	}
	if e.Kind == KindContract {
		if p.wrong++; p.wrong >= contractTries {
			return false
		}
	}
	limit := p.session.client.opts.RetryFor
	if p.session.Stats().Pages == 0 {
		limit = min(limit, startPatience)
	}
	// What HubSpot asks us to wait must still fit in.
	return now.Sub(p.since)+e.RetryAfter < limit
}

// delay is the pause before attempt n (the first retry is 1): what HubSpot
// asks for, at least an exponential backoff with jitter.
func (p *patience) delay(ctx context.Context, n uint, err error) time.Duration {
	opts := &p.session.client.opts
	backoff := maxBackoff
	if n <= 6 {
		backoff = min(firstBackoff<<(n-1), maxBackoff)
	}
	wait := time.Duration(float64(backoff) * (0.5 + opts.Chance()/2))
	reason := "unknown"
	if e, ok := errors.AsType[*Error](err); ok {
		reason = e.Reason()
		if e.RetryAfter > 0 {
			// Never less than asked, and a little apart from other callers.
			wait = e.RetryAfter + time.Duration(float64(firstBackoff)*opts.Chance()/2)
		}
	}
	p.session.count(func(st *Stats) { st.Retries++; st.Waited += wait })
	opts.Observer.Retrying(p.op, reason)
	opts.Logger.LogAttrs(ctx, slog.LevelWarn, "asking HubSpot again",
		slog.String("op", p.op), slog.Any("attempt", n+1), slog.Duration("wait", wait), slog.String("error", err.Error()))
	return wait
}

package server

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

const (
	// checkWithin bounds one check of the key.
	checkWithin = 20 * time.Second

	// How long the result of a check is reused.
	readyFor        = time.Minute
	notReadyFor     = 10 * time.Second
	longestNotReady = 10 * time.Minute
)

var errNoAnswer = fmt.Errorf("HubSpot has not answered within %s", checkWithin)

// readiness is HubSpot's last answer about the key, so that frequent checks cost no quota.
type readiness struct {
	mu    sync.Mutex // also allows only one check at a time
	until time.Time
	err   error
}

// ready checks whether HubSpot accepts the key, at most once in a while.
func (s *Server) ready(ctx context.Context) error {
	r := &s.readiness
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.opts.Clock.Now().Before(r.until) {
		return r.err
	}
	bounded, cancel := context.WithTimeoutCause(ctx, checkWithin, errNoAnswer)
	defer cancel()
	err := s.opts.Client.Check(bounded, hubspot.Contacts)
	if ctx.Err() != nil && err != nil {
		return err // the client is gone: that says nothing about HubSpot
	}
	r.until, r.err = s.opts.Clock.Now().Add(reuseFor(err)), err
	return err
}

// reuseFor is how long the result of a check is reused. If HubSpot demands a pause, checking again soon would only cost
// more calls.
func reuseFor(err error) time.Duration {
	e, ok := errors.AsType[*hubspot.Error](err)
	switch {
	case err == nil:
		return readyFor
	case ok && e.Kind == hubspot.KindDaily:
		return longestNotReady
	case ok:
		return min(max(notReadyFor, e.RetryAfter), longestNotReady)
	default:
		return notReadyFor
	}
}

package server

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
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
	mu      sync.Mutex
	until   time.Time
	err     error
	running *check // nil if none is
}

// check is one question to HubSpot, for everybody who asks meanwhile. It ends by itself: probes that are more impatient
// than HubSpot is quick still get its answer, from a later one.
type check struct {
	ended chan struct{}
	err   error // once ended
}

// ready returns whether HubSpot accepts the key. HubSpot is asked at most once in a while.
func (s *Server) ready(ctx context.Context) error {
	running, err := s.runningCheck()
	if running == nil {
		return err
	}
	select {
	case <-running.ended:
		return running.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// runningCheck returns the check to wait for, or nil and what is still known from the last one.
func (s *Server) runningCheck() (*check, error) {
	r := &s.readiness
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.opts.Clock.Now().Before(r.until) {
		return nil, r.err
	}
	if r.running == nil {
		r.running = &check{ended: make(chan struct{})}
		go s.run(r.running)
	}
	return r.running, nil
}

// run makes the check and remembers its result.
func (s *Server) run(c *check) {
	defer close(c.ended)
	ctx, cancel := s.untilStop(context.Background())
	defer cancel()
	bounded, cancelBounded := context.WithTimeoutCause(ctx, checkWithin, errNoAnswer)
	defer cancelBounded()
	c.err = s.checkKey(bounded)

	r := &s.readiness
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until, r.err, r.running = s.opts.Clock.Now().Add(reuseFor(c.err)), c.err, nil
}

// checkKey asks HubSpot. A panic is an error here: outside a request it would end the process.
func (s *Server) checkKey(ctx context.Context) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			s.logPanic(ctx, fault, debug.Stack())
			err = errInternal
		}
	}()
	err = s.opts.Client.Check(ctx, hubspot.Contacts)
	if failure, ok := errors.AsType[*hubspot.Error](err); ok && failure.NamesScope() {
		return nil // HubSpot accepts the key, for other objects
	}
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

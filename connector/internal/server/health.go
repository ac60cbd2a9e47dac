package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// How long an answer of HubSpot about the key is believed.
const (
	readyFor        = time.Minute
	notReadyFor     = 10 * time.Second
	longestNotReady = 10 * time.Minute

	// checkWithin bounds one question.
	checkWithin = 20 * time.Second
)

var errNoWord = fmt.Errorf("HubSpot has not answered within %s", checkWithin)

func (s *Server) about(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"service": "hubspot-to-sesam connector", "version": s.opts.Version, "contacts": "/get_contacts"})
}

// healthz tells that the process is alive.
func (s *Server) healthz(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
}

// readyz tells whether HubSpot accepts the key.
func (s *Server) readyz(c *gin.Context) {
	if err := s.ready(c.Request.Context()); err != nil {
		s.fail(c, http.StatusServiceUnavailable, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "ready"})
}

// readiness remembers HubSpot's last word, so that being asked often costs
// no quota.
type readiness struct {
	mu    sync.Mutex // also lets only one question out at a time
	until time.Time
	err   error
}

func (s *Server) ready(ctx context.Context) error {
	r := &s.readiness
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.opts.Clock.Now().Before(r.until) {
		return r.err
	}
	bounded, cancel := context.WithTimeoutCause(ctx, checkWithin, errNoWord)
	defer cancel()
	err := s.opts.Client.Check(bounded)
	if ctx.Err() != nil && err != nil {
		return err // who asked went away: that says nothing about HubSpot
	}
	r.until, r.err = s.opts.Clock.Now().Add(believed(err)), err
	return err
}

// believed is how long an outcome is. Where HubSpot wants to be left alone,
// asking soon again would only use up more calls.
func believed(err error) time.Duration {
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

package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// How long an answer of HubSpot about the key is believed.
const (
	readyFor    = time.Minute
	notReadyFor = 10 * time.Second
	checkWithin = 20 * time.Second
)

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
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	err := s.opts.Client.Check(ctx)
	if ctx.Err() != nil && err != nil {
		return err // who asked went away: that says nothing about HubSpot
	}
	keep := readyFor
	if err != nil {
		keep = notReadyFor
	}
	r.until, r.err = s.opts.Clock.Now().Add(keep), err
	return err
}

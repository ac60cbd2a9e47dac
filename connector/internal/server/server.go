package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
)

// Options is what a Server needs.
type Options struct {
	Client   *hubspot.Client
	Objects  *hubspot.Objects
	Extract  extract.Options
	Write    bool // whether what is sent is written to HubSpot
	Push     push.Options
	Clock    clock.Clock
	Logger   *slog.Logger
	Metrics  *Metrics
	Places   *Places
	Held     *Held  // answers to transforms
	Username string // with Password: expected from Sesam
	Password string
	Version  string
}

// Server is what the handlers share.
type Server struct {
	opts      Options
	readiness readiness

	// writeStall and drainWithin, except in tests.
	stall, drainWithin time.Duration
	stop               context.Context // ends when running reads must be cut
	stopNow            context.CancelCauseFunc
}

// New returns a Server. Stop must be called in the end.
func New(opts Options) *Server {
	s := &Server{opts: opts, stall: writeStall, drainWithin: drainWithin}
	s.stop, s.stopNow = context.WithCancelCause(context.Background())
	return s
}

// Drain ends the waiting for places, and lets what has one go on.
func (s *Server) Drain() { s.opts.Places.drain() }

// Stop cuts the reads that are still running, so that none is taken for complete. It may be called more than once.
func (s *Server) Stop() { s.stopNow(errStopping) }

// untilStop returns a context that also ends when the server is stopped.
func (s *Server) untilStop(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	detach := context.AfterFunc(s.stop, func() { cancel(errStopping) })
	return ctx, func() {
		detach()
		cancel(context.Canceled)
	}
}

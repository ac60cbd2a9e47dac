package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Options is what a Server needs.
type Options struct {
	Client   *hubspot.Client
	Extract  extract.Options
	Clock    clock.Clock
	Logger   *slog.Logger
	Metrics  *Metrics
	Username string // with Password: asked of Sesam
	Password string
	Version  string
}

// Server holds what its handlers share.
type Server struct {
	opts      Options
	readiness readiness
	reads     chan struct{} // holds one for each running read

	// writeStall and drainWithin, but in tests.
	stall, drainWithin time.Duration
	stop               context.Context // ends when running reads must be cut
	stopNow            context.CancelCauseFunc
}

// maxReads is how many reads run at a time. A node reads with one, or one a
// pipe. Each may hold two pages of HubSpot's, so this bounds the memory.
const maxReads = 8

// New makes a Server; Stop must be called at the end.
func New(opts Options) *Server {
	s := &Server{opts: opts, reads: make(chan struct{}, maxReads), stall: writeStall, drainWithin: drainWithin}
	s.stop, s.stopNow = context.WithCancelCause(context.Background())
	return s
}

// Stop cuts the reads that still run, so that none can be taken for whole.
func (s *Server) Stop() { s.stopNow(errStopping) }

// untilStop derives a context that also ends when the server is stopped.
func (s *Server) untilStop(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	detach := context.AfterFunc(s.stop, func() { cancel(errStopping) })
	return ctx, func() {
		detach()
		cancel(context.Canceled)
	}
}

package server

import (
	"context"
	"errors"
	"log/slog"

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
	stop      context.Context // ends when running reads must be cut
	stopNow   context.CancelCauseFunc
}

// errStopping is why reads are cut on a stop.
var errStopping = errors.New("the connector is stopping")

// New makes a Server; Stop must be called at the end.
func New(opts Options) *Server {
	s := &Server{opts: opts}
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

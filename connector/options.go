package connector

import (
	"log/slog"
	"net/http"
)

// Option changes how a Connector works rather than what it does.
type Option func(*options)

type options struct {
	logger    *slog.Logger
	transport http.RoundTripper
	clock     Clock
	seed      uint64
}

// Logger receives the log; without it nothing is logged.
func Logger(l *slog.Logger) Option { return func(o *options) { o.logger = l } }

// Transport carries the calls to HubSpot.
func Transport(rt http.RoundTripper) Option { return func(o *options) { o.transport = rt } }

// WithClock replaces the machine's clock for all pauses and durations.
func WithClock(c Clock) Option { return func(o *options) { o.clock = c } }

// Seed makes the jitter of retries repeatable; without it the seed is 1.
func Seed(seed uint64) Option { return func(o *options) { o.seed = seed } }

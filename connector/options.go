package connector

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// Option sets what a [Connector] works with: its log, its connection to HubSpot, time and chance.
type Option func(*options) error

type options struct {
	logger    *slog.Logger
	transport http.RoundTripper
	clock     Clock
	seed      uint64
}

// resolve applies opts to the defaults. The error lists every invalid option.
func resolve(opts []Option) (options, error) {
	o := options{logger: slog.New(slog.DiscardHandler), clock: clock.System{}, seed: 1}
	var invalid []error
	for _, opt := range opts {
		if opt == nil {
			invalid = append(invalid, errors.New("an option must not be nil"))
			continue
		}
		invalid = append(invalid, opt(&o))
	}
	return o, errors.Join(invalid...)
}

// Logger is where the connector logs. Without it, and with nil, nothing is logged.
func Logger(l *slog.Logger) Option {
	return func(o *options) error {
		if l == nil {
			l = slog.New(slog.DiscardHandler)
		}
		o.logger = l
		return nil
	}
}

// Transport carries the requests to HubSpot. Without it the connector uses one of its own, which honours the proxy
// variables of the environment.
func Transport(rt http.RoundTripper) Option {
	return func(o *options) error {
		if rt == nil {
			return errors.New("transport must not be nil")
		}
		o.transport = rt
		return nil
	}
}

// WithClock replaces the machine's clock for all pauses and durations.
func WithClock(c Clock) Option {
	return func(o *options) error {
		if c == nil {
			return errors.New("clock must not be nil")
		}
		o.clock = c
		return nil
	}
}

// Seed makes the jitter of retries repeatable. Without it the seed is 1.
func Seed(seed uint64) Option {
	return func(o *options) error {
		o.seed = seed
		return nil
	}
}

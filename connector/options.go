package connector

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// Option sets what a [Connector] works with: its log, its connection to HubSpot, its clock and its randomness. A nil
// Option is an error.
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
	for i, opt := range opts {
		if opt == nil {
			invalid = append(invalid, fmt.Errorf("option %d is nil", i+1))
			continue
		}
		invalid = append(invalid, opt(&o))
	}
	return o, errors.Join(invalid...)
}

// Logger sets where the connector logs. With nil, the default, it logs nowhere.
func Logger(l *slog.Logger) Option {
	return func(o *options) error {
		if l == nil {
			l = slog.New(slog.DiscardHandler)
		}
		o.logger = l
		return nil
	}
}

// Transport sets what carries the requests to HubSpot. With nil, the default, the connector uses a transport of its own,
// which honours the proxy variables of the environment.
func Transport(rt http.RoundTripper) Option {
	return func(o *options) error {
		o.transport = rt
		return nil
	}
}

// WithClock sets the clock for all pauses and durations. With nil, the default, it is the machine's clock.
func WithClock(c Clock) Option {
	return func(o *options) error {
		if c == nil {
			c = clock.System{}
		}
		o.clock = c
		return nil
	}
}

// Seed sets the seed of the jitter of retries, which is the same for the same seed. The default is 1.
func Seed(seed uint64) Option {
	return func(o *options) error {
		o.seed = seed
		return nil
	}
}

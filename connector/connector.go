// Package connector is a Sesam microservice that hands HubSpot contacts to a
// Sesam pipe, in full or what changed since the pipe's offset, without ever
// losing an update.
//
//	cfg, err := connector.ConfigFromEnv(os.LookupEnv)
//	…
//	c, err := connector.New(cfg)
//	…
//	defer c.Close()
//	http.ListenAndServe(":5000", c.Handler())
package connector

import (
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/config"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/server"
)

type (
	// Config is everything the connector can be told.
	Config = config.Config
	// Secret is a string that is never printed.
	Secret = config.Secret
	// Clock tells time and waits.
	Clock = clock.Clock
)

// DefaultConfig is the configuration with nothing set; only the key is missing.
func DefaultConfig() Config { return config.Default() }

// ConfigFromEnv reads the configuration from the environment through lookup,
// such as os.LookupEnv. The error lists every fault.
func ConfigFromEnv(lookup func(string) (string, bool)) (Config, error) {
	return config.FromEnv(lookup)
}

// Connector answers Sesam.
type Connector struct {
	server    *server.Server
	handler   http.Handler
	transport http.RoundTripper
}

// New makes a Connector; nothing is sent to HubSpot yet.
func New(cfg Config, opts ...Option) (*Connector, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	root, err := cfg.Root()
	if err != nil {
		return nil, err
	}
	o := options{logger: slog.New(slog.DiscardHandler), clock: clock.System{}, seed: 1}
	for _, opt := range opts {
		opt(&o)
	}
	if o.transport == nil {
		o.transport = newTransport(quietFor)
	}
	metrics := server.NewMetrics(o.clock)
	client := hubspot.New(hubspot.Options{
		Root:        root,
		Version:     cfg.APIVersion,
		Key:         cfg.APIKey.Reveal(),
		KeyInQuery:  cfg.Auth == config.AuthHAPIKey,
		Transport:   o.transport,
		Clock:       o.clock,
		Chance:      chance(o.seed),
		Logger:      o.logger,
		Observer:    metrics,
		SearchRate:  cfg.SearchRate,
		RequestRate: cfg.RequestRate,
		RateShare:   cfg.RateShare,
		RetryFor:    cfg.RetryFor,
	})
	s := server.New(server.Options{
		Client: client,
		Extract: extract.Options{
			Field:      cfg.SinceField,
			Inclusive:  cfg.SinceOperator == config.OperatorGTE,
			Settle:     cfg.SettleWindow,
			Tombstones: cfg.DeletedContacts == config.DeletesIncremental,
			Properties: cfg.Properties,
			Logger:     o.logger,
		},
		Clock:    o.clock,
		Logger:   o.logger,
		Metrics:  metrics,
		Username: cfg.Username,
		Password: cfg.Password.Reveal(),
		Version:  Version(),
	})
	return &Connector{server: s, handler: s.Handler(), transport: o.transport}, nil
}

// Handler answers every route of the connector.
func (c *Connector) Handler() http.Handler { return c.handler }

// Close cuts the reads that still run, so that none can be taken for whole,
// and closes idle connections to HubSpot.
func (c *Connector) Close() {
	c.server.Stop()
	if idle, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
}

// quietFor is how long a connection to HubSpot may say nothing at all, while an
// answer is due, before it is asked for a sign of life, and then once more.
const quietFor = 15 * time.Second

// newTransport keeps one connection per concurrent read at hand. HTTP/2 puts
// all calls on one connection, so one that has died on the way must be noticed
// and not be used again for every retry.
func newTransport(quiet time.Duration) *http.Transport {
	t, _ := http.DefaultTransport.(*http.Transport)
	t = t.Clone()
	t.MaxIdleConnsPerHost = 16
	t.MaxResponseHeaderBytes = 256 << 10
	t.ResponseHeaderTimeout = 2 * time.Minute // HubSpot's edge gives up after 100 seconds
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: quiet, PingTimeout: quiet}
	return t
}

// chance gives numbers in [0,1), safe for concurrent use.
func chance(seed uint64) func() float64 {
	var mu sync.Mutex
	source := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // jitter, no secret
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return source.Float64()
	}
}

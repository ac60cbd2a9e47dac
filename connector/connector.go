// Package connector is a Sesam microservice that reads the records of HubSpot's CRM for Sesam pipes, either all of an object type
// or those that changed since a pipe's offset, without ever losing an update, and writes to HubSpot what pipes send, each thing once.
//
// The shortest program that does so:
//
//	cfg, err := connector.ConfigFromEnv(os.LookupEnv)
//	if err != nil {
//		log.Fatal(err)
//	}
//	c, err := connector.New(cfg)
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer c.Close()
//	log.Fatal(http.ListenAndServe(":5000", c.Handler()))
//
// In a test, [Start] does all of it on a free port.
package connector

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
	"github.com/hubspot-to-sesam/testbed/connector/internal/server"
)

// Connector answers Sesam's requests. It is safe for concurrent use.
type Connector struct {
	server    *server.Server
	handler   http.Handler
	transport http.RoundTripper

	listening *listening // nil unless started by Start
}

// New returns a Connector, without sending anything to HubSpot. The error lists every invalid setting and option.
func New(cfg Config, opts ...Option) (*Connector, error) {
	cfg, errConfig := cfg.normalized()
	o, errOptions := resolve(opts)
	if err := joinInvalid(errConfig, errOptions); err != nil {
		return nil, err
	}
	root, err := apiRoot(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if o.transport == nil {
		o.transport = newTransport(quietFor)
	}
	metrics, places := server.NewMetrics(o.clock, hubspot.Contacts), server.NewPlaces(o.clock)
	metrics.Watch(places)
	client := hubspot.New(hubspot.Options{
		Root:        root,
		Version:     cfg.APIVersion,
		Key:         cfg.APIKey.Reveal(),
		KeyInQuery:  cfg.Auth == AuthHAPIKey,
		Transport:   o.transport,
		Clock:       o.clock,
		Chance:      chance(o.seed),
		Logger:      o.logger,
		Observer:    metrics,
		SearchRate:  cfg.SearchRate,
		RequestRate: cfg.RequestRate,
		RateShare:   cfg.RateShare,
		RetryFor:    cfg.RetryFor,
		PageMemory:  cfg.PageMemory,
		MemoryShort: places.MakeRoom,
	})
	writing := push.Options{
		Known: push.NewKnown(o.clock), Room: push.NewRoom(cfg.PageMemory, places.MakeRoom), Parallel: cfg.Parallel, Clock: o.clock,
	}
	s := server.New(server.Options{
		Write:   cfg.Write == WriteOn,
		Push:    writing,
		Client:  client,
		Objects: hubspot.NewObjects(client),
		Extract: extract.Options{
			Inclusive:  cfg.SinceOperator == OperatorGTE,
			Settle:     cfg.SettleWindow,
			Tombstones: cfg.Deletes == DeletesIncremental,
			Properties: cfg.Properties,
			Known:      extract.NewKnown(o.clock, o.logger),
			Offsets:    new(extract.Offsets),
			Archives:   extract.NewArchives(cfg.ArchiveInterval, cfg.PageMemory/archiveShare, o.clock, o.logger),
			Cursors:    extract.NewCursors(o.logger),
			Parallel:   cfg.Parallel,
			Clock:      o.clock,
		},
		Clock:    o.clock,
		Logger:   o.logger,
		Metrics:  metrics,
		Places:   places,
		Held:     server.NewHeld(cfg.PageMemory / heldShare),
		Username: cfg.Username,
		Password: cfg.Password.Reveal(),
		Version:  Version(),
	})
	return &Connector{server: s, handler: s.Handler(), transport: o.transport}, nil
}

// archiveShare is the part of the memory for HubSpot's answers that may be taken beside it by what is remembered of archives.
const archiveShare = 8

// heldShare is the part of the memory for HubSpot's answers that answers to transforms may take beside it while they are held back.
const heldShare = 6

// cutWithin is the time that reads which have been cut get to say so.
const cutWithin = time.Second

// Handler returns the handler that serves every route of the connector.
func (c *Connector) Handler() http.Handler { return c.handler }

// Drain answers the requests that wait for their turn with 503, as all that would have to from now on, and lets the others go on.
// Call it when the process is about to end, before its server is shut down: [http.Server.RegisterOnShutdown] does.
func (c *Connector) Drain() { c.server.Drain() }

// Close cuts the reads that are still running, in such a way that no reader takes one for complete, and closes idle
// connections to HubSpot. A connector that [Start] returned also stops listening. Close may be called more than once
// and concurrently. Its error is that of no longer listening, and nil for a connector that [New] returned.
func (c *Connector) Close() error {
	c.server.Stop()
	var err error
	if c.listening != nil {
		ctx, cancel := context.WithTimeout(context.Background(), cutWithin)
		defer cancel()
		err = c.listening.stop(ctx)
	}
	if idle, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
	return err
}

// chance returns a source of numbers in [0,1) that is safe for concurrent use.
func chance(seed uint64) func() float64 {
	var mu sync.Mutex
	source := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // jitter, no secret
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return source.Float64()
	}
}

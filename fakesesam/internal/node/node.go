// Package node makes one node of a configuration, a store, pumps and a schedule.
package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/loglines"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/mask"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// Options configures a node; only Data is required.
type Options struct {
	// Data is the directory of the store.
	Data string
	// Config is a folder with pipes/, systems/ and node-metadata.conf.json; "" means the configuration last uploaded.
	Config string
	// Env and Secrets replace $ENV(…) and $SECRET(…); nil means those last uploaded.
	Env, Secrets map[string]string
	// Microservices holds the URLs of microservice systems by ID, without a trailing slash.
	Microservices map[string]string
	// Schedule starts pumps when they are due; without it they run only on request.
	Schedule bool
	// Clock defaults to the machine's clock.
	Clock clock.Clock
	// Seed makes the schedule's jitter and the IDs repeatable; 0 means a random one.
	Seed uint64
	// NoSync disables fsync, for tests.
	NoSync bool
	// Fault makes writes of the store fail, for tests.
	Fault func(operation string) error
	// Log receives the node's own log; nil discards it.
	Log *slog.Logger
}

// Node is a running node. It is safe for concurrent use.
type Node struct {
	opts  Options
	log   *slog.Logger
	clock clock.Clock
	store *dataset.Store
	sched *schedule.Scheduler
	// ctx ends when the node closes, and every run with it.
	ctx  context.Context
	stop context.CancelFunc
	runs sync.WaitGroup

	chanceMu sync.Mutex
	chance   *rand.Rand

	// calls counts the requests to systems, by ID.
	callsMu sync.Mutex
	calls   map[string]*system.Calls

	// largest is the largest size of the configuration, in bytes.
	largest int

	// changing is held from reading the configuration, the variables or the secrets until their successor is stored and in
	// use, so that no change is lost. mu guards the fields that such a change replaces.
	changing sync.Mutex
	mu       sync.RWMutex
	set      *config.Set
	env      Environment
	secrets  map[string]string
	pumps    map[string]*pump.Pump
	signals  map[*pump.Pump]*signalled
	// hidden are the secrets that mask knows.
	hidden  map[string]bool
	mask    *mask.Masker
	started time.Time
}

// New opens the store, reads the configuration and, with Schedule and a clock that runs, starts the schedule. Invalid
// components do not keep the node from starting: the others work, and the log lists the errors.
func New(opts Options) (*Node, error) {
	n := &Node{opts: opts, clock: opts.Clock, largest: config.MaxSize, hidden: map[string]bool{}, calls: map[string]*system.Calls{}}
	if n.clock == nil {
		n.clock = clock.System{}
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	n.log = slog.New(loglines.NewHandler(opts.Log.Handler(), n.clock.Now, n.Mask))
	seed := opts.Seed
	if seed == 0 {
		seed = rand.Uint64() //nolint:gosec // as below
	}
	n.chance = rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // jitter and ids, nothing secret
	ctx, cancel := context.WithCancelCause(context.Background())
	n.ctx, n.stop = ctx, func() { cancel(pump.ErrStopping) }
	var err error
	n.store, err = dataset.Open(opts.Data, dataset.Options{Now: n.clock.Now, NoSync: opts.NoSync, Fault: opts.Fault})
	if err != nil {
		n.stop()
		return nil, err
	}
	n.sched = schedule.New(n.clock, n.jobs)
	if err := n.load(false); err != nil {
		n.stop()
		return nil, errors.Join(err, n.store.Close())
	}
	if opts.Schedule && !n.Frozen() {
		n.runs.Go(func() { n.sched.Loop(n.ctx) })
	}
	return n, nil
}

// Close ends the runs in progress and closes the store. It takes a limited time: what a run does after it writes nothing,
// and an error says that there is such a run.
func (n *Node) Close() error {
	n.stop()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	late := within(ctx, "the runs in progress", func() error {
		n.runs.Wait()
		return nil
	})
	if late != nil {
		for _, p := range n.Pumps() {
			p.Abandon()
		}
	}
	ctx, cancel = context.WithTimeout(context.Background(), storeGrace)
	defer cancel()
	return errors.Join(late, within(ctx, "the last transaction", n.store.Close))
}

// within returns what f returns, or an error when ctx ends before.
func within(ctx context.Context, what string, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%s did not end in time when the node stopped", what)
	}
}

// Store returns the node's datasets.
func (n *Node) Store() *dataset.Store { return n.store }

// Log returns the node's own log, which has the node's time and no secrets.
func (n *Node) Log() *slog.Logger { return n.log }

// Now returns the node's time.
func (n *Node) Now() time.Time { return n.clock.Now() }

// Frozen reports whether the node's clock stands still until it is moved.
func (n *Node) Frozen() bool {
	_, manual := n.clock.(*clock.Manual)
	return manual
}

// Started returns when the node was started, or restarted or reset through the API.
func (n *Node) Started() time.Time {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.started
}

// Scheduled reports whether the node starts pumps by itself: the options ask for it and the metadata does not forbid it.
func (n *Node) Scheduled() bool {
	return n.opts.Schedule && !n.Config().Metadata.DisableUserPipes
}

// Stop ends the runs in progress and the schedule, without waiting; Close does the same, and more.
func (n *Node) Stop() { n.stop() }

// Go runs f in the background. Close waits for it; Context is done when f must end.
func (n *Node) Go(f func()) { n.runs.Go(f) }

// Context returns a context that ends when the node closes.
func (n *Node) Context() context.Context { return n.ctx }

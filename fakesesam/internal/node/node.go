// Package node puts the rooms together: configuration, store, pumps and schedule make one node.
package node

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// Options is what a node is made of; only Data must be given.
type Options struct {
	// Data is the directory of the store.
	Data string
	// Config is a folder with pipes/, systems/ and node-metadata.conf.json; "" for the configuration last uploaded.
	Config string
	// Env and Secrets are what $ENV(…) and $SECRET(…) stand for; nil for those last uploaded.
	Env, Secrets map[string]string
	// Microservices gives the address of a microservice system by its id, without a trailing slash.
	Microservices map[string]string
	// Schedule starts pumps when they are due; without it they run only when asked.
	Schedule bool
	// Clock is the machine's when nil.
	Clock clock.Clock
	// Seed makes the schedule's jitter and the ids repeatable; 0 for chance.
	Seed uint64
	// NoSync leaves out fsync, for tests.
	NoSync bool
	// Fault makes writes of the store fail, for tests.
	Fault func(operation string) error
	// Log is where the node says what it does; nil for nowhere.
	Log *slog.Logger
}

// Node is a running node. It is safe for use by many goroutines.
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

	// changing serialises changes of the configuration; mu guards what they replace.
	changing sync.Mutex
	mu       sync.RWMutex
	set      *config.Set
	env      Environment
	secrets  map[string]string
	pumps    map[string]*pump.Pump
	signals  map[*pump.Pump]*signalled
	mask     *strings.Replacer
	started  time.Time
}

// New opens the store, reads the configuration and, with Schedule and a clock that runs, starts the schedule. A
// configuration with invalid components is no reason not to start: the others work, and the log names the faults.
func New(opts Options) (*Node, error) {
	n := &Node{opts: opts, log: opts.Log, clock: opts.Clock, mask: strings.NewReplacer()}
	if n.clock == nil {
		n.clock = clock.System{}
	}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	seed := opts.Seed
	if seed == 0 {
		seed = rand.Uint64() //nolint:gosec // as below
	}
	n.chance = rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // jitter and ids, nothing secret
	n.ctx, n.stop = context.WithCancel(context.Background())
	var err error
	n.store, err = dataset.Open(opts.Data, dataset.Options{Now: n.clock.Now, NoSync: opts.NoSync, Fault: opts.Fault})
	if err != nil {
		n.stop()
		return nil, err
	}
	n.sched = schedule.New(n.clock, n.jobs)
	if err := n.load(); err != nil {
		n.stop()
		return nil, errors.Join(err, n.store.Close())
	}
	if _, manual := n.clock.(*clock.Manual); opts.Schedule && !manual {
		n.runs.Go(func() { n.sched.Loop(n.ctx) })
	}
	return n, nil
}

// Close ends the runs under way and closes the store.
func (n *Node) Close() error {
	n.stop()
	n.runs.Wait()
	return n.store.Close()
}

// Store is the node's datasets.
func (n *Node) Store() *dataset.Store { return n.store }

// Now is the node's time.
func (n *Node) Now() time.Time { return n.clock.Now() }

// Started is when the node was started, or restarted or reset through the API.
func (n *Node) Started() time.Time {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.started
}

// Scheduled tells whether the node starts pumps by itself: it may, and its metadata does not forbid it.
func (n *Node) Scheduled() bool {
	return n.opts.Schedule && !n.Config().Metadata.DisableUserPipes
}

// Mask takes every secret out of a text.
func (n *Node) Mask(text string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.mask.Replace(text)
}

// masker replaces the values of secrets, the longest first. Very short ones are left: they would tear words apart, and
// are no secrets.
func masker(secrets map[string]string) *strings.Replacer {
	var values []string
	for _, v := range secrets {
		if len(v) >= 4 {
			values = append(values, v)
		}
	}
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, v := range values {
		pairs = append(pairs, v, "***")
	}
	return strings.NewReplacer(pairs...)
}

func (n *Node) random() float64 {
	n.chanceMu.Lock()
	defer n.chanceMu.Unlock()
	return n.chance.Float64()
}

// Stop ends the runs under way and the schedule; Close does so too, and more.
func (n *Node) Stop() { n.stop() }

// Package hub is one fake HubSpot account, put together: its clock, its records, its faults and limits, and the handler
// that the vendor's clients call. The Go library and the control API both drive this.
package hub

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Config is how an account starts; a reset goes back to it.
type Config struct {
	// Types are the object types of the account; nil means object.Types.
	Types    []*object.Type
	Seed     uint64
	Contacts int
	Profile  string
	Tokens   []token.Token
	Lag      index.Lag
	Plan     string // of limits; empty is off
	Frozen   time.Time
	MaxURL   int
	Journal  int // requests remembered; 0 means 10,000
	Quirks   store.Quirks
	Search   search.Quirks
	Logger   *slog.Logger
	// Real is the machine's clock, After its timer; delays and churn take real time.
	Real  func() time.Time
	After func(time.Duration) <-chan time.Time
}

// defaultJournal is how many requests are remembered.
const defaultJournal = 10_000

// Hub is one account. It is safe for concurrent use.
type Hub struct {
	Clock   *clock.Clock
	Account *store.Account
	// Contacts is the account's store of contacts.
	Contacts *store.Store
	Faults   *fault.Set
	Limits   *limit.Limiter
	Journal  *journal.Journal
	Tokens   *token.Set

	config  Config
	started time.Time
	churn   churn
	seeding sync.Mutex // one seeding, import or reset at a time
	place   int        // in the sequence of generated contacts; guarded by seeding
}

// New returns an account with its first contacts.
func New(config Config) (*Hub, error) {
	if config.Journal == 0 {
		config.Journal = defaultJournal
	}
	if config.Types == nil {
		config.Types = object.Types
	}
	h := &Hub{config: config, Clock: clock.New(config.Real), started: config.Real()}
	h.Tokens = &token.Set{}
	h.Account = store.NewAccount(config.Types, h.Clock.Now, config.Seed, config.Quirks)
	h.Contacts, _ = h.Account.Object(object.Contacts.Plural)
	h.Faults = fault.NewSet(config.Seed, fault.Clock(h.Clock.Now), fault.Timer(config.After))
	h.Limits = limit.New(h.Clock.Now, time.UTC, h.Tokens.Has)
	h.Journal = journal.New(config.Journal, h.Clock.Now)
	return h, h.Reset()
}

// Stage is what scenarios play on.
func (h *Hub) Stage() *scenario.Stage {
	return &scenario.Stage{Contacts: h.Contacts, Index: h, Faults: h.Faults, Limits: h.Limits}
}

// Handler is HubSpot's API, from the outside in: journal, correlation id and Date, slash, faults, limits, endpoints.
func (h *Hub) Handler() http.Handler {
	endpoints := api.New(api.Config{
		Account: h.Account, Now: h.Clock.Now, Logger: h.config.Logger,
		Tokens: h.Tokens, MaxURL: h.config.MaxURL, Usage: h.usage,
		Quirks: h.config.Search, PageLimit: h.config.Search.PageLimit,
	})
	chain := api.WithoutSlash(h.Faults.Wrap(h.Limits.Wrap(endpoints)))
	return h.Journal.Wrap(api.Correlate(h.config.Seed, h.Clock.Now, chain))
}

// usage returns the day's calls and their limit; an account without limits reports those of the professional plan.
func (h *Hub) usage() (used, limit int) {
	usage := h.Limits.Usage()
	if usage.Limits.Daily == 0 {
		return usage.Today, 625_000
	}
	return usage.Today, usage.Limits.Daily
}

// Reset goes back to the state at the start: records, properties, clock, indexes, tokens, faults, limits, journal,
// churn.
func (h *Hub) Reset() error {
	if err := h.config.Lag.Check(); err != nil {
		return err
	}
	h.stopChurn()
	h.seeding.Lock()
	defer h.seeding.Unlock()
	h.Faults.Clear()
	if err := h.Tokens.Reset(h.config.Tokens); err != nil {
		return err
	}
	h.Limits.Reset()
	if err := h.Limits.Set(limit.Settings{Plan: plan(h.config.Plan)}); err != nil {
		return err
	}
	h.Journal.Reset()
	if h.config.Frozen.IsZero() {
		h.Clock.UseReal()
	} else {
		h.Clock.Set(h.config.Frozen)
	}
	for _, o := range h.Account.Objects() {
		o.Schema.Reset()
	}
	h.Account.Clear()
	h.place = 0
	if err := h.SetLag(h.config.Lag); err != nil {
		return err
	}
	return h.seed(h.config.Contacts, h.config.Profile)
}

// SetLag changes the lag of all search indexes, also of the writes that are still held back.
func (h *Hub) SetLag(lag index.Lag) error {
	for _, o := range h.Account.Objects() {
		if err := o.Index.SetLag(lag); err != nil {
			return err
		}
	}
	return nil
}

// Lag returns the lag of the search indexes and how many writes they hold back.
func (h *Hub) Lag() (lag index.Lag, heldBack int) {
	for _, o := range h.Account.Objects() {
		l, n := o.Index.Lag()
		lag, heldBack = l, heldBack+n
	}
	return lag, heldBack
}

func plan(name string) string {
	if name == "" {
		return limit.Off
	}
	return name
}

// Close ends everything that runs or waits.
func (h *Hub) Close() {
	h.closeChurn()
	h.Faults.Close()
}

// Package hub is one fake HubSpot account, put together: its clock, its records, its faults and limits, and the handler
// that HubSpot's clients call. The Go library and the control API both drive this.
package hub

import (
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/oauth"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
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
	Records  []Records // beside the contacts, each object type once
	Profile  string
	Tokens   []token.Token
	Lag      index.Lag
	Plan     string // of limits; empty is off
	Frozen   time.Time
	MaxURL   int
	// AssociationPage is the most associated records on a page; 0 means HubSpot's own limits.
	AssociationPage int
	Journal         int // requests remembered; 0 means 10,000
	Quirks          store.Quirks
	Search          search.Quirks
	Writing         api.Writing
	Rules           []api.Rule   // of the account's administrators
	Cursors         cursor.Habit // of lists; empty is AfterLast
	StateFile       string       // where the account is kept; empty is nowhere
	Logger          *slog.Logger
	// Real is the machine's clock, After its timer; delays and churn take real time.
	Real  func() time.Time
	After func(time.Duration) <-chan time.Time
}

// defaultJournal is how many requests are remembered.
const defaultJournal = 10_000

// Hub is one account. It is safe for concurrent use.
type Hub struct {
	Tokens *token.Set

	config   Config
	file     *stateFile // nil without one
	session  atomic.Pointer[session]
	churns   churns
	changing sync.Mutex // one seeding, import or reset at a time
	closed   bool       // guarded by changing
}

// New returns an account with its first records.
func New(config Config) (*Hub, error) {
	if config.Journal == 0 {
		config.Journal = defaultJournal
	}
	if config.Types == nil {
		config.Types = object.Types
	}
	h := &Hub{config: config, Tokens: &token.Set{}}
	if err := h.Reset(); err != nil {
		return h, err
	}
	return h, h.resume()
}

// state is the present one. What takes several steps must take all of them on the same state.
func (h *Hub) state() *state { return h.session.Load().state.Load() }

// Clock is the account's clock.
func (h *Hub) Clock() *clock.Clock { return h.state().clock }

// Account is the account's records. An import or a reset puts others in their place.
func (h *Hub) Account() *store.Account { return h.state().account }

// Contacts is the account's store of contacts. An import or a reset puts another in its place.
func (h *Hub) Contacts() *store.Store { return h.state().contacts }

// Faults are what breaks. A reset puts another set in its place, and so with Limits, Cursors and Journal.
func (h *Hub) Faults() *fault.Set { return h.session.Load().faults }

// Limits are the account's rate limits.
func (h *Hub) Limits() *limit.Limiter { return h.session.Load().limits }

// Cursors are those of lists, and what is made of them.
func (h *Hub) Cursors() *cursor.Book { return h.session.Load().cursors }

// Journal is the record of calls.
func (h *Hub) Journal() *journal.Journal { return h.session.Load().journal }

// Play plays a scenario on that many records of an object type, 0 for the scenario's own number, and remembers what it did.
func (h *Hub) Play(object, name string, records int) (scenario.Outcome, error) {
	stage, err := h.stage(object)
	if err != nil {
		return scenario.Outcome{}, err
	}
	outcome, err := scenario.Play(stage, name, records)
	if err == nil {
		h.session.Load().plays.add(Played{Outcome: outcome, At: h.Clock().Now()})
	}
	return outcome, err
}

// Plays returns the last scenarios that were played, the newest first.
func (h *Hub) Plays() []Played { return h.session.Load().plays.list() }

// stage is what scenarios play on, with the records of an object type.
func (h *Hub) stage(name string) (*scenario.Stage, error) {
	o, err := h.Object(name)
	if err != nil {
		return nil, err
	}
	has := func(property string) bool { _, ok := o.Schema.Key(property); return ok }
	return &scenario.Stage{
		Object: o.Type.Plural, Records: o, HasProperty: has, Index: h, Faults: h.Faults(), Limits: h.Limits(),
	}, nil
}

// Handler is HubSpot's API with all that stands before it.
func (h *Hub) Handler() http.Handler {
	endpoints := api.New(api.Config{
		Account: func(r *http.Request) *store.Account { return sessionOf(r).state.Load().account },
		Cursors: func(r *http.Request) *cursor.Book { return sessionOf(r).cursors },
		Grants:  func(r *http.Request) *oauth.Book { return sessionOf(r).grants },
		Locked:  func(r *http.Request, object string) bool { return sessionOf(r).limits.Locked(object) },
		Upsert: func(r *http.Request, object string, records int) bool {
			return sessionOf(r).limits.Upsert(object, records)
		},
		Now: func() time.Time { return h.Clock().Now() }, Logger: h.config.Logger,
		Tokens: h.Tokens, MaxURL: h.config.MaxURL, Usage: h.usage,
		Quirks: h.config.Search, Writing: h.config.Writing, Rules: h.config.Rules, PageLimit: h.config.Search.PageLimit, AssociationPage: h.config.AssociationPage,
	})
	// Inside the faults, so that a write whose answer gets lost is kept all the same.
	kept := h.file.keep(endpoints, func(r *http.Request) bool { return operation.Writes(r.Method, r.URL.Path) }, refuseUnsaved)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := h.session.Load()
		s.wrap(kept).ServeHTTP(w, s.during(r))
	})
}

// usage returns the day's calls and their limit; an account without limits reports those of the professional plan.
func (h *Hub) usage() (used, limit int) {
	usage := h.Limits().Usage()
	if usage.Limits.Daily == 0 {
		return usage.Today, 625_000
	}
	return usage.Today, usage.Limits.Daily
}

// Reset goes back to the start: whatever a session holds, the tokens, and no churn.
func (h *Hub) Reset() error {
	h.changing.Lock()
	defer h.changing.Unlock()
	fresh, err := h.newSession()
	if err != nil {
		return err
	}
	if err := h.Tokens.Reset(h.config.Tokens); err != nil {
		return err
	}
	h.churns.stopAll()
	if h.closed {
		fresh.faults.Close()
	}
	if ended := h.session.Swap(fresh); ended != nil {
		ended.faults.Close()
	}
	return nil
}

// SetLag changes the lag of all search indexes, also of the writes that are still held back.
func (h *Hub) SetLag(lag index.Lag) error {
	h.changing.Lock() // an import that is under way takes the present lag with it
	defer h.changing.Unlock()
	return h.state().setLag(lag)
}

// Lag returns the lag of the search indexes and how many writes they hold back.
func (h *Hub) Lag() (lag index.Lag, heldBack int) { return h.state().lag() }

func plan(name string) string {
	if name == "" {
		return limit.Off
	}
	return name
}

// Close ends everything that runs or waits.
func (h *Hub) Close() {
	h.churns.close()
	h.changing.Lock()
	defer h.changing.Unlock()
	h.closed = true
	h.Faults().Close()
}

// Save writes the state file, if the account has one, with what has changed by itself since the last call.
func (h *Hub) Save() error {
	if h.file == nil {
		return nil
	}
	h.file.saving.Lock()
	defer h.file.saving.Unlock()
	return h.save(h.file.path)
}

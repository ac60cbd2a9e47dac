package hub

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/oauth"
)

// session is everything that a reset ends. A reset puts a new one in its place, which was built as the first one was:
// nothing that must go back to the start can be forgotten.
type session struct {
	faults      *fault.Set
	limits      *limit.Limiter
	cursors     *cursor.Book // goes on over an import, whose callers may hold a cursor
	journal     *journal.Journal
	grants      *oauth.Book
	correlation *api.Correlation
	plays       plays
	state       atomic.Pointer[state]
}

// newSession returns what an account begins with.
func (h *Hub) newSession() (*session, error) {
	first, err := h.firstState()
	if err != nil {
		return nil, err
	}
	cursors, err := cursor.NewBook(h.config.Cursors)
	if err != nil {
		return nil, err
	}
	s := &session{correlation: api.NewCorrelation(h.config.Seed), cursors: cursors}
	s.state.Store(first)
	s.limits = limit.New(s.now, time.UTC, h.Tokens.Has)
	s.journal = journal.New(h.config.Journal, s.now)
	s.faults = fault.NewSet(h.config.Seed, fault.Clock(s.now), fault.Timer(h.config.After), fault.Lost(s.journal.Lose), fault.Tell(s.journal))
	s.grants = oauth.NewBook(h.config.Seed, s.now, h.Tokens)
	return s, s.limits.Set(limit.Settings{Plan: plan(h.config.Plan)})
}

func (s *session) now() time.Time { return s.state.Load().clock.Now() }

// wrap puts around the endpoints what stands before them, from the outside in: journal, correlation ID and Date, slash,
// faults, limits.
func (s *session) wrap(endpoints http.Handler) http.Handler {
	return s.journal.Wrap(s.correlation.Wrap(s.now, api.WithoutSlash(s.faults.Wrap(s.limits.Wrap(endpoints)))))
}

// sessionKey is where a request carries its session.
type sessionKey struct{}

// during returns the request with the session that it belongs to for good: a request that a fault held up until a reset
// writes to the account that is gone, not to the new one.
func (s *session) during(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), sessionKey{}, s))
}

// sessionOf returns the session that a request belongs to.
func sessionOf(r *http.Request) *session {
	s, _ := r.Context().Value(sessionKey{}).(*session) // Handler sees to it
	return s
}

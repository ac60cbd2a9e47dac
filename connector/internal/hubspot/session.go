package hubspot

import (
	"context"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// Session is what one run reads or writes of one object type. It knows whether the run has made progress, which decides how long
// failures are retried for, and counts. It is safe for concurrent use.
type Session struct {
	client   *Client
	object   *Object
	searches *Line
	requests *Line // for everything else

	writes   bool          // it does not read for Sesam, and has no first page
	retryFor time.Duration // how long a call that fails is made again

	mu    sync.Mutex
	begun time.Time // of the first call, zero before it
	stats Stats
}

// Stats is what a session has done so far.
type Stats struct {
	Calls   int           // requests sent
	Pages   int           // answers with records
	Retries int           // calls made again
	Waited  time.Duration // time spent on rate budgets and retries
}

// And returns what two sessions have done together.
func (s Stats) And(other Stats) Stats {
	return Stats{s.Calls + other.Calls, s.Pages + other.Pages, s.Retries + other.Retries, s.Waited + other.Waited}
}

// Session returns a new session for records of the object type. There is nothing to close.
func (c *Client) Session(object *Object) *Session {
	return &Session{client: c, object: object, searches: newLine(c.searches), requests: newLine(c.requests), retryFor: c.opts.RetryFor}
}

// writeFor is how long a write is tried without progress: the node sends what has failed again by itself.
const writeFor = time.Minute

// WriteSession returns a new session that writes records of the object type. There is nothing to close.
func (c *Client) WriteSession(object *Object) *Session {
	s := c.Session(object)
	s.writes, s.retryFor = true, min(c.opts.RetryFor, writeFor)
	return s
}

// Object is the object type.
func (s *Session) Object() *Object { return s.object }

// Searches is where the searches of the session wait.
func (s *Session) Searches() *Line { return s.searches }

// Requests is where all other calls of the session wait.
func (s *Session) Requests() *Line { return s.requests }

// Shown returns a text of HubSpot's in the form in which it may be shown.
func (s *Session) Shown(text string) said.Text { return s.client.mask.Text(text) }

// Room is how many answers of the usual size to an operation may be awaited side by side, so that other sessions still find
// memory; at least one.
func (s *Session) Room(op string) int { return s.client.room(op) }

// Stats may be called at any time.
func (s *Session) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

func (s *Session) count(add func(*Stats)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	add(&s.stats)
}

// readPage makes a call whose answer is a page of records. accept may reject a page that can be read but is not what the
// call requested; the call is then made again.
func (s *Session) readPage(ctx context.Context, c call, accept func(*Page) error) (*Page, error) {
	p := s.client.newPage()
	attempts := s.retry
	if c.once {
		attempts = s.attempt
	}
	if err := attempts(ctx, c, &p.body, s.pageReader(p, c, accept)); err != nil {
		p.Release()
		return nil, err
	}
	s.count(func(st *Stats) { st.Pages++ })
	return p, nil
}

// pageReader returns what reads an answer into p.
func (s *Session) pageReader(p *Page, c call, accept func(*Page) error) func(time.Time) error {
	return func(began time.Time) error {
		if p.Began = began; began.IsZero() {
			return contractError(said.Words("the answer has no valid Date header; without HubSpot's time no update can be guaranteed"))
		}
		if err := p.decode(s.object); err != nil {
			return err
		}
		if err := p.whole(c.partial); err != nil {
			return err
		}
		return accept(p)
	}
}

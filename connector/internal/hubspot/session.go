package hubspot

import (
	"sync"
	"time"
)

// Session is one run's conversation with HubSpot. It knows whether the run
// has made progress, which decides how long trouble is sat out, and counts.
type Session struct {
	client *Client

	mu    sync.Mutex
	stats Stats
}

// Stats is what a session has done so far.
type Stats struct {
	Pages   int           // answers with records
	Retries int           // calls made again
	Waited  time.Duration // held back by rate budgets and retries
}

// Session opens a conversation; there is nothing to close.
func (c *Client) Session() *Session { return &Session{client: c} }

// Stats may be read at any time.
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

package ui

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/browse"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// slow remembers which records were on a page that took long to find. The page is fetched again every second: it then shows
// these records as they are by now, and looks for others only after some time, so that a search of a million records takes a
// small share of the machine however many windows are open.
type slow struct {
	now func() time.Time // the machine's

	mu    sync.Mutex
	known []found // the oldest first
}

// found is the answer to a query, and what it cost.
type found struct {
	of      *store.Store
	query   browse.Query
	ids     []int64
	page    browse.Page
	at      time.Time
	took    time.Duration
	renewed time.Duration // how long it is good for
}

const (
	// worthIt is from when on an answer is remembered, share how many times as long as it took it is good for.
	worthIt = 50 * time.Millisecond
	share   = 20
	// most is how many answers are remembered.
	most = 64
)

// find answers a query, anew or from what is known.
func (s *slow) find(ctx context.Context, o *store.Store, q browse.Query) (found, error) {
	if known, ok := s.get(o, q); ok {
		return known, nil
	}
	start := s.now()
	page, err := browse.Find(ctx, o, q)
	if err != nil {
		return found{}, err
	}
	answer := found{of: o, query: q, page: page, at: start, took: s.now().Sub(start)}
	if answer.took >= worthIt {
		answer.renewed = share * answer.took
		for _, r := range page.Records {
			answer.ids = append(answer.ids, r.ID)
		}
		s.put(answer)
	}
	return answer, nil
}

func (s *slow) get(o *store.Store, q browse.Query) (found, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	i := s.index(o, q)
	if i < 0 {
		return found{}, false
	}
	answer := s.known[i]
	answer.page.Records = make([]*record.Record, 0, len(answer.ids))
	for _, id := range answer.ids {
		r, live := o.Get(id)
		if !live {
			r, live = o.GetArchived(id)
		}
		if live && r.ID == id && (r.Archived != 0) == q.Archived { // or it has left the list by now
			answer.page.Records = append(answer.page.Records, r)
		}
	}
	return answer, true
}

func (s *slow) put(answer found) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.index(answer.of, answer.query); i >= 0 {
		s.known = slices.Delete(s.known, i, i+1)
	}
	if len(s.known) == most {
		s.known = slices.Delete(s.known, 0, 1)
	}
	answer.page.Records = nil
	s.known = append(s.known, answer)
}

func (s *slow) index(o *store.Store, q browse.Query) int {
	return slices.IndexFunc(s.known, func(one found) bool {
		return one.of == o && one.query.Text == q.Text && one.query.Words == q.Words && one.query.Archived == q.Archived &&
			one.query.Sort == q.Sort && one.query.Offset == q.Offset && one.query.Limit == q.Limit && slices.Equal(one.query.Also, q.Also)
	})
}

// forget drops what is too old.
func (s *slow) forget() {
	now := s.now()
	s.known = slices.DeleteFunc(s.known, func(one found) bool { return now.Sub(one.at) > one.took+one.renewed })
}

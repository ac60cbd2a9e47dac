package store

import (
	"container/heap"
	"math"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
)

// touches are when HubSpot touches a record by itself after its creation: at some time of each span, as was seen.
var touches = [][2]time.Duration{{7 * time.Second, 20 * time.Second}, {7 * time.Hour, 9 * time.Hour}}

// touch is one that is still to come.
type touch struct{ id, due int64 }

// expected is a heap of touches: the next one due first, and of those due at once the smaller ID.
type expected []touch

func (e expected) Len() int { return len(e) }

func (e expected) Less(i, j int) bool {
	return e[i].due < e[j].due || e[i].due == e[j].due && e[i].id < e[j].id
}

func (e expected) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push implements heap.Interface.
func (e *expected) Push(x any) { *e = append(*e, x.(touch)) }

// Pop implements heap.Interface.
func (e *expected) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	*e = (*e)[:last]
	return x
}

// expect notes the touches of a record that are later than now, if the account has them at all. The seed and the ID
// decide their times.
func (s *Store) expect(r *record.Record, now int64) {
	if !s.account.quirks.TouchedAfterCreation {
		return
	}
	for i, span := range touches {
		drawn := splitmix.Mix(s.account.seed*splitmix.Gamma + uint64(r.ID) + uint64(i)*splitmix.Gamma)
		due := r.Created + span[0].Milliseconds() + int64(drawn%uint64((span[1]-span[0]).Milliseconds()))
		if due > now {
			heap.Push(&s.expected, touch{r.ID, due})
		}
	}
	s.noteNext()
}

// noteNext notes when the next touch is due.
func (s *Store) noteNext() {
	next := int64(math.MaxInt64)
	if len(s.expected) > 0 {
		next = s.expected[0].due
	}
	s.nextTouch.Store(next)
}

// Settle makes the touches that are due, each at its own time. Whoever is about to read an account calls it.
func (s *Store) Settle() {
	next := s.nextTouch.Load()
	if next == math.MaxInt64 {
		return
	}
	now := s.millis()
	if next > now {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.expected) > 0 && s.expected[0].due <= now {
		one := heap.Pop(&s.expected).(touch)
		if r, ok := s.live.Get(one.id); ok && r.Modified < one.due {
			s.rewrite(r, nil, API, one.due)
		}
	}
	s.noteNext()
}

// Resume expects the touches that are still to come for the records of an import. The clock must be set before.
func (a *Account) Resume() {
	defer a.lock()()
	for _, s := range a.Objects() {
		now := s.millis()
		s.live.Scan(func(_ int64, r *record.Record) bool {
			s.expect(r, now)
			return true
		})
	}
}

// Settle makes the touches that are due in all stores.
func (a *Account) Settle() {
	for _, s := range a.Objects() {
		s.Settle()
	}
}

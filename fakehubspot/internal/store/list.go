package store

import (
	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Start says where a page of a list begins. The zero Start is the beginning of an ascending list.
type Start struct {
	// ID is that of the first record or, if there is none with it, of the next one in the order of the list; 0 is the
	// beginning.
	ID int64
	// Skip is how many records are passed over from there.
	Skip int
	// Descending lists from the largest ID down.
	Descending bool
}

// List returns up to limit records from a start on, in the order of their IDs, and the ID of the record after them; 0 if
// there is none.
func (s *Store) List(from Start, limit int, archived bool) (page []*record.Record, next int64) {
	s.Settle()
	s.mu.RLock()
	defer s.mu.RUnlock()
	page = make([]*record.Record, 0, min(limit, s.listed(archived).Len()))
	s.walk(from, archived, func(r *record.Record) bool {
		if len(page) == limit {
			next = r.ID
			return false
		}
		page = append(page, r)
		return true
	})
	return page, next
}

// Rank returns how many records an ascending list has before those from an ID on.
func (s *Store) Rank(id int64, archived bool) int {
	s.Settle()
	s.mu.RLock()
	defer s.mu.RUnlock()
	before := 0
	s.walk(Start{}, archived, func(r *record.Record) bool {
		if r.ID >= id {
			return false
		}
		before++
		return true
	})
	return before
}

// walk calls next with the records from a start on until it returns false. The caller holds the lock.
func (s *Store) walk(from Start, archived bool, next func(*record.Record) bool) {
	records := s.listed(archived)
	if from.ID == 0 && !from.Descending && !archived { // far into a large account; archived ones can lapse, and do not count then
		id, _, ok := records.GetAt(from.Skip)
		if !ok {
			return
		}
		from = Start{ID: id}
	}
	visit := func(_ int64, r *record.Record) bool {
		switch {
		case archived && s.lapsed(r):
			return true
		case from.Skip > 0:
			from.Skip--
			return true
		}
		return next(r)
	}
	switch {
	case from.Descending && from.ID == 0:
		records.Reverse(visit)
	case from.Descending:
		records.Descend(from.ID, visit)
	default:
		records.Ascend(from.ID, visit)
	}
}

func (s *Store) listed(archived bool) *btree.Map[int64, *record.Record] {
	if archived {
		return &s.archived
	}
	return &s.live
}

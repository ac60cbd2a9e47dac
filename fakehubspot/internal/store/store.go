package store

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// RestorableFor is how long an archived record can be listed and restored.
const RestorableFor = 90 * 24 * time.Hour

// Store is the records of one object type in an account. It is safe for concurrent use.
type Store struct {
	Type   *object.Type
	Schema *schema.Schema
	Index  *index.Index
	// Pipelines are those of the object type; nil if it has none.
	Pipelines *pipeline.Set

	account              *Account
	defined              atomic.Pointer[Definition]
	keys                 func(*record.Record) []string // the values by which a record is known
	identity, additional record.Key                    // of the properties with these values

	mu       sync.RWMutex
	live     btree.Map[int64, *record.Record]
	archived btree.Map[int64, *record.Record]
	// archivedSince is when the first of them was archived, or earlier.
	archivedSince int64
	known         map[string]int64    // value of the type's identity → live record
	unique        map[uniqueKey]int64 // value of a unique custom property → live record
	blocked       map[string]bool     // values of the identity that privacy deletions keep out
	moved         map[int64]int64     // merged away → the record that it became
	erased        map[int64]bool      // what privacy deletions removed
	history       map[int64][]Event

	expected  expected     // guarded by mu
	nextTouch atomic.Int64 // when the first of them is due
}

// begin makes a store without records.
func (s *Store) begin() {
	s.known, s.unique = map[string]int64{}, map[uniqueKey]int64{}
	s.blocked, s.erased = map[string]bool{}, map[int64]bool{}
	s.moved, s.history = map[int64]int64{}, map[int64][]Event{}
	s.expected = nil
	s.noteNext()
}

// Len returns the number of live records.
func (s *Store) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.live.Len()
}

// Get returns a live record. The ID of a record that was merged away leads to what it became.
func (s *Store) Get(id int64) (*record.Record, bool) {
	s.Settle()
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.find(id)
}

func (s *Store) find(id int64) (*record.Record, bool) {
	return s.live.Get(s.resolve(id))
}

// resolve follows merges.
func (s *Store) resolve(id int64) int64 {
	for {
		next, merged := s.moved[id]
		if !merged {
			return id
		}
		id = next
	}
}

// GetArchived returns a record that is archived and can still be restored.
func (s *Store) GetArchived(id int64) (*record.Record, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.findArchived(id)
}

func (s *Store) findArchived(id int64) (*record.Record, bool) {
	r, ok := s.archived.Get(id)
	if !ok || s.lapsed(r) {
		return nil, false
	}
	return r, true
}

// lapsed reports whether it is too late to restore a record.
func (s *Store) lapsed(r *record.Record) bool {
	return s.millis()-r.Archived >= RestorableFor.Milliseconds()
}

// millis is the account's time in milliseconds since 1970.
func (s *Store) millis() int64 { return s.account.now().UnixMilli() }

// Fresh replaces versions that the index knew by the records as they are now. A record that is archived by now has no
// newer version to show and stays as the index knew it; one that is erased or merged away is left out.
func (s *Store) Fresh(known []*record.Record) []*record.Record {
	s.mu.RLock()
	defer s.mu.RUnlock()
	fresh := make([]*record.Record, 0, len(known))
	for _, r := range known {
		if now, ok := s.live.Get(r.ID); ok {
			fresh = append(fresh, now)
		} else if _, ok := s.archived.Get(r.ID); ok {
			fresh = append(fresh, r)
		}
	}
	return fresh
}

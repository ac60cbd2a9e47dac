// Package store holds the contacts of one account, live and archived, and is the only one that changes them.
//
// Every write happens at one instant of the clock, makes a new record.Record, and tells the search index.
package store

import (
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// RestorableFor is how long an archived contact can be listed and restored.
const RestorableFor = 90 * 24 * time.Hour

// firstNewID is below every number given to a contact that is not one of the account's first two. Real accounts are at
// eleven digits, which a client with 32 bits does not survive.
const firstNewID = 57_000_000_000

// Options are the vendor's habits that no source settles.
type Options struct {
	// ArchivingModifies moves lastmodifieddate when a contact is archived.
	ArchivingModifies bool
	// MergedAreArchived lists contacts that were merged away among the archived ones.
	MergedAreArchived bool
}

// Store is safe for concurrent use.
type Store struct {
	schema  *schema.Schema
	index   *index.Index
	now     func() time.Time
	seed    uint64
	options Options

	mu           sync.RWMutex
	live         btree.Map[int64, *record.Record]
	archived     btree.Map[int64, *record.Record]
	emails       map[string]int64    // address → live contact
	unique       map[uniqueKey]int64 // value of a unique custom property → live contact
	associations map[int64][]Association
	blocked      map[string]bool // addresses that privacy deletions keep out
	moved        map[int64]int64 // merged away → the contact that it became
	history      map[int64][]Event
	seq          uint64
	lastID       int64
}

// uniqueKey is one value of one unique custom property.
type uniqueKey struct {
	key   schema.Key
	value string
}

// New returns a store without contacts. The seed decides the numbers of new contacts.
func New(s *schema.Schema, x *index.Index, now func() time.Time, seed uint64, options Options) *Store {
	st := &Store{schema: s, index: x, now: now, seed: seed, options: options}
	st.forget()
	return st
}

// Clear removes all contacts as if there had never been any.
func (s *Store) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	s.index.Clear()
}

func (s *Store) forget() {
	s.live, s.archived = btree.Map[int64, *record.Record]{}, btree.Map[int64, *record.Record]{}
	s.emails, s.unique = map[string]int64{}, map[uniqueKey]int64{}
	s.associations = map[int64][]Association{}
	s.blocked = map[string]bool{}
	s.moved, s.history = map[int64]int64{}, map[int64][]Event{}
	s.seq, s.lastID = 0, 0
}

// Len is the number of live contacts.
func (s *Store) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.live.Len()
}

// Get finds a live contact. The number of a contact that was merged away finds what it became.
func (s *Store) Get(id int64) (*record.Record, bool) {
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

// GetArchived finds a contact that is archived and can still be restored.
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

// lapsed is true when the time to restore is over.
func (s *Store) lapsed(r *record.Record) bool {
	return s.now().UnixMilli()-r.Archived >= RestorableFor.Milliseconds()
}

// ByEmail finds the live contact with the address, its own or an additional one.
func (s *Store) ByEmail(email string) (*record.Record, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.findEmail(email)
}

// ByUnique finds the live contact with the value of a unique custom property.
func (s *Store) ByUnique(name, value string) (*record.Record, bool) {
	key, ok := s.schema.Key(name)
	if !ok {
		return nil, false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	id, ok := s.unique[uniqueKey{key, value}]
	if !ok {
		return nil, false
	}
	return s.live.Get(id)
}

// List gives up to limit contacts numbered from `from` on, in ascending order, and whether more follow.
func (s *Store) List(from int64, limit int, archived bool) (page []*record.Record, more bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	tree := &s.live
	if archived {
		tree = &s.archived
	}
	page = make([]*record.Record, 0, min(limit, tree.Len()))
	tree.Ascend(from, func(_ int64, r *record.Record) bool {
		if archived && s.lapsed(r) {
			return true
		}
		if len(page) == limit {
			more = true
			return false
		}
		page = append(page, r)
		return true
	})
	return page, more
}

// Fresh replaces versions that the index knew by the contacts as they are now. A contact that is archived by now has no
// newer version to show and is given as the index knew it; one that is erased or merged away is left out.
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

// nextID draws a number above all others.
func (s *Store) nextID() int64 {
	s.lastID = NextID(s.seed, s.lastID)
	return s.lastID
}

// NextID is the number that follows last: numbers ascend, with gaps from the seed, as in an account whose other
// records take numbers too.
func NextID(seed uint64, last int64) int64 {
	last = max(last, firstNewID)
	spread := (seed ^ uint64(last)) * 0x9e3779b97f4a7c15
	return last + 1 + int64(spread>>32%50)
}

// ParseID reads a number as clients write it.
func ParseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id >= 0 && id < math.MaxInt64
}

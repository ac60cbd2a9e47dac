package store

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// maxIdentities is how many records can be merged into one.
const maxIdentities = 250

// Merge makes one record of two: a new one with a new ID, to which both old IDs lead from now on. The primary's values
// win and the other's fill the gaps, except for the values that Type.Merge of the object type sets.
func (s *Store) Merge(primaryID, otherID int64) (*record.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	primary, ok := s.find(primaryID)
	if !ok {
		return nil, ErrNotFound
	}
	other, ok := s.find(otherID)
	if !ok {
		return nil, ErrNotFound
	}
	if primary.ID == other.ID {
		return nil, &SelfMergeError{primary.ID}
	}
	merged := slices.Concat(primary.MergedIDs(), other.MergedIDs(), []string{
		strconv.FormatInt(primary.ID, 10), strconv.FormatInt(other.ID, 10),
	})
	if len(merged) > maxIdentities {
		return nil, ErrTooManyIdentities
	}
	at := s.millis()
	values := maps.Collect(other.Values.All())
	maps.Copy(values, maps.Collect(primary.Values.All()))
	values[record.KeyMerged] = strings.Join(merged, ";")
	if s.Type.Merge != nil {
		maps.Copy(values, s.Schema.Keyed(s.Type.Merge(s.version(primary), s.version(other), at)))
	}
	s.absorb(primary, at)
	s.absorb(other, at)
	r := &record.Record{ID: s.account.nextID(), Created: min(primary.Created, other.Created), Values: record.Pack(values)}
	s.moved[primary.ID], s.moved[other.ID] = r.ID, r.ID
	s.put(r, at)
	for _, old := range []int64{primary.ID, other.ID} {
		s.account.Associations.Move(s.Ref(old), s.Ref(r.ID))
	}
	return r, nil
}

// absorb retires a record that became part of another.
func (s *Store) absorb(old *record.Record, at int64) {
	s.retire(old)
	gone := *old
	gone.Archived, gone.Seq = at, s.account.seq.Add(1)
	if s.account.quirks.MergedAreArchived {
		s.shelve(&gone)
	}
	s.Index.Remove(&gone, at)
	delete(s.history, old.ID)
}

// version is a record as the rules of its type see it.
func (s *Store) version(r *record.Record) object.Version {
	return object.Version{ID: r.ID, Get: func(name string) string {
		value, _ := r.Values.Get(s.Schema.AnyKey(name))
		return value
	}}
}

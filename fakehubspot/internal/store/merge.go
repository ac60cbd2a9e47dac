package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// maxIdentities is how many contacts can be merged into one.
const maxIdentities = 250

// Merge makes one contact of two: a new record with a new number, to which both old numbers lead from now on. The
// primary's values win; the other's fill the gaps, and its addresses become additional ones.
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
	at := s.now().UnixMilli()
	values := maps.Collect(other.Values.All())
	maps.Copy(values, maps.Collect(primary.Values.All()))
	values[schema.KeyMergedIDs] = strings.Join(merged, ";")
	values[schema.KeyAdditionalEmails] = additional(primary, other)
	values[s.keyOf("hs_calculated_merged_vids")] = mergedVids(primary, other, s.keyOf("hs_calculated_merged_vids"), at)
	s.absorb(primary, at)
	s.absorb(other, at)
	r := &record.Record{ID: s.nextID(), Created: min(primary.Created, other.Created), Values: record.Pack(values)}
	s.moved[primary.ID], s.moved[other.ID] = r.ID, r.ID
	s.put(r, at)
	for _, old := range []int64{primary.ID, other.ID} {
		s.associate(r.ID, s.associations[old])
		delete(s.associations, old)
	}
	return r, nil
}

// absorb retires a contact that became part of another.
func (s *Store) absorb(old *record.Record, at int64) {
	s.retire(old)
	gone := *old
	gone.Archived, gone.Seq = at, s.nextSeq()
	if s.options.MergedAreArchived {
		s.archived.Set(gone.ID, &gone)
	}
	s.index.Remove(&gone, at)
	delete(s.history, old.ID)
}

// additional are the addresses of the merged contact beside its own.
func additional(primary, other *record.Record) string {
	all := append(primary.Emails(), other.Emails()...)
	own, ok := primary.Values.Get(schema.KeyEmail)
	if !ok {
		own, _ = other.Values.Get(schema.KeyEmail)
	}
	all = slices.DeleteFunc(all, func(email string) bool { return email == own })
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ";")
}

// mergedVids lists who was merged when, as `number:milliseconds`.
func mergedVids(primary, other *record.Record, key schema.Key, at int64) string {
	var list []string
	for _, r := range []*record.Record{primary, other} {
		if before, ok := r.Values.Get(key); ok {
			list = append(list, before)
		}
	}
	for _, r := range []*record.Record{primary, other} {
		list = append(list, fmt.Sprintf("%d:%d", r.ID, at))
	}
	return strings.Join(list, ";")
}

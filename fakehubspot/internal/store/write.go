package store

import (
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Create makes a record of values that Schema.Check has passed.
func (s *Store) Create(values map[string]string, by Source, links ...association.Link) (*record.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.create(values, links, by, s.millis())
}

func (s *Store) create(values map[string]string, links []association.Link, by Source, at int64) (*record.Record, error) {
	if err := s.complete(values); err != nil {
		return nil, err
	}
	if err := s.free(values, 0); err != nil {
		return nil, err
	}
	values = maps.Clone(values)
	if values == nil {
		values = map[string]string{}
	}
	if s.Type.Prepare != nil {
		s.Type.Prepare(values, at)
	}
	if by != UI {
		values["hs_object_source"], values["hs_object_source_id"], values["hs_object_source_label"] = by.Type, by.ID, by.Type
	}
	r := &record.Record{ID: s.account.nextID(), Created: at, Values: record.Pack(s.Schema.Keyed(values))}
	s.put(r, at)
	s.account.Associations.Add(s.ref(r.ID), links...)
	return r, nil
}

// complete reports a new record that nobody could tell from others.
func (s *Store) complete(values map[string]string) error {
	needs := s.Type.NeedsOneOf
	if len(needs) == 0 || slices.ContainsFunc(needs, func(name string) bool { return values[name] != "" }) {
		return nil
	}
	return &IncompleteError{needs}
}

// Update changes a live record by values that Schema.Check has passed; an empty value clears. It moves the time of
// modification even when no value is new.
func (s *Store) Update(id int64, values map[string]string, by Source) (*record.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.update(id, values, by, s.millis())
}

func (s *Store) update(id int64, values map[string]string, by Source, at int64) (*record.Record, error) {
	old, ok := s.find(id)
	if !ok {
		return nil, ErrNotFound
	}
	if err := s.free(values, old.ID); err != nil {
		return nil, err
	}
	return s.rewrite(old, s.Schema.Keyed(values), by, at), nil
}

// rewrite makes the next version of a live record.
func (s *Store) rewrite(old *record.Record, changes map[record.Key]string, by Source, at int64) *record.Record {
	s.remember(old, changes, by, at)
	s.release(old)
	next := *old
	if len(changes) > 0 {
		next.Values = old.Values.With(changes)
	}
	s.put(&next, at)
	return &next
}

// put makes r the live version of its record, modified at the given millisecond.
func (s *Store) put(r *record.Record, at int64) {
	r.Modified = at
	r.Seq = s.account.seq.Add(1)
	s.live.Set(r.ID, r)
	s.claim(r)
	s.Index.Put(r, at)
}

package store

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Create makes a record of values that Schema.Check has passed.
func (s *Store) Create(values map[string]string, by Source, ties ...Tie) (*record.Record, error) {
	defer s.account.hold(s, s.tied(ties)...)()
	return s.create(values, ties, by, s.millis())
}

func (s *Store) create(values map[string]string, ties []Tie, by Source, at int64) (*record.Record, error) {
	ties, err := s.resolved(ties)
	if err != nil {
		return nil, err
	}
	if err := s.complete(values); err != nil {
		return nil, err
	}
	if err := s.free(values, 0); err != nil {
		return nil, err
	}
	values = s.joined(nil, values)
	if s.Pipelines != nil {
		s.Pipelines.Place(values)
	}
	if s.Type.Prepare != nil {
		s.Type.Prepare(values, at)
	}
	if by != UI {
		values["hs_object_source"], values["hs_object_source_id"], values["hs_object_source_label"] = by.Type, by.ID, by.Type
	}
	r := &record.Record{ID: s.account.nextID(), Created: at, Values: record.Pack(s.Schema.Keyed(values))}
	s.put(r, at)
	s.expect(r, at)
	return r, s.tie(r.ID, ties)
}

// Needed are the properties that a new record must have, whatever else it has.
func (s *Store) Needed() []string {
	return slices.Concat(s.Type.Needs, s.Definition().Settings.Required)
}

// complete reports a new record without properties that it needs.
func (s *Store) complete(values map[string]string) error {
	missing := slices.DeleteFunc(s.Needed(), func(name string) bool { return values[name] != "" })
	if len(missing) > 0 {
		return &MissingError{missing}
	}
	needs := s.Type.NeedsOneOf
	if len(needs) == 0 || slices.ContainsFunc(needs, func(name string) bool { return values[name] != "" }) {
		return nil
	}
	return &IncompleteError{needs}
}

// Update changes a live record by values that Schema.Check has passed; an empty value clears. A write that changes
// no value leaves the record as it is, the time of modification too, unless the quirk EqualWritesModify is set.
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
	values = s.joined(old, values)
	if s.account.quirks.StagesGoForward && by != UI {
		s.keepStage(old, values)
	}
	if !alters(old, s.Schema.Keyed(values)) {
		if len(values) > 0 && s.account.quirks.EqualWritesModify {
			return s.rewrite(old, nil, by, at), nil
		}
		return old, nil
	}
	return s.revise(old, values, by, at), nil
}

// revise makes the next version of a live record, with what HubSpot changes because of the changes.
func (s *Store) revise(old *record.Record, values map[string]string, by Source, at int64) *record.Record {
	if s.Type.Revise != nil {
		s.Type.Revise(s.version(old), values, at)
	}
	return s.rewrite(old, s.Schema.Keyed(values), by, at)
}

// joined is a copy of the values of a write, those that add to what a record has joined with it.
func (s *Store) joined(old *record.Record, values map[string]string) map[string]string {
	all := make(map[string]string, len(values))
	for name, value := range values {
		if p, ok := s.Schema.Property(name); ok && p.Adds(value) {
			before := ""
			if old != nil {
				before, _ = old.Values.Get(s.Schema.AnyKey(name))
			}
			value = s.Schema.Normal(p, schema.Join(before, value))
		}
		all[name] = value
	}
	return all
}

// keepStage takes a stage out of the values of a write that lies before that of the record. A stage that has been cleared lies
// before all others.
func (s *Store) keepStage(old *record.Record, values map[string]string) {
	name := s.Type.Stage
	p, ok := s.Schema.Property(name)
	if !ok || values[name] == "" {
		return
	}
	before, _ := old.Values.Get(s.Schema.AnyKey(name))
	at := func(stage string) int {
		return slices.IndexFunc(p.Options, func(o schema.Option) bool { return o.Value == stage })
	}
	if at(values[name]) < at(before) {
		delete(values, name)
	}
}

// alters reports whether changes give a record any other value.
func alters(old *record.Record, changes map[record.Key]string) bool {
	for key, value := range changes {
		if before, _ := old.Values.Get(key); before != value {
			return true
		}
	}
	return false
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

package store

import (
	"maps"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Create makes a contact of values that Schema.Check has passed.
func (s *Store) Create(values map[string]string, by Source) (*record.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.create(values, by, s.now().UnixMilli())
}

func (s *Store) create(values map[string]string, by Source, at int64) (*record.Record, error) {
	if err := named(values); err != nil {
		return nil, err
	}
	if err := s.free(values, 0); err != nil {
		return nil, err
	}
	r := &record.Record{ID: s.nextID(), Created: at, Values: record.Pack(s.keyed(withDefaults(values, at)))}
	if by != UI {
		r.Values = r.Values.With(s.keyed(map[string]string{
			"hs_object_source": by.Type, "hs_object_source_id": by.ID, "hs_object_source_label": by.Type,
		}))
	}
	s.put(r, at)
	return r, nil
}

// named reports a new contact that nobody could tell from others.
func named(values map[string]string) error {
	if values["email"] == "" && values["firstname"] == "" && values["lastname"] == "" {
		return &IncompleteError{[]string{"email", "firstname", "lastname"}}
	}
	return nil
}

// withDefaults adds what the vendor sets on a new contact.
func withDefaults(values map[string]string, at int64) map[string]string {
	all := maps.Clone(values)
	if all["lifecyclestage"] == "" {
		all["lifecyclestage"] = "lead"
	}
	if all["lifecyclestage"] == "lead" {
		all["hs_lifecyclestage_lead_date"] = record.Stamp(at)
	}
	if all["hs_marketable_status"] == "" {
		all["hs_marketable_status"] = "false"
		all["hs_marketable_until_renewal"] = "false"
	}
	all["hs_is_unworked"] = "true"
	all["hs_pipeline"] = "contacts-lifecycle-pipeline"
	return all
}

// Update changes a live contact by values that Schema.Check has passed; an empty value clears. It moves
// lastmodifieddate even when no value is new.
func (s *Store) Update(id int64, values map[string]string, by Source) (*record.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.update(id, values, by, s.now().UnixMilli())
}

func (s *Store) update(id int64, values map[string]string, by Source, at int64) (*record.Record, error) {
	old, ok := s.find(id)
	if !ok {
		return nil, ErrNotFound
	}
	if err := s.free(values, old.ID); err != nil {
		return nil, err
	}
	return s.rewrite(old, s.keyed(values), by, at), nil
}

// rewrite makes the next version of a live contact.
func (s *Store) rewrite(old *record.Record, changes map[schema.Key]string, by Source, at int64) *record.Record {
	s.remember(old, changes, by, at)
	s.release(old)
	next := *old
	if len(changes) > 0 {
		next.Values = old.Values.With(changes)
	}
	s.put(&next, at)
	return &next
}

// put makes r the live version of its contact, modified at the given millisecond.
func (s *Store) put(r *record.Record, at int64) {
	r.Modified = at
	r.Seq = s.nextSeq()
	s.live.Set(r.ID, r)
	s.claim(r)
	s.index.Put(r, at)
}

func (s *Store) nextSeq() uint64 {
	s.seq++
	return s.seq
}

// keyed replaces names by keys.
func (s *Store) keyed(values map[string]string) map[schema.Key]string {
	keyed := make(map[schema.Key]string, len(values))
	for name, value := range values {
		keyed[s.schema.Number(name)] = value
	}
	return keyed
}

// free reports an address or a unique value that a contact other than id has.
func (s *Store) free(values map[string]string, id int64) error {
	if email := values["email"]; email != "" {
		if s.blocked[email] {
			return &BlockedError{"email", email}
		}
		if holder, taken := s.findEmail(email); taken && holder.ID != id {
			return &TakenError{"email", email, holder.ID}
		}
	}
	for _, key := range s.schema.Unique() {
		name := s.schema.Name(key)
		if values[name] == "" {
			continue
		}
		if holder, taken := s.unique[uniqueKey{key, values[name]}]; taken && holder != id {
			return &TakenError{name, values[name], holder}
		}
	}
	return nil
}

func (s *Store) findEmail(email string) (*record.Record, bool) {
	id, ok := s.emails[strings.ToLower(email)]
	if !ok {
		return nil, false
	}
	return s.live.Get(id)
}

// claim notes the addresses and unique values of a live contact.
func (s *Store) claim(r *record.Record) {
	for _, email := range r.Emails() {
		s.emails[email] = r.ID
	}
	for _, key := range s.schema.Unique() {
		if value, ok := r.Values.Get(key); ok {
			s.unique[uniqueKey{key, value}] = r.ID
		}
	}
}

// release gives up the addresses and unique values of a contact.
func (s *Store) release(r *record.Record) {
	for _, email := range r.Emails() {
		if s.emails[email] == r.ID {
			delete(s.emails, email)
		}
	}
	for _, key := range s.schema.Unique() {
		if value, ok := r.Values.Get(key); ok {
			delete(s.unique, uniqueKey{key, value})
		}
	}
}

package store

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// uniqueKey is a value of a property that only one live record can have.
type uniqueKey struct {
	key   record.Key
	value string
}

// ByIdentity returns the live record that is known by the value: of the property by which its type knows records, or an
// additional one.
func (s *Store) ByIdentity(value string) (*record.Record, bool) {
	s.Settle()
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.findIdentity(value)
}

func (s *Store) findIdentity(value string) (*record.Record, bool) {
	id, ok := s.known[strings.ToLower(value)]
	if !ok {
		return nil, false
	}
	return s.live.Get(id)
}

// ByUnique returns the live record with the value of a unique custom property.
func (s *Store) ByUnique(name, value string) (*record.Record, bool) {
	key, ok := s.Schema.Key(name)
	if !ok {
		return nil, false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.findUnique(key, value)
}

func (s *Store) findUnique(key record.Key, value string) (*record.Record, bool) {
	id, ok := s.unique[uniqueKey{key, value}]
	if !ok {
		return nil, false
	}
	return s.live.Get(id)
}

// free reports a value that only one record can have and that one other than id has.
func (s *Store) free(values map[string]string, id int64) error {
	identity := s.Type.Identity.Property
	if value := values[identity]; value != "" {
		if s.blocked[value] {
			return &BlockedError{identity, value}
		}
		if holder, taken := s.findIdentity(value); taken && holder.ID != id {
			return &TakenError{identity, value, holder.ID, s.writing(id)}
		}
	}
	for _, key := range s.Schema.Unique() {
		name := s.Schema.Name(key)
		if values[name] == "" {
			continue
		}
		if holder, taken := s.unique[uniqueKey{key, values[name]}]; taken && holder != id {
			return &TakenError{name, values[name], holder, s.writing(id)}
		}
	}
	return nil
}

// writing is the ID of the record of a write, or one that a new record would have been given.
func (s *Store) writing(id int64) int64 {
	if id != 0 {
		return id
	}
	return s.account.likelyID()
}

// claims are those of the values that only one record can have.
func (s *Store) claims(values map[string]string) []uniqueKey {
	var claims []uniqueKey
	if value := values[s.Type.Identity.Property]; value != "" {
		claims = append(claims, uniqueKey{s.identity, strings.ToLower(value)})
	}
	for _, key := range s.Schema.Unique() {
		if value := values[s.Schema.Name(key)]; value != "" {
			claims = append(claims, uniqueKey{key, value})
		}
	}
	return claims
}

// Single returns the name of a property, one of those that are set, whose value only one record can have.
func (s *Store) Single(values map[string]string) (name string, found bool) {
	for _, one := range s.claims(values) {
		return s.Schema.Name(one.key), true
	}
	return "", false
}

// claim notes what only this live record may have.
func (s *Store) claim(r *record.Record) {
	for _, value := range s.keys(r) {
		s.known[value] = r.ID
	}
	for _, key := range s.Schema.Unique() {
		if value, ok := r.Values.Get(key); ok {
			s.unique[uniqueKey{key, value}] = r.ID
		}
	}
}

// release lets others have what only this record might.
func (s *Store) release(r *record.Record) {
	for _, value := range s.keys(r) {
		if s.known[value] == r.ID {
			delete(s.known, value)
		}
	}
	for _, key := range s.Schema.Unique() {
		if value, ok := r.Values.Get(key); ok {
			delete(s.unique, uniqueKey{key, value})
		}
	}
}

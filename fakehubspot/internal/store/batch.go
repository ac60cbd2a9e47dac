package store

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Write is one input of a batch. Its contact is found by the value of Property: its number (hs_object_id or empty), its
// email or a unique custom property. Without a Value a contact is created.
type Write struct {
	Property, Value string
	// Upsert creates the contact when none is found.
	Upsert bool
	// Values have passed Schema.Check.
	Values map[string]string
	// Associations are for a contact that is created.
	Associations []Association
}

// Outcome is what became of one Write.
type Outcome struct {
	Record *record.Record
	New    bool
	Err    error
}

// Apply makes all writes at one instant. Unless partial, nothing is written when one of them cannot be, and the first
// reason is the error; only contacts that do not exist are outcomes then too.
func (s *Store) Apply(writes []Write, by Source, partial bool) ([]Outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !partial {
		if err := s.rehearse(writes); err != nil {
			return nil, err
		}
	}
	at := s.now().UnixMilli()
	outcomes := make([]Outcome, len(writes))
	for i, w := range writes {
		outcomes[i] = s.write(w, by, at)
	}
	return outcomes, nil
}

func (s *Store) write(w Write, by Source, at int64) Outcome {
	known, found := s.sought(w)
	if found {
		r, err := s.update(known.ID, w.Values, by, at)
		return Outcome{Record: r, Err: err}
	}
	if w.Value != "" && !w.Upsert {
		return Outcome{Err: ErrNotFound}
	}
	r, err := s.create(w.Values, by, at)
	if err == nil {
		s.associate(r.ID, w.Associations)
	}
	return Outcome{Record: r, New: true, Err: err}
}

// sought finds the contact of a write.
func (s *Store) sought(w Write) (*record.Record, bool) {
	switch w.Property {
	case "", "hs_object_id":
		id, numeric := ParseID(w.Value)
		if !numeric {
			return nil, false
		}
		return s.find(id)
	case "email":
		return s.findEmail(w.Value)
	}
	id, ok := s.unique[uniqueKey{s.schema.Number(w.Property), w.Value}]
	if !ok {
		return nil, false
	}
	return s.live.Get(id)
}

// rehearse finds the first write that cannot be made, also because of another one in the batch.
func (s *Store) rehearse(writes []Write) error {
	claimed := map[uniqueKey]bool{}
	for _, w := range writes {
		var own int64
		if known, found := s.sought(w); found {
			own = known.ID
		} else if w.Value != "" && !w.Upsert {
			continue
		}
		if own == 0 {
			if err := named(w.Values); err != nil {
				return err
			}
		}
		if err := s.free(w.Values, own); err != nil {
			return err
		}
		for _, one := range s.claims(w.Values) {
			if claimed[one] {
				return &DuplicateError{s.schema.Name(one.key), one.value}
			}
			claimed[one] = true
		}
	}
	return nil
}

// claims are those of the values that only one contact can have: its address and values of unique custom properties.
func (s *Store) claims(values map[string]string) []uniqueKey {
	var claims []uniqueKey
	if email := values["email"]; email != "" {
		claims = append(claims, uniqueKey{schema.KeyEmail, strings.ToLower(email)})
	}
	for _, key := range s.schema.Unique() {
		if value := values[s.schema.Name(key)]; value != "" {
			claims = append(claims, uniqueKey{key, value})
		}
	}
	return claims
}

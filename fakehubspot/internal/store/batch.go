package store

import (
	"errors"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Write is one input of a batch. Its record is found by the value of Property: its ID (empty), the
// identity of its type or a unique custom property. Without a Value a record is created.
type Write struct {
	Property, Value string
	// Upsert creates the record when none is found.
	Upsert bool
	// Values have passed Schema.Check.
	Values map[string]string
	// Ties are the associations of a record that is created.
	Ties []Tie
}

// Outcome is what became of one Write: neither a record nor an error when the ID is of a record that was merged away.
// HubSpot was seen to pass over such writes of a batch in silence.
type Outcome struct {
	Record *record.Record
	New    bool
	Err    error
}

// Together says which writes of a batch stand or fall with one another.
type Together int

const (
	// All of them: nothing is written when one of them cannot be. Only records that do not exist leave the others alone.
	All Together = iota
	// Each stands alone.
	Each
	// Conflicting writes, of a value that only one record can have, keep all others from being made; each stands alone
	// otherwise.
	Conflicting
)

// Apply makes all writes at one instant. Two writes of one record are a *RepeatedError. If writes that stand together cannot
// be made, nothing is written, and the first reason is the error.
func (s *Store) Apply(writes []Write, by Source, together Together) ([]Outcome, error) {
	var others []*Store
	for _, w := range writes {
		others = append(others, s.tied(w.Ties)...)
	}
	defer s.account.hold(s, others...)()
	if err := s.repeated(writes); err != nil {
		return nil, err
	}
	if together != Each {
		for _, err := range s.rehearse(writes) {
			if together == All || conflicting(err) {
				return nil, err
			}
		}
	}
	at := s.millis()
	outcomes := make([]Outcome, len(writes))
	for i, w := range writes {
		outcomes[i] = s.write(w, by, at)
	}
	return outcomes, nil
}

func (s *Store) write(w Write, by Source, at int64) Outcome {
	if s.passedOver(w) {
		return Outcome{}
	}
	known, found := s.sought(w)
	if found {
		r, err := s.update(known.ID, w.Values, by, at)
		return Outcome{Record: r, Err: err}
	}
	if w.Value != "" && !w.Upsert {
		return Outcome{Err: ErrNotFound}
	}
	r, err := s.create(w.Values, w.Ties, by, at)
	return Outcome{Record: r, New: true, Err: err}
}

// passedOver reports whether a write names a record that was merged away by its old ID.
func (s *Store) passedOver(w Write) bool {
	id, numeric := ParseID(w.Value)
	return w.Property == "" && numeric && s.resolve(id) != id
}

// sought returns the record of a write.
func (s *Store) sought(w Write) (*record.Record, bool) {
	switch w.Property {
	case "":
		id, numeric := ParseID(w.Value)
		if !numeric {
			return nil, false
		}
		return s.find(id)
	case s.Type.Identity.Property:
		return s.findIdentity(w.Value)
	}
	return s.findUnique(s.Schema.AnyKey(w.Property), w.Value)
}

// repeated reports writes of the same record, by the values that name it.
func (s *Store) repeated(writes []Write) error {
	type target struct {
		id       int64
		property string
		value    string
	}
	seen := map[target]bool{}
	var again []string
	for _, w := range writes {
		if w.Value == "" || s.passedOver(w) {
			continue
		}
		one := target{property: w.Property, value: strings.ToLower(w.Value)}
		if known, found := s.sought(w); found {
			one = target{id: known.ID}
		}
		if seen[one] && !slices.Contains(again, w.Value) {
			again = append(again, w.Value)
		}
		seen[one] = true
	}
	if again != nil {
		return &RepeatedError{again}
	}
	return nil
}

// conflicting reports whether a write cannot be made because of a value that only one record can have.
func conflicting(err error) bool {
	_, taken := errors.AsType[*TakenError](err)
	_, duplicate := errors.AsType[*DuplicateError](err)
	return taken || duplicate
}

// rehearse finds out why writes cannot be made, also because of others in the batch.
func (s *Store) rehearse(writes []Write) []error {
	var reasons []error
	claimed := map[uniqueKey]bool{}
	for _, w := range writes {
		if err := s.rehearseOne(w, claimed); err != nil {
			reasons = append(reasons, err)
		}
	}
	return reasons
}

// rehearseOne finds out why a write cannot be made. claimed are the values that writes before it set.
func (s *Store) rehearseOne(w Write, claimed map[uniqueKey]bool) error {
	if s.passedOver(w) {
		return nil
	}
	var own int64
	if known, found := s.sought(w); found {
		own = known.ID
	} else if w.Value != "" && !w.Upsert {
		return nil
	}
	if own == 0 {
		if err := s.complete(w.Values); err != nil {
			return err
		}
		if _, err := s.resolved(w.Ties); err != nil {
			return err
		}
	}
	if err := s.free(w.Values, own); err != nil {
		return err
	}
	for _, one := range s.claims(w.Values) {
		if claimed[one] {
			return &DuplicateError{s.Schema.Name(one.key), one.value}
		}
		claimed[one] = true
	}
	return nil
}

package store

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
)

// Tie is an association of a new record.
type Tie struct {
	To    association.Ref
	Kinds []association.Kind
}

// NoRecordError is returned for a record that cannot be associated because it is not there.
type NoRecordError struct {
	Object string // singular
	ID     int64
}

func (e *NoRecordError) Error() string {
	return fmt.Sprintf("there is no %s with ID %d", e.Object, e.ID)
}

// Ref names a record as associations do.
func (s *Store) Ref(id int64) association.Ref { return association.Ref{TypeID: s.Type.TypeID, ID: id} }

// Associating is a change of associations while the records concerned are held: none of them is archived, merged or erased
// meanwhile.
type Associating struct{ account *Account }

// Associate lets change alter associations between records of two object types.
func (a *Account) Associate(from, to *Store, change func(Associating) error) error {
	defer a.hold(nil, from, to)()
	return change(Associating{a})
}

// hold keeps writes out of stores, and reads too out of the one that is written itself, until the function that it returns
// is called.
func (a *Account) hold(written *Store, read ...*Store) (release func()) {
	held := map[*Store]bool{}
	for _, s := range read {
		held[s] = true
	}
	var releases []func()
	for _, s := range a.Objects() { // in the order of locks
		switch {
		case s == written:
			s.mu.Lock()
			releases = append(releases, s.mu.Unlock)
		case held[s]:
			s.mu.RLock()
			releases = append(releases, s.mu.RUnlock)
		}
	}
	return func() {
		for _, release := range releases {
			release()
		}
	}
}

// Live returns the record that an ID leads to, as associations name it. That of a record that was merged away leads to what
// it became.
func (a Associating) Live(s *Store, id int64) (association.Ref, error) {
	r, ok := s.find(id)
	if !ok {
		return association.Ref{}, &NoRecordError{s.Type.Singular, id}
	}
	return s.Ref(r.ID), nil
}

// Ties is the account's associations.
func (a Associating) Ties() *association.Store { return a.account.Associations }

// resolved checks the ties of a new record and follows merges. The caller holds the stores concerned.
func (s *Store) resolved(ties []Tie) ([]Tie, error) {
	all := make([]Tie, len(ties))
	for i, tie := range ties {
		if err := s.account.Associations.Check(s.Ref(0), tie.To, tie.Kinds...); err != nil {
			return nil, err
		}
		other, known := s.account.Object(tie.To.TypeID)
		if !known {
			return nil, &NoRecordError{tie.To.TypeID, tie.To.ID}
		}
		ref, err := Associating{s.account}.Live(other, tie.To.ID)
		if err != nil {
			return nil, err
		}
		tie.To = ref
		all[i] = tie
	}
	return all, nil
}

// tie associates a new record.
func (s *Store) tie(id int64, ties []Tie) error {
	for _, tie := range ties {
		if err := s.account.Associations.Set(s.Ref(id), tie.To, tie.Kinds...); err != nil {
			return err
		}
	}
	return nil
}

// tied are the stores of the records in ties.
func (s *Store) tied(ties []Tie) []*Store {
	var all []*Store
	for _, tie := range ties {
		if other, known := s.account.Object(tie.To.TypeID); known {
			all = append(all, other)
		}
	}
	return all
}

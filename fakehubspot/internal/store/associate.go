package store

import (
	"fmt"
	"slices"

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

// Associating changes associations while the records concerned are held: none of them is archived, merged or erased
// meanwhile.
type Associating struct {
	account *Account
	from    *Store
	to      *Store
	loose   *[]association.Ref // that lost a primary association
}

// Associate lets change alter associations of records of one object type with records of another. A record that cannot be
// without a primary association, such as a lead, is archived when change takes its last one away.
func (a *Account) Associate(from, to *Store, change func(Associating) error) error {
	var loose []association.Ref
	err := a.associate(Associating{a, from, to, &loose}, change)
	for _, s := range []*Store{from, to} {
		s.archiveLoose(loose)
	}
	return err
}

func (a *Account) associate(with Associating, change func(Associating) error) error {
	defer a.hold(nil, with.from, with.to)()
	return change(with)
}

// archiveLoose archives the records of the store that have no primary association left.
func (s *Store) archiveLoose(loose []association.Ref) {
	for _, ref := range loose {
		if ref.TypeID != s.Type.TypeID || s.account.Associations.HasPrimary(ref) {
			continue
		}
		s.Archive(ref.ID)
	}
}

// Live returns the record of an ID as Ends does.
func (a Associating) Live(s *Store, id int64) (association.Ref, error) { return s.liveRef(id) }

// Ties is the account's associations, for reading.
func (a Associating) Ties() *association.Store { return a.account.Associations }

// Ends returns two records as associations name them. The ID of a record that was merged away leads to what it became; one
// that no record has is a *NoRecordError.
func (a Associating) Ends(fromID, toID int64) (from, to association.Ref, err error) {
	if from, err = a.from.liveRef(fromID); err == nil {
		to, err = a.to.liveRef(toID)
	}
	return from, to, err
}

func (s *Store) liveRef(id int64) (association.Ref, error) {
	r, ok := s.find(id)
	if !ok {
		return association.Ref{}, &NoRecordError{s.Type.Singular, id}
	}
	return s.Ref(r.ID), nil
}

// Add associates two records by types beside those that they have.
func (a Associating) Add(from, to association.Ref, kinds ...association.Kind) error {
	return a.account.Associations.Add(from, to, kinds...)
}

// Set associates two records by types; a label replaces those that they had.
func (a Associating) Set(from, to association.Ref, kinds ...association.Kind) error {
	defer a.watch(from, to)()
	return a.account.Associations.Set(from, to, kinds...)
}

// Remove takes types away from what associates two records.
func (a Associating) Remove(from, to association.Ref, kinds ...association.Kind) error {
	defer a.watch(from, to)()
	return a.account.Associations.Remove(from, to, kinds...)
}

// Disassociate takes away that two records are associated.
func (a Associating) Disassociate(from, to association.Ref) {
	defer a.watch(from, to)()
	a.account.Associations.Disassociate(from, to)
}

// watch notes which of two records, of those that cannot be without a primary association, had one.
func (a Associating) watch(refs ...association.Ref) (done func()) {
	var had []association.Ref
	for i, s := range []*Store{a.from, a.to} {
		if s.Type.NeedsPrimary && a.account.Associations.HasPrimary(refs[i]) {
			had = append(had, refs[i])
		}
	}
	return func() {
		for _, ref := range had {
			if !a.account.Associations.HasPrimary(ref) {
				*a.loose = append(*a.loose, ref)
			}
		}
	}
}

// hold keeps writes out of stores, and reads too out of the one that is written itself, until the function that it returns
// is called. The object type of a store may have been archived, or be gone, since the caller found it.
func (a *Account) hold(written *Store, read ...*Store) (release func()) {
	held := map[*Store]bool{}
	for _, s := range read {
		held[s] = true
	}
	var releases []func()
	stores := a.types.Load().all() // in the order of locks
	if written != nil && !slices.Contains(stores, written) {
		stores = append(stores, written) // which only those hold who found it as the caller did
	}
	for _, s := range stores {
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

// resolved checks the ties of a new record and follows merges. The caller holds the stores concerned.
func (s *Store) resolved(ties []Tie) ([]Tie, error) {
	all := make([]Tie, len(ties))
	for i, tie := range ties {
		if err := s.account.Associations.Check(s.Type.TypeID, tie.To.TypeID, tie.Kinds...); err != nil {
			return nil, err
		}
		other, known := s.account.Object(tie.To.TypeID)
		if !known {
			return nil, &NoRecordError{tie.To.TypeID, tie.To.ID}
		}
		ref, err := other.liveRef(tie.To.ID)
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

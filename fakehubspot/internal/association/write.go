package association

import (
	"fmt"
	"slices"
)

// UnrelatedError is returned for object types whose records cannot be associated.
type UnrelatedError struct{ From, To string }

func (e *UnrelatedError) Error() string {
	return fmt.Sprintf("records of the object types %s and %s cannot be associated", e.From, e.To)
}

// SelfError is returned for a record that is to be associated with itself.
type SelfError struct{ Ref Ref }

func (e *SelfError) Error() string {
	return fmt.Sprintf("record %d cannot be associated with itself", e.Ref.ID)
}

// Add associates two records by types beside those that they have; without types, by the one without a label, which every
// tie has. A type that a record can have only once, that of its primary company, leaves the tie that had it.
func (s *Store) Add(from, to Ref, kinds ...Kind) error {
	return s.associate(from, to, kinds, s.within, func([]*Type) bool { return true })
}

// Reinstate is Add for what was a tie before, as an import has it: a record can have more of a type than its limit allows.
func (s *Store) Reinstate(from, to Ref, kinds ...Kind) error {
	unlimited := func(Ref, Ref, []*Type) error { return nil }
	return s.associate(from, to, kinds, unlimited, func([]*Type) bool { return true })
}

// Set associates two records by types. If one of them is a label, those that the tie had before go; otherwise they stay.
func (s *Store) Set(from, to Ref, kinds ...Kind) error {
	return s.associate(from, to, kinds, s.within, func(types []*Type) bool { return !slices.ContainsFunc(types, (*Type).IsLabel) })
}

// associate associates two records by types within a limit, and keeps those that they had if keep says so.
func (s *Store) associate(from, to Ref, kinds []Kind, limit func(from, to Ref, types []*Type) error, keep func([]*Type) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	types, err := s.check(from, to, kinds)
	if err != nil {
		return err
	}
	if err := limit(from, to, types); err != nil {
		return err
	}
	s.join(s.node(from), s.node(to), types, keep(types))
	return nil
}

// Check returns the error with which records of two object types cannot be associated by types.
func (s *Store) Check(from, to string, kinds ...Kind) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, err := s.typesOf(from, to, kinds)
	return err
}

// check returns the types by which two records are to be associated.
func (s *Store) check(from, to Ref, kinds []Kind) ([]*Type, error) {
	if from == to {
		return nil, &SelfError{from}
	}
	return s.typesOf(from.TypeID, to.TypeID, kinds)
}

// typesOf returns the types of kinds, after the one that every tie has.
func (s *Store) typesOf(from, to string, kinds []Kind) ([]*Type, error) {
	plain := s.unlabeled(from, to)
	if plain == nil {
		return nil, &UnrelatedError{from, to}
	}
	types := []*Type{plain}
	for _, kind := range kinds {
		t, err := s.find(from, to, kind)
		if err != nil {
			return nil, err
		}
		types = append(types, t)
	}
	return types, nil
}

// Disassociate takes away that two records are associated and reports whether they were.
func (s *Store) Disassociate(from, to Ref) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, b := s.node(from), s.node(to)
	_, there := s.ties(a, b).get(pair{a.object, b.object}, a.id, b.id)
	s.part(a, b)
	return there
}

// Remove takes types away from what associates two records. Without the one without a label there is nothing left.
func (s *Store) Remove(from, to Ref, kinds ...Kind) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	types, err := s.check(from, to, kinds)
	if err != nil {
		return err
	}
	plain, gone := types[0], types[1:]
	a, b := s.node(from), s.node(to)
	if slices.Contains(gone, plain) {
		s.part(a, b)
		return nil
	}
	s.strip(a, b, gone...)
	return nil
}

// join ties two records by types, with those that they had if keep is set.
func (s *Store) join(a, b node, types []*Type, keep bool) {
	for _, t := range types {
		s.makeRoom(a, b, t)
		s.makeRoom(b, a, s.types[s.number[Kind{t.Category, t.Inverse}]])
	}
	had, there := s.ties(a, b).get(pair{a.object, b.object}, a.id, b.id)
	s.tie(a, b, s.numbers(had, there && keep, types...))
}

// makeRoom takes a type that a record can have only once from the record's tie to another one than b.
func (s *Store) makeRoom(a, b node, t *Type) {
	if !t.single {
		return
	}
	if holder, held := s.holder(a, t); held && holder != b {
		s.strip(a, holder, t)
	}
}

// holder returns the record to which a record has a tie of a type, in sight or not.
func (s *Store) holder(a node, t *Type) (found node, ok bool) {
	p := pair{a.object, s.objects[t.To]}
	for _, all := range []ties{s.open, s.hidden} {
		all.of(p, a.id, 0, func(one tie) bool {
			ok = slices.Contains(s.sets.members[one.set], s.number[t.Kind])
			found = node{p.to, one.to}
			return !ok
		})
		if ok {
			break
		}
	}
	return found, ok
}

// strip takes types from a tie.
func (s *Store) strip(a, b node, types ...*Type) {
	had, there := s.ties(a, b).get(pair{a.object, b.object}, a.id, b.id)
	if !there {
		return
	}
	gone := s.numbers(0, false, types...)
	s.tie(a, b, slices.DeleteFunc(s.numbers(had, true), func(n typeNumber) bool { return slices.Contains(gone, n) }))
}

// tie makes members the types of a tie, on both sides.
func (s *Store) tie(a, b node, members []typeNumber) {
	back := s.sets.of(s.inverses(members), &s.definitions)
	there := s.sets.of(members, &s.definitions)
	t, p := s.ties(a, b), pair{a.object, b.object}
	t.put(p, tie{a.id, b.id, there})
	t.put(p.inverse(), tie{b.id, a.id, back})
}

// part removes a tie.
func (s *Store) part(a, b node) {
	t, p := s.ties(a, b), pair{a.object, b.object}
	t.drop(p, a.id, b.id)
	t.drop(p.inverse(), b.id, a.id)
}

// ties returns those among which a tie of two records is.
func (s *Store) ties(a, b node) ties {
	if len(s.archived) > 0 && (s.archived[a] || s.archived[b]) {
		return s.hidden
	}
	return s.open
}

// node returns a record by the number of its object type.
func (s *Store) node(ref Ref) node { return node{s.object(ref.TypeID), ref.ID} }

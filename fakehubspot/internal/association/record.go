package association

import (
	"cmp"
	"slices"
)

// Hide keeps the ties of a record that is archived out of sight: the other records no longer show them. It gets no new ones
// until Show.
func (s *Store) Hide(ref Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.node(ref)
	own := s.all(s.open, n)
	if len(own) == 0 && len(s.all(s.hidden, n)) == 0 {
		return
	}
	s.archived[n] = true
	for _, one := range own {
		one.move(s.open, s.hidden)
	}
}

// Show brings the ties of a record back that is restored, but for those to records that are archived.
func (s *Store) Show(ref Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.node(ref)
	if !s.archived[n] {
		return
	}
	delete(s.archived, n)
	for _, one := range s.all(s.hidden, n) {
		if !s.archived[one.other()] {
			one.move(s.hidden, s.open)
		}
	}
}

// Forget removes all ties of a record, from both sides.
func (s *Store) Forget(ref Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(s.node(ref))
}

func (s *Store) forget(n node) {
	for _, from := range []ties{s.open, s.hidden} {
		for _, one := range s.all(from, n) {
			one.drop(from)
		}
	}
	delete(s.archived, n)
}

// Move moves the ties of a record to the one that it was merged into, which keeps its own.
func (s *Store) Move(from, into Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, b := s.node(from), s.node(into)
	own := append(s.all(s.open, a), s.all(s.hidden, a)...)
	s.forget(a)
	for _, one := range own {
		if one.other() == b {
			continue
		}
		p := pair{b.object, one.other().object}
		had, there := s.ties(b, one.other()).get(p, b.id, one.other().id)
		members := s.unclaimed(b, one.other(), s.numbers(one.there.set, true))
		s.tie(b, one.other(), append(members, s.numbers(had, there)...))
	}
}

// unclaimed leaves out types that a record can have only once and has already.
func (s *Store) unclaimed(a, b node, members []typeNumber) []typeNumber {
	return slices.DeleteFunc(members, func(n typeNumber) bool {
		return s.claimed(a, s.types[n]) || s.claimed(b, s.types[s.inverse(n)])
	})
}

func (s *Store) claimed(a node, t *Type) bool {
	if !t.single {
		return false
	}
	_, held := s.holder(a, t)
	return held
}

// side is a tie as one record has it.
type side struct {
	pair  pair
	there tie
}

func (one side) other() node { return node{one.pair.to, one.there.to} }

// drop removes the tie.
func (one side) drop(from ties) {
	from.drop(one.pair, one.there.from, one.there.to)
	from.drop(one.pair.inverse(), one.there.to, one.there.from)
}

// move takes the tie, both its sides, from some ties to others.
func (one side) move(from, to ties) {
	back, _ := from.get(one.pair.inverse(), one.there.to, one.there.from)
	one.drop(from)
	to.put(one.pair, one.there)
	to.put(one.pair.inverse(), tie{one.there.to, one.there.from, back})
}

// all returns the ties of a record, in a fixed order.
func (s *Store) all(t ties, n node) []side {
	var all []side
	for p := range t {
		if p.from == n.object {
			t.of(p, n.id, 0, func(one tie) bool {
				all = append(all, side{p, one})
				return true
			})
		}
	}
	slices.SortStableFunc(all, func(a, b side) int { return cmp.Compare(a.pair.to, b.pair.to) })
	return all
}

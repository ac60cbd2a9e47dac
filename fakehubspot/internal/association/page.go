package association

import "slices"

// Page returns up to limit ties of a record to an object type, in the order of the other records' IDs and from one of them on,
// and the ID with which the next page begins, 0 if there is none. Of an archived record it shows those that it had.
func (s *Store) Page(from Ref, to string, first int64, limit int) (page []Tie, next int64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.visit(from, to, first, func(one tie) bool {
		if len(page) == limit {
			next = one.to
			return false
		}
		page = append(page, Tie{To: one.to, Types: s.sets.shown[one.set]})
		return true
	})
	return page, next
}

// Get returns the types by which two records are associated; none if they are not.
func (s *Store) Get(from, to Ref) []*Type {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var types []*Type
	s.visit(from, to.TypeID, to.ID, func(one tie) bool {
		if one.to == to.ID {
			types = s.sets.shown[one.set]
		}
		return false
	})
	return types
}

// AtLeast reports whether a record has so many ties to an object type, other than to a record, of a type; nil means any.
func (s *Store) AtLeast(count int, from, but Ref, of *Type) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.visit(from, but.TypeID, 0, func(one tie) bool {
		if one.to != but.ID && (of == nil || slices.ContainsFunc(s.sets.shown[one.set], func(t *Type) bool { return t.Kind == of.Kind })) {
			count--
		}
		return count > 0
	})
	return count <= 0
}

// visit calls yield with the ties that a record shows.
func (s *Store) visit(from Ref, to string, first int64, yield func(tie) bool) {
	a, known := s.objects[from.TypeID]
	b, related := s.objects[to]
	if !known || !related {
		return
	}
	shown := s.open
	if s.archived[node{a, from.ID}] {
		shown = s.hidden
	}
	shown.of(pair{a, b}, from.ID, first, yield)
}

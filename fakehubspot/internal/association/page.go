package association

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

// Count returns how many ties to an object type a record shows.
func (s *Store) Count(from Ref, to string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	count := 0
	s.visit(from, to, 0, func(tie) bool { count++; return true })
	return count
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

// HasPrimary reports whether a record has a tie of a type that it can have only once, such as that of a lead's primary contact.
func (s *Store) HasPrimary(ref Ref) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, t := range s.types {
		if t == nil || !t.single || t.From != ref.TypeID {
			continue
		}
		if _, held := s.holder(node{s.objects[ref.TypeID], ref.ID}, t); held {
			return true
		}
	}
	return false
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

package association

// From returns all types that lead from an object type, those to one object type together.
func (s *Store) From(typeID string) []*Type {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []*Type
	for _, to := range s.names {
		all = append(all, s.between(typeID, to)...)
	}
	return all
}

// Unrelate takes back what Relate did: the account's own types between two object types end in both directions, and all
// ties with them. It reports false, and does nothing, for object types whose records HubSpot lets be associated, and for
// those that cannot be associated at all.
func (s *Store) Unrelate(from, to string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	plain := s.unlabeled(from, to)
	if plain == nil || plain.Category != UserDefined {
		return false
	}
	s.unrelate(from, to)
	return true
}

// Leave ends all types and ties of an object type that is gone.
func (s *Store) Leave(typeID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.names {
		s.unrelate(typeID, other)
	}
}

func (s *Store) unrelate(from, to string) {
	for _, t := range s.between(from, to) {
		s.remove(t)
	}
	for _, direction := range [][2]string{{from, to}, {to, from}} {
		delete(s.plain, direction)
		p := pair{s.object(direction[0]), s.object(direction[1])}
		delete(s.open, p)
		delete(s.hidden, p)
	}
	s.sets.refresh(&s.definitions)
}

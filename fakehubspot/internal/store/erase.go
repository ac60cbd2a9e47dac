package store

import "strings"

// Erase removes a record for good, live or archived, as a privacy deletion does: nothing of it can be read again.
func (s *Store) Erase(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	id = s.resolve(id)
	at := s.millis()
	if r, ok := s.live.Get(id); ok {
		s.retire(r)
		gone := *r
		gone.Seq = s.account.seq.Add(1)
		s.Index.Remove(&gone, at)
	} else if _, ok := s.archived.Delete(id); !ok {
		return false
	}
	s.erased[id] = true
	delete(s.history, id)
	s.account.Associations.Forget(s.Ref(id))
	return true
}

// Block keeps a value of the identity out for good, as HubSpot does when a privacy deletion names one that no record
// has.
func (s *Store) Block(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocked[strings.ToLower(value)] = true
}

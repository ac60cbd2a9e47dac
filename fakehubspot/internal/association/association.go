// Package association holds which records of an account are associated with which, from both sides.
package association

import (
	"maps"
	"slices"
	"sync"
)

// Ref names a record: the plural name of its object type, and its ID. The record itself is kept elsewhere, or nowhere.
type Ref struct{ Object, ID string }

// Link is one association as one of its two records has it.
type Link struct {
	To Ref
	// Type is the name of the association in this direction, such as contact_to_company.
	Type string
}

// Store is safe for concurrent use. It calls nobody, so that it may be used under any lock.
type Store struct {
	mu sync.RWMutex
	// links are those of each record in the order in which they were made. A list is never changed except at its end: a
	// Snapshot shares it.
	links map[Ref][]Link
}

// NewStore returns a store without associations.
func NewStore() *Store { return &Store{links: map[Ref][]Link{}} }

// Add adds links to a record, and to the other records the same in the other direction. One that exists is not doubled.
func (s *Store) Add(from Ref, links ...Link) {
	if len(links) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(from, links)
}

func (s *Store) add(from Ref, links []Link) {
	for _, link := range links {
		s.put(from, link)
		s.put(link.To, Link{To: from, Type: inverse(link.Type)})
	}
}

func (s *Store) put(from Ref, link Link) {
	if !slices.Contains(s.links[from], link) {
		s.links[from] = append(s.links[from], link)
	}
}

// Links returns the links from a record to those of an object type, in the order in which they were made.
func (s *Store) Links(from Ref, object string) []Link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []Link
	for _, link := range s.links[from] {
		if link.To.Object == object {
			found = append(found, link)
		}
	}
	return found
}

// Move moves the links of a record to the one that it was merged into.
func (s *Store) Move(from, into Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	links := s.links[from]
	s.remove(from)
	s.add(into, links)
}

// Remove removes a record's links in both directions.
func (s *Store) Remove(ref Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(ref)
}

func (s *Store) remove(ref Ref) {
	for _, link := range s.links[ref] {
		// A list that is shared must not be changed in its middle.
		rest := slices.DeleteFunc(slices.Clone(s.links[link.To]), func(back Link) bool { return back.To == ref })
		if s.links[link.To] = rest; len(rest) == 0 {
			delete(s.links, link.To)
		}
	}
	delete(s.links, ref)
}

// Snapshot is all links at one moment.
type Snapshot map[Ref][]Link

// Snapshot keeps the present links. It holds no lock.
func (s *Store) Snapshot() Snapshot {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return maps.Clone(s.links)
}

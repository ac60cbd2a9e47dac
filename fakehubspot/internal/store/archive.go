package store

import (
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Archive takes a contact out of the live ones; it reports whether there was one.
func (s *Store) Archive(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.archive(id, s.now().UnixMilli())
}

// ArchiveAll archives many contacts at one instant and says how many were live.
func (s *Store) ArchiveAll(ids []int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, count := s.now().UnixMilli(), 0
	for _, id := range ids {
		if s.archive(id, at) {
			count++
		}
	}
	return count
}

func (s *Store) archive(id, at int64) bool {
	old, ok := s.find(id)
	if !ok {
		return false
	}
	s.retire(old)
	gone := *old
	gone.Archived, gone.Seq = at, s.nextSeq()
	if s.options.ArchivingModifies {
		gone.Modified = at
	}
	s.archived.Set(gone.ID, &gone)
	s.index.Remove(&gone, at)
	return true
}

// retire takes a contact out of the live ones, and its addresses with it.
func (s *Store) retire(r *record.Record) {
	s.live.Delete(r.ID)
	s.release(r)
}

// Restore makes an archived contact live again, as the vendor's own interface does. It fails when its address was
// given away in the meantime; additional addresses that were are dropped.
func (s *Store) Restore(id int64) (*record.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.findArchived(id)
	if !ok {
		return nil, ErrNotFound
	}
	if err := s.free(s.stored(old), 0); err != nil {
		return nil, err
	}
	s.archived.Delete(id)
	delete(s.moved, id)
	back := *old
	back.Archived = 0
	back.Values = back.Values.With(map[schema.Key]string{schema.KeyAdditionalEmails: s.stillFree(old)})
	s.put(&back, s.now().UnixMilli())
	return &back, nil
}

// stillFree are the additional addresses of an archived contact that nobody took in the meantime.
func (s *Store) stillFree(r *record.Record) string {
	additional, _ := r.Values.Get(schema.KeyAdditionalEmails)
	emails := slices.DeleteFunc(strings.Split(additional, ";"), func(email string) bool {
		_, taken := s.findEmail(email)
		return taken
	})
	return strings.Join(emails, ";")
}

// Erase removes a contact for good, live or archived, as a privacy deletion does: nothing of it can be read again.
func (s *Store) Erase(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	id = s.resolve(id)
	at := s.now().UnixMilli()
	if r, ok := s.live.Get(id); ok {
		s.retire(r)
		gone := *r
		gone.Seq = s.nextSeq()
		s.index.Remove(&gone, at)
	} else if _, ok := s.archived.Delete(id); !ok {
		return false
	}
	delete(s.history, id)
	delete(s.associations, id)
	return true
}

// Block keeps an address out for good, as the vendor does when a privacy deletion names one that nobody has.
func (s *Store) Block(email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocked[strings.ToLower(email)] = true
}

// stored gives a record's stored values by name.
func (s *Store) stored(r *record.Record) map[string]string {
	values := map[string]string{}
	for key, value := range r.Values.All() {
		values[s.schema.Name(key)] = value
	}
	return values
}

// Named gives all values of a record by name, also those that it computes.
func (s *Store) Named(r *record.Record) map[string]string {
	values := s.stored(r)
	for _, key := range record.Computed {
		if value, ok := r.Get(key); ok {
			values[s.schema.Name(key)] = value
		}
	}
	return values
}

// keyOf is the key of a standard property.
func (s *Store) keyOf(name string) schema.Key { return s.schema.Number(name) }

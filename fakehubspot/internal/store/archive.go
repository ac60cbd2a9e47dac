package store

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Archive archives a live record and reports whether there was one.
func (s *Store) Archive(id int64) bool { return s.ArchiveAll([]int64{id}) == 1 }

// ArchiveAll archives many records at one instant and returns how many were live. What their type takes along follows.
func (s *Store) ArchiveAll(ids []int64) int {
	gone := s.archiveEach(ids)
	for _, typeID := range s.Type.Takes {
		if other, known := s.account.Object(typeID); known {
			other.ArchiveAll(s.associated(gone, typeID))
		}
	}
	return len(gone)
}

func (s *Store) archiveEach(ids []int64) (gone []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.millis()
	for _, id := range ids {
		if s.archive(id, at) {
			gone = append(gone, s.resolve(id))
		}
	}
	return gone
}

// associated returns the records of another type that records are associated with, or were when they were archived.
func (s *Store) associated(ids []int64, typeID string) []int64 {
	var others []int64
	for _, id := range ids {
		page, _ := s.account.Associations.Page(s.Ref(id), typeID, 0, math.MaxInt)
		for _, tie := range page {
			others = append(others, tie.To)
		}
	}
	return others
}

func (s *Store) archive(id, at int64) bool {
	old, ok := s.find(id)
	if !ok {
		return false
	}
	s.retire(old)
	gone := *old
	gone.Archived, gone.Seq = at, s.account.seq.Add(1)
	if s.account.quirks.ArchivingModifies {
		gone.Modified = at
	}
	s.shelve(&gone)
	s.Index.Remove(&gone, at)
	s.account.Associations.Hide(s.Ref(gone.ID))
	return true
}

// shelve puts a record among the archived ones.
func (s *Store) shelve(r *record.Record) {
	if s.archived.Len() == 0 || r.Archived < s.archivedSince {
		s.archivedSince = r.Archived
	}
	s.archived.Set(r.ID, r)
}

// LenArchived returns the number of archived records that can still be restored. They are counted one by one only when some
// of them may be too old for that.
func (s *Store) LenArchived() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.millis()-s.archivedSince < RestorableFor.Milliseconds() {
		return s.archived.Len()
	}
	count := 0
	s.archived.Scan(func(_ int64, r *record.Record) bool {
		if !s.lapsed(r) {
			count++
		}
		return true
	})
	return count
}

// retire takes a record out of the live ones, and what only it might have with it.
func (s *Store) retire(r *record.Record) {
	s.live.Delete(r.ID)
	s.release(r)
}

// Restore makes an archived record live again, as HubSpot's own interface does. It fails when another record took its
// identity in the meantime; additional values that were taken are dropped.
func (s *Store) Restore(id int64) (*record.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.findArchived(id)
	if !ok {
		return nil, fmt.Errorf("%w among the archived ones", ErrNotFound)
	}
	if err := s.free(s.Schema.Stored(old), 0); err != nil {
		return nil, err
	}
	s.archived.Delete(id)
	delete(s.moved, id)
	back := *old
	back.Archived = 0
	if additional, ok := back.Values.Get(s.additional); ok {
		back.Values = back.Values.With(map[record.Key]string{s.additional: s.stillFree(additional)})
	}
	s.put(&back, s.millis())
	s.account.Associations.Show(s.Ref(id))
	return &back, nil
}

// stillFree leaves out the additional values of an archived record that another one took in the meantime.
func (s *Store) stillFree(additional string) string {
	values := slices.DeleteFunc(strings.Split(additional, ";"), func(value string) bool {
		_, taken := s.findIdentity(value)
		return taken
	})
	return strings.Join(values, ";")
}

package store

import (
	"math/rand/v2"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Load takes new contacts with numbers, times and values of their own, without lag in the index. Nothing is checked:
// it is for the generator and the import.
func (s *Store) Load(records []*record.Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	live := make([]*record.Record, 0, len(records))
	for _, r := range records {
		r.Seq = s.nextSeq()
		s.lastID = max(s.lastID, r.ID)
		if r.Archived != 0 {
			s.archived.Set(r.ID, r)
			continue
		}
		s.live.Load(r.ID, r)
		s.claim(r)
		live = append(live, r)
	}
	s.index.Load(live)
}

// LastID is the largest number given so far.
func (s *Store) LastID() int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.lastID
}

// Touch changes many contacts. With sameInstant all of them get the same millisecond; without, each reads the clock.
// values gives the changes for a contact, already passed by Schema.Check; nil touches lastmodifieddate alone.
func (s *Store) Touch(ids []int64, sameInstant bool, values func(id int64) map[string]string) ([]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if _, ok := s.find(id); !ok {
			return nil, ErrNotFound
		}
	}
	at := s.now().UnixMilli()
	touched := make([]int64, 0, len(ids))
	for _, id := range ids {
		if !sameInstant {
			at = s.now().UnixMilli()
		}
		var changes map[string]string
		if values != nil {
			changes = values(id)
		}
		r, err := s.update(id, changes, UI, at)
		if err != nil {
			return touched, err
		}
		touched = append(touched, r.ID)
	}
	return touched, nil
}

// Draw picks up to count live contacts, by chance that the seed and the writes so far decide, in ascending order.
func (s *Store) Draw(count int) []int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := s.live.Len()
	count = min(count, n)
	chance := rand.New(rand.NewPCG(s.seed, s.seq)) // #nosec G404 -- wanted reproducible
	// Floyd's way: count distinct places without a list of all of them.
	places := make(map[int]bool, count)
	for i := n - count; i < n; i++ {
		place := chance.IntN(i + 1)
		if places[place] {
			place = i
		}
		places[place] = true
	}
	ids := make([]int64, 0, count)
	for place := range places {
		id, _, _ := s.live.GetAt(place)
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

package store

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Load adds new records with IDs, times and values of their own, without lag in the index. Nothing is checked: it is
// for the generator and the import.
func (s *Store) Load(records []*record.Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load(records)
}

func (s *Store) load(records []*record.Record) {
	live := make([]*record.Record, 0, len(records))
	for _, r := range records {
		r.Seq = s.account.seq.Add(1)
		s.account.sawID(r.ID)
		if r.Archived != 0 {
			s.shelve(r)
			continue
		}
		s.live.Load(r.ID, r)
		s.claim(r)
		live = append(live, r)
	}
	s.Index.Load(live)
}

// Touch changes many records and returns the IDs of those changed. It moves the time of modification even where no value
// is new. With sameInstant all of them get the same
// millisecond; without, each reads the clock. The function values returns the changes for a record, already passed by
// Schema.Check; nil moves the time of modification alone.
func (s *Store) Touch(ids []int64, sameInstant bool, values func(id int64) map[string]string) ([]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.touch(ids, sameInstant, values)
}

// TouchDrawn does what Touch does with up to count records that Draw would draw.
func (s *Store) TouchDrawn(count int, sameInstant bool, values func(id int64) map[string]string) ([]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.touch(s.draw(count), sameInstant, values)
}

func (s *Store) touch(ids []int64, sameInstant bool, values func(id int64) map[string]string) ([]int64, error) {
	named := make(map[int64]bool, len(ids))
	for _, id := range ids {
		r, ok := s.find(id)
		switch {
		case !ok:
			return nil, s.missing(id)
		case named[r.ID]: // by its own ID and by one that was merged into it
			return nil, &RepeatedError{IDs: []string{strconv.FormatInt(id, 10)}}
		}
		named[r.ID] = true
	}
	at := s.millis()
	touched := make([]int64, 0, len(ids))
	for _, id := range ids {
		if !sameInstant {
			at = s.millis()
		}
		var changes map[string]string
		if values != nil {
			changes = values(id)
		}
		old, _ := s.find(id)
		if err := s.free(changes, old.ID); err != nil {
			return touched, err
		}
		touched = append(touched, s.revise(old, s.joined(old, changes), UI, at).ID)
	}
	return touched, nil
}

// Draw returns the IDs of up to count live records, chosen by chance that the seed and the writes so far decide, in
// ascending order.
func (s *Store) Draw(count int) []int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.draw(count)
}

func (s *Store) draw(count int) []int64 {
	n := s.live.Len()
	count = min(count, n)
	chance := rand.New(rand.NewPCG(s.account.seed, s.account.seq.Load())) // #nosec G404 -- wanted reproducible
	// Floyd's algorithm: count distinct places without a list of all of them.
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

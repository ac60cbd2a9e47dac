package store

import (
	"math"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
)

// firstNewID is below every ID given to a record that is not one of the account's first two. Real accounts are at
// eleven digits, which a client with 32 bits does not survive.
const firstNewID = 57_000_000_000

// NextID returns the ID that follows last: IDs ascend, with gaps from the seed, as in an account whose other records
// take IDs too.
func NextID(seed uint64, last int64) int64 {
	last = max(last, firstNewID)
	spread := (seed ^ uint64(last)) * splitmix.Gamma
	return last + 1 + int64(spread>>32%50)
}

// nextID draws an ID above all others.
func (a *Account) nextID() int64 {
	a.ids.Lock()
	defer a.ids.Unlock()
	a.lastID = NextID(a.seed, a.lastID)
	return a.lastID
}

// Reserve draws n IDs at once, which NextID finds one after the other from the ID that Reserve returns: nobody else gets
// one of them.
func (a *Account) Reserve(n int) (last int64) {
	a.ids.Lock()
	defer a.ids.Unlock()
	last = a.lastID
	for range n {
		a.lastID = NextID(a.seed, a.lastID)
	}
	return last
}

// sawID keeps the IDs of new records above one that was given elsewhere.
func (a *Account) sawID(id int64) {
	a.ids.Lock()
	defer a.ids.Unlock()
	a.lastID = max(a.lastID, id)
}

// Given reports whether a record has the ID, or had it before it was merged away.
func (s *Store) Given(id int64) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, live := s.live.Get(id)
	_, archived := s.archived.Get(id)
	_, moved := s.moved[id]
	return live || archived || moved
}

// LastID returns the largest ID given so far.
func (a *Account) LastID() int64 {
	a.ids.Lock()
	defer a.ids.Unlock()
	return a.lastID
}

// ParseID reads an ID as clients write it.
func ParseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id >= 0 && id < math.MaxInt64
}

package store

import (
	"math"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
)

// firstNewID is below every ID given to a record that is not one of the account's first two. Real accounts are at
// eleven digits, which a client with 32 bits does not survive.
const firstNewID = 57_000_000_000

// scatter is how far below the largest ID a new one can be, some forty thousand records: HubSpot gives IDs out of several
// blocks at a time, so that a record can get a smaller ID than one that was created hours before it.
const scatter = 1_000_000

// highestSeen is the largest ID given elsewhere that new ones stay above. Below 1<<53, from which on clients that read
// numbers as JavaScript does cannot tell neighbours apart, it leaves room for more of them than any account has.
const highestSeen = 1 << 52

// NextID returns the ID that follows last: IDs ascend, with gaps from the seed, as in an account whose other records
// take IDs too.
func NextID(seed uint64, last int64) int64 {
	last = max(last, firstNewID)
	spread := (seed ^ uint64(last)) * splitmix.Gamma
	return last + 1 + int64(spread>>32%50)
}

// nextID returns an ID that no record has or had. Every second one, on average, lies between those of older records. It
// depends only on the seed and on what an export holds, so that an account goes on in the same way after an import.
func (a *Account) nextID() int64 {
	a.ids.Lock()
	defer a.ids.Unlock()
	if id, between := a.between(); between && !a.quirks.IDsFollowCreation {
		a.given.Insert(id)
		return id
	}
	return a.nextAbove()
}

// nextAbove returns an ID above the largest one. The caller holds the lock of the IDs.
func (a *Account) nextAbove() int64 {
	id := NextID(a.seed, a.lastID)
	for a.given.Contains(id) {
		id = NextID(a.seed, id)
	}
	a.given.Insert(id)
	a.lastID = id
	return id
}

// likelyID is an ID that the next record can get. It is not given by that.
func (a *Account) likelyID() int64 {
	a.ids.Lock()
	defer a.ids.Unlock()
	return NextID(a.seed, a.lastID)
}

// Reserve returns n ascending IDs for records that are made elsewhere: nobody else gets one of them.
func (a *Account) Reserve(n int) []int64 {
	a.ids.Lock()
	defer a.ids.Unlock()
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = a.nextAbove()
	}
	return ids
}

// between draws whether the next ID lies below the largest one, and where.
func (a *Account) between() (id int64, free bool) {
	span := min(a.lastID-firstNewID, scatter)
	if span <= 0 {
		return 0, false
	}
	drawn := splitmix.Mix(a.seed*splitmix.Gamma + uint64(a.given.Len()))
	if drawn%2 == 0 {
		return 0, false
	}
	for id = a.lastID - int64(drawn>>1%uint64(span)); id < a.lastID; id++ {
		if !a.given.Contains(id) {
			return id, true
		}
	}
	return 0, false
}

// sawID notes an ID that was given elsewhere. Those of new records stay above it, unless it is beyond highestSeen.
func (a *Account) sawID(id int64) {
	a.ids.Lock()
	defer a.ids.Unlock()
	a.given.Load(id)
	a.keepAbove(id)
}

func (a *Account) keepAbove(id int64) {
	if id <= highestSeen {
		a.lastID = max(a.lastID, id)
	}
}

// Given reports whether a record of any type has the ID, or had it.
func (a *Account) Given(id int64) bool {
	a.ids.Lock()
	defer a.ids.Unlock()
	return a.given.Contains(id)
}

// Given reports whether a record of any type in the account has the ID, or had it.
func (s *Store) Given(id int64) bool { return s.account.Given(id) }

// LastID returns the largest ID given so far.
func (a *Account) LastID() int64 {
	a.ids.Lock()
	defer a.ids.Unlock()
	return a.lastID
}

// ParseID reads an ID as clients write it: digits, without a sign.
func ParseID(text string) (int64, bool) {
	id, err := strconv.ParseUint(text, 10, 63)
	return int64(id), err == nil && id < math.MaxInt64 // #nosec G115 -- 63 bits
}

// Package index is what the search endpoint knows of the contacts: ordered copies of the live records that may run
// behind the truth.
//
// The index selects and sorts by the version it knows. What a search returns is the record as it is now; that is the
// caller's part.
package index

import (
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Index is safe for concurrent use.
type Index struct {
	seed uint64
	now  func() time.Time
	keys func(*record.Record) []string
	next atomic.Int64 // when the first pending change is due

	mu         sync.RWMutex
	grid       grid
	byModified ordered[int64]
	byCreated  ordered[int64]
	byEmail    ordered[string]
	lag        Lag
	pending    changes
	gone       map[int64]uint64 // removals that writes held back must not undo, by Seq
}

// New returns an empty index without lag. The seed decides the order of equals and the draws of random lag.
func New(seed uint64, now func() time.Time, keys func(*record.Record) []string) *Index {
	x := &Index{seed: seed, now: now, keys: keys, lag: Lag{Mode: Fixed}}
	x.clear()
	return x
}

func (x *Index) clear() {
	x.grid = grid{full: blockSize}
	x.byModified, x.byCreated, x.byEmail = newOrdered[int64](), newOrdered[int64](), newOrdered[string]()
	x.pending, x.gone = nil, map[int64]uint64{}
	x.next.Store(math.MaxInt64)
}

// Clear forgets all records; the lag stays.
func (x *Index) Clear() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.clear()
}

// Put tells of a record written at the given millisecond; it shows after the lag.
func (x *Index) Put(r *record.Record, at int64) {
	x.write(change{at: at, rec: r})
}

// Remove tells that the record is no longer live since the given millisecond; r is its last version.
func (x *Index) Remove(r *record.Record, at int64) {
	x.write(change{at: at, rec: r, removed: true})
}

func (x *Index) write(c change) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if c.due = x.due(c); c.due > c.at {
		x.queue(c)
		return
	}
	x.apply(c)
}

// apply brings a change in unless something newer is known.
func (x *Index) apply(c change) {
	known := x.grid.get(c.rec.ID)
	if known != nil && known.Seq > c.rec.Seq || x.gone[c.rec.ID] > c.rec.Seq {
		return
	}
	if c.removed {
		if len(x.pending) > 0 {
			x.gone[c.rec.ID] = c.rec.Seq
		}
		if known != nil {
			x.unlink(known)
			x.grid.remove(known.ID)
		}
		return
	}
	if known != nil {
		x.unlink(known)
	}
	x.grid.set(c.rec)
	tie := x.Tie(c.rec.ID)
	x.byModified.set(entry[int64]{c.rec.Modified, tie, c.rec})
	x.byCreated.set(entry[int64]{c.rec.Created, tie, c.rec})
	for _, email := range x.keys(c.rec) {
		x.byEmail.set(entry[string]{email, tie, c.rec})
	}
}

// unlink takes a known version out of the orders.
func (x *Index) unlink(r *record.Record) {
	tie := x.Tie(r.ID)
	x.byModified.remove(entry[int64]{r.Modified, tie, r})
	x.byCreated.remove(entry[int64]{r.Created, tie, r})
	for _, email := range x.keys(r) {
		x.byEmail.remove(entry[string]{email, tie, r})
	}
}

// Load takes many new records at once, without lag.
func (x *Index) Load(records []*record.Record) {
	x.mu.Lock()
	defer x.mu.Unlock()
	times := make([]entry[int64], len(records))
	var emails []entry[string]
	for i, r := range records {
		x.grid.set(r)
		times[i] = entry[int64]{r.Modified, x.Tie(r.ID), r}
		for _, email := range x.keys(r) {
			emails = append(emails, entry[string]{email, times[i].tie, r})
		}
	}
	x.byModified.load(times)
	for i, r := range records {
		times[i] = entry[int64]{r.Created, x.Tie(r.ID), r}
	}
	x.byCreated.load(times)
	x.byEmail.load(emails)
}

// Tie places a record among those with an equal sort key.
func (x *Index) Tie(id int64) uint32 {
	return uint32(mix(x.seed, uint64(id)) >> 32)
}

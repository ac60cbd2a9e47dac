// Package index is what the search endpoint knows of the records of one object type: ordered copies of the live ones,
// which may lag behind the store.
//
// The index selects and sorts by the versions it knows. A search returns each record as it is now; getting hold of that
// version is the caller's part.
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
	few  int          // the most matches that are always collected: see plan.run
	next atomic.Int64 // when the first pending change is due

	mu         sync.RWMutex
	grid       grid
	byModified ordered[int64]
	byCreated  ordered[int64]
	byKey      ordered[string]
	lag        Lag
	pending    changes
	gone       map[int64]uint64 // removals that pending writes must not undo, by Seq
}

// New returns an empty index without lag. The seed decides the order of records with equal sort values, and random lag.
// The function keys returns the texts under which a record can be looked up; nil means none.
func New(seed uint64, now func() time.Time, keys func(*record.Record) []string) *Index {
	if keys == nil {
		keys = func(*record.Record) []string { return nil }
	}
	x := &Index{
		seed: seed, now: now, keys: keys, few: defaultFew, lag: Lag{Mode: Fixed}, grid: grid{full: blockSize},
		byModified: newOrdered[int64](), byCreated: newOrdered[int64](), byKey: newOrdered[string](), gone: map[int64]uint64{},
	}
	x.next.Store(math.MaxInt64)
	return x
}

// Put adds a version of a record written at the given millisecond. Selections see it after the lag.
func (x *Index) Put(r *record.Record, at int64) {
	x.write(change{at: at, rec: r})
}

// Remove reports that a record is not live any more since the given millisecond; r is its last version.
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

// apply makes a change visible unless a newer one already is.
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
	rank := x.Rank(c.rec.ID)
	x.byModified.set(entry[int64]{c.rec.Modified, rank, c.rec})
	x.byCreated.set(entry[int64]{c.rec.Created, rank, c.rec})
	for _, key := range x.keys(c.rec) {
		x.byKey.set(entry[string]{key, rank, c.rec})
	}
}

// unlink removes a version from the orders.
func (x *Index) unlink(r *record.Record) {
	rank := x.Rank(r.ID)
	x.byModified.remove(entry[int64]{r.Modified, rank, r})
	x.byCreated.remove(entry[int64]{r.Created, rank, r})
	for _, key := range x.keys(r) {
		x.byKey.remove(entry[string]{key, rank, r})
	}
}

// Load adds many new records at once, without lag.
func (x *Index) Load(records []*record.Record) {
	x.mu.Lock()
	defer x.mu.Unlock()
	times := make([]entry[int64], len(records))
	var keyed []entry[string]
	for i, r := range records {
		x.grid.set(r)
		times[i] = entry[int64]{r.Modified, x.Rank(r.ID), r}
		for _, key := range x.keys(r) {
			keyed = append(keyed, entry[string]{key, times[i].rank, r})
		}
	}
	x.byModified.load(times)
	for i, r := range records {
		times[i] = entry[int64]{r.Created, x.Rank(r.ID), r}
	}
	x.byCreated.load(times)
	x.byKey.load(keyed)
}

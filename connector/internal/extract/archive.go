package extract

import (
	"bytes"
	"cmp"
	"iter"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// archive is what one read of the archive of an object type has found. Whoever uses it holds the lock of Archives.
type archive struct {
	object  *hubspot.Object
	began   time.Time // by the connector's clock
	horizon horizon   // of the run that reads it
	whole   bool      // it has been read to its end

	gone   []idAt     // what was archived, and when; once whole, in the order of their IDs
	merged []mergedIn // IDs that were merged into those
	from   int64      // what was archived up to then has been forgotten, in milliseconds since 1970
	alive  []idAt     // what was alive, and when, according to runs that read side by side with it
}

// idAt is an ID and a time in milliseconds since 1970, in 16 bytes.
type idAt struct {
	id uint64
	at int64
}

// mergedIn is an ID that was merged into a record which was archived then.
type mergedIn struct {
	idAt
	changed int64 // when that record was last changed before
}

// restored is the time of what is no longer archived: before everything.
const restored = math.MinInt64

// take takes in archived records. It reports whether it could.
func (a *archive) take(records []hubspot.Record) bool {
	for i := range records {
		rec := &records[i]
		id, err := strconv.ParseUint(string(rec.ID), 10, 64)
		if err != nil {
			return false
		}
		at, known := archivedAt(rec)
		if !known {
			at = a.horizon.limit // late enough for every run that this read is young for
		}
		a.gone = append(a.gone, idAt{id, at.UnixMilli()})
		for id := range mergedInto(rec) {
			a.merged = append(a.merged, mergedIn{idAt{id, at.UnixMilli()}, a.horizon.ofRecord(rec).UnixMilli()})
		}
	}
	return true
}

// close brings a into the form in which it is remembered.
func (a *archive) close() {
	slices.SortFunc(a.gone, func(x, y idAt) int { return cmp.Compare(x.id, y.id) })
	for _, seen := range a.alive {
		a.restore(seen)
	}
	a.gone, a.merged, a.alive, a.whole = slices.Clone(a.gone), slices.Clone(a.merged), nil, true
}

// restore forgets a record that was archived and has been alive since, and reports whether there was one of the ID.
func (a *archive) restore(alive idAt) {
	for i := a.find(alive.id); i < len(a.gone) && a.gone[i].id == alive.id; i++ {
		if a.gone[i].at < alive.at {
			a.gone[i].at = restored
		}
	}
}

// find returns where the records of the ID begin.
func (a *archive) find(id uint64) int {
	i, _ := slices.BinarySearchFunc(a.gone, id, func(e idAt, id uint64) int { return cmp.Compare(e.id, id) })
	return i
}

// size is how many entries of 16 bytes a takes.
func (a *archive) size() int { return len(a.gone) + 2*len(a.merged) + len(a.alive) }

// halve forgets the half that was archived first. It reports whether there was anything to forget.
func (a *archive) halve() bool {
	times := make([]int64, 0, len(a.gone)+len(a.merged))
	for _, e := range a.gone {
		times = append(times, e.at)
	}
	for _, e := range a.merged {
		times = append(times, e.at)
	}
	if len(times) == 0 {
		return false
	}
	slices.Sort(times)
	a.from = max(a.from, times[len(times)/2])
	a.gone = kept(a.gone, func(e idAt) bool { return e.at > a.from })
	a.merged = kept(a.merged, func(e mergedIn) bool { return e.at > a.from })
	return true
}

// kept returns a new list, because a run may be reading the old one.
func kept[E any](list []E, keep func(E) bool) []E {
	var rest []E
	for _, e := range list {
		if keep(e) {
			rest = append(rest, e)
		}
	}
	return slices.Clip(rest)
}

// mergedInto returns the IDs that were merged into rec. A record is never its own tombstone, whatever its property says.
func mergedInto(rec *hubspot.Record) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		if len(rec.Merged) == 0 {
			return
		}
		for text := range bytes.SplitSeq(rec.Merged, []byte{';'}) {
			text = bytes.TrimSpace(text)
			id, err := strconv.ParseUint(string(text), 10, 64)
			if err != nil || bytes.Equal(text, rec.ID) {
				continue
			}
			if !yield(id) {
				return
			}
		}
	}
}

package index

import (
	"cmp"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Latest returns a page of all live records in the order of a time of theirs, as they are: writes that selections do not
// see yet are in it. Without such writes a page costs the same wherever it begins.
func (x *Index) Latest(by Field, descending bool, offset, limit int) []*record.Record {
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	times := x.byModified
	if by == Created {
		times = x.byCreated
	}
	if len(x.pending) == 0 {
		return times.page(descending, offset, limit)
	}
	replaced, late := x.late(by)
	return times.merged(late, replaced, descending, offset, limit)
}

// late returns the records with writes that are held back, and the live ones among them under their times, in order.
func (x *Index) late(by Field) (replaced map[int64]bool, late []entry[int64]) {
	newest := make(map[int64]change, len(x.pending))
	for _, c := range x.pending {
		if known := x.grid.get(c.rec.ID); known != nil && known.Seq > c.rec.Seq || x.gone[c.rec.ID] > c.rec.Seq {
			continue // a later write overtook it
		}
		if newest[c.rec.ID].rec == nil || newest[c.rec.ID].rec.Seq < c.rec.Seq {
			newest[c.rec.ID] = c
		}
	}
	replaced = make(map[int64]bool, len(newest))
	for id, c := range newest {
		replaced[id] = true
		if !c.removed {
			late = append(late, entry[int64]{by.of(c.rec), x.Rank(id), c.rec})
		}
	}
	slices.SortFunc(late, compareEntries)
	return replaced, late
}

func compareEntries(a, b entry[int64]) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank), cmp.Compare(a.rec.ID, b.rec.ID))
}

// page returns records by their place in the order.
func (o ordered[K]) page(descending bool, offset, limit int) []*record.Record {
	n := o.tree.Len()
	page := make([]*record.Record, 0, max(0, min(limit, n-offset)))
	for i := offset; i < min(n, offset+limit); i++ {
		at := i
		if descending {
			at = n - 1 - i
		}
		e, _ := o.tree.GetAt(at)
		page = append(page, e.rec)
	}
	return page
}

// merged returns a page of the order with other entries in place of those of the records that they replace.
func (o ordered[K]) merged(late []entry[K], replaced map[int64]bool, descending bool, offset, limit int) []*record.Record {
	var page []*record.Record
	take := func(r *record.Record) bool {
		if offset > 0 {
			offset--
			return true
		}
		if len(page) < limit {
			page = append(page, r)
		}
		return len(page) < limit
	}
	first := before[K]
	walk := o.tree.Scan
	if descending {
		late = slices.Clone(late)
		slices.Reverse(late)
		first = func(a, b entry[K]) bool { return before(b, a) }
		walk = o.tree.Reverse
	}
	going := true
	walk(func(e entry[K]) bool {
		for going && len(late) > 0 && first(late[0], e) {
			going = take(late[0].rec)
			late = late[1:]
		}
		if going && !replaced[e.rec.ID] {
			going = take(e.rec)
		}
		return going
	})
	for going && len(late) > 0 {
		going = take(late[0].rec)
		late = late[1:]
	}
	return page
}

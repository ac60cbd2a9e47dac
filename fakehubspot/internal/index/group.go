package index

import (
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// group is a Group whose ranges are combined.
type group struct {
	box     box
	created span
	keys    []string
	tests   []func(*record.Record) bool
}

func newGroup(g Group) group {
	combined := group{box: everything(), created: unbounded(), keys: g.Keys, tests: g.Tests}
	for _, r := range g.Ranges {
		bounds := span{r.Low, r.High}
		switch r.Field {
		case ID:
			combined.box.id = combined.box.id.intersect(bounds)
		case Modified:
			combined.box.modified = combined.box.modified.intersect(bounds)
		case Created:
			combined.created = combined.created.intersect(bounds)
		}
	}
	return combined
}

// holds reports whether a record meets all conditions of the group.
func (g *group) holds(r *record.Record) bool {
	if !g.box.holds(r) || !g.created.holds(r.Created) {
		return false
	}
	for _, passes := range g.tests {
		if !passes(r) {
			return false
		}
	}
	return true
}

// boxOnly reports whether the box alone decides which records match.
func (g *group) boxOnly() bool { return len(g.tests) == 0 && g.created == unbounded() }

// createdOnly reports whether the time of creation alone decides which records match.
func (g *group) createdOnly() bool { return len(g.tests) == 0 && g.box == everything() }

// path is a way to find the records of a group.
type path int

const (
	viaKeys path = iota
	viaID
	viaModified
	viaCreated
)

// cheapest returns the path on which the fewest records have to be looked at, and how many those are.
func (x *Index) cheapest(g *group) (best path, cost int) {
	if len(g.keys) > 0 {
		return viaKeys, len(g.keys)
	}
	best, cost = viaID, x.grid.size
	if g.box.id != unbounded() {
		cost = x.grid.count(box{id: g.box.id, modified: unbounded()})
	}
	if n := x.byModified.count(g.box.modified.low, g.box.modified.high); n < cost {
		best, cost = viaModified, n
	}
	if n := x.byCreated.count(g.created.low, g.created.high); n < cost {
		best, cost = viaCreated, n
	}
	return best, cost
}

// each yields every record of the group once, in the order of the path, until yield returns false.
func (x *Index) each(g *group, by path, yield func(*record.Record) bool) {
	matching := func(r *record.Record) bool { return !g.holds(r) || yield(r) }
	switch by {
	case viaKeys:
		x.eachByKey(g.keys, matching)
	case viaID:
		x.grid.scan(g.box, false, matching)
	case viaModified:
		x.byModified.scan(g.box.modified.low, g.box.modified.high, false, matching)
	case viaCreated:
		x.byCreated.scan(g.created.low, g.created.high, false, matching)
	}
}

// eachByKey yields the records found under any of the keys, each once.
func (x *Index) eachByKey(keys []string, yield func(*record.Record) bool) {
	seen := map[int64]bool{}
	for _, key := range keys {
		x.byKey.scan(key, key, false, func(r *record.Record) bool {
			if seen[r.ID] {
				return true
			}
			seen[r.ID] = true
			return yield(r)
		})
	}
}

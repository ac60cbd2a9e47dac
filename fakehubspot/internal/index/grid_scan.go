package index

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// among returns the positions of the blocks that can hold IDs of the box.
func (g *grid) among(within box) (first, end int) {
	if len(g.blocks) == 0 || within.empty() {
		return 0, 0
	}
	return g.locate(within.id.low), g.locate(within.id.high) + 1
}

// count returns the number of records in the box.
func (g *grid) count(within box) int {
	total := 0
	first, end := g.among(within)
	for _, b := range g.blocks[first:end] {
		total += b.count(within)
	}
	return total
}

// count returns the number of the block's records in the box.
func (b *block) count(within box) int {
	if b.misses(within) {
		return 0
	}
	if within.id.holds(b.ids[0]) && within.id.holds(b.ids[len(b.ids)-1]) {
		from, _ := slices.BinarySearch(b.sorted, within.modified.low)
		if within.modified.high >= b.sorted[len(b.sorted)-1] {
			return len(b.sorted) - from
		}
		to, _ := slices.BinarySearch(b.sorted, within.modified.high+1)
		return to - from
	}
	total := 0
	for i := range b.ids {
		if b.inside(i, within) {
			total++
		}
	}
	return total
}

// misses reports whether the block's newest record is too old for the box, or its oldest one too new.
func (b *block) misses(within box) bool {
	return b.sorted[len(b.sorted)-1] < within.modified.low || b.sorted[0] > within.modified.high
}

func (b *block) inside(i int, within box) bool {
	return within.id.holds(b.ids[i]) && within.modified.holds(b.times[i])
}

// scan yields the records in the box in the order of their IDs, until yield returns false.
func (g *grid) scan(within box, descending bool, yield func(*record.Record) bool) {
	first, end := g.among(within)
	for n := range end - first {
		b := g.blocks[first+n]
		if descending {
			b = g.blocks[end-1-n]
		}
		if b.misses(within) {
			continue
		}
		for k := range b.ids {
			i := k
			if descending {
				i = len(b.ids) - 1 - k
			}
			if b.inside(i, within) && !yield(b.recs[i]) {
				return
			}
		}
	}
}

package index

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// span is the range of blocks that can hold numbers of the box.
func (g *grid) span(box Box) (first, end int) {
	if len(g.blocks) == 0 || box.Empty() {
		return 0, 0
	}
	return g.locate(box.MinID), g.locate(box.MaxID) + 1
}

// count is how many records lie in the box.
func (g *grid) count(box Box) int {
	total := 0
	first, end := g.span(box)
	for _, b := range g.blocks[first:end] {
		total += b.count(box)
	}
	return total
}

// count is how many of the block's records lie in the box.
func (b *block) count(box Box) int {
	if b.misses(box) {
		return 0
	}
	if box.MinID <= b.ids[0] && b.ids[len(b.ids)-1] <= box.MaxID {
		from, _ := slices.BinarySearch(b.sorted, box.MinModified)
		if box.MaxModified >= b.sorted[len(b.sorted)-1] {
			return len(b.sorted) - from
		}
		to, _ := slices.BinarySearch(b.sorted, box.MaxModified+1)
		return to - from
	}
	total := 0
	for i, id := range b.ids {
		if b.inside(i, id, box) {
			total++
		}
	}
	return total
}

// misses is true when the block's newest record is too old for the box, or its oldest too new.
func (b *block) misses(box Box) bool {
	return b.sorted[len(b.sorted)-1] < box.MinModified || b.sorted[0] > box.MaxModified
}

func (b *block) inside(i int, id int64, box Box) bool {
	return box.MinID <= id && id <= box.MaxID && box.MinModified <= b.times[i] && b.times[i] <= box.MaxModified
}

// scan gives the records of the box in the order of their numbers until yield refuses.
func (g *grid) scan(box Box, descending bool, yield func(*record.Record) bool) {
	first, end := g.span(box)
	for n := range end - first {
		b := g.blocks[first+n]
		if descending {
			b = g.blocks[end-1-n]
		}
		if b.misses(box) {
			continue
		}
		for k := range b.ids {
			i := k
			if descending {
				i = len(b.ids) - 1 - k
			}
			if b.inside(i, b.ids[i], box) && !yield(b.recs[i]) {
				return
			}
		}
	}
}

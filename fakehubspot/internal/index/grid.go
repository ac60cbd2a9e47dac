package index

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// blockSize is the most records that a block holds: few enough to scan one quickly, so many that a million records make
// a thousand blocks.
const blockSize = 1024

// block is a run of records in the order of their IDs. It keeps the times of change twice: by ID, to scan the block
// without touching its records, and sorted, to count without scanning.
type block struct {
	ids    []int64
	times  []int64
	recs   []*record.Record
	sorted []int64 // times, the oldest first
}

// grid holds records in the order of their IDs and counts by ID and time of change together, which no single order can:
// "modified after t, with an ID above n" is what a client that pages by ID asks with every page. It is a list of
// blocks; a block whose oldest and newest times rule it out is skipped, and one whose IDs all match is counted without
// a scan.
type grid struct {
	blocks []*block
	size   int
	full   int // the most records a block holds
}

// locate returns the position of the block that holds the ID, or would hold it.
func (g *grid) locate(id int64) int {
	i, found := slices.BinarySearchFunc(g.blocks, id, func(b *block, id int64) int {
		switch {
		case b.ids[0] < id:
			return -1
		case b.ids[0] > id:
			return 1
		default:
			return 0
		}
	})
	if !found && i > 0 {
		i--
	}
	return i
}

// get returns the record with the ID, or nil.
func (g *grid) get(id int64) *record.Record {
	if len(g.blocks) == 0 {
		return nil
	}
	b := g.blocks[g.locate(id)]
	if i, found := slices.BinarySearch(b.ids, id); found {
		return b.recs[i]
	}
	return nil
}

// set adds a record, or replaces the one with its ID.
func (g *grid) set(r *record.Record) {
	if len(g.blocks) == 0 {
		g.blocks = []*block{{}}
		g.blocks[0].insert(0, r)
		g.size++
		return
	}
	at := g.locate(r.ID)
	b := g.blocks[at]
	i, found := slices.BinarySearch(b.ids, r.ID)
	if found {
		b.retime(b.times[i], r.Modified)
		b.times[i], b.recs[i] = r.Modified, r
		return
	}
	g.size++
	switch {
	case len(b.ids) < g.full:
		b.insert(i, r)
	case i == len(b.ids) && at == len(g.blocks)-1: // IDs mostly ascend: full blocks stay full
		last := &block{}
		last.insert(0, r)
		g.blocks = append(g.blocks, last)
	default:
		upper := b.split()
		g.blocks = slices.Insert(g.blocks, at+1, upper)
		if r.ID > upper.ids[0] {
			b = upper
		}
		i, _ = slices.BinarySearch(b.ids, r.ID)
		b.insert(i, r)
	}
}

// remove removes the record with the ID.
func (g *grid) remove(id int64) {
	if len(g.blocks) == 0 {
		return
	}
	at := g.locate(id)
	b := g.blocks[at]
	i, found := slices.BinarySearch(b.ids, id)
	if !found {
		return
	}
	g.size--
	j, _ := slices.BinarySearch(b.sorted, b.times[i])
	b.sorted = slices.Delete(b.sorted, j, j+1)
	b.ids, b.times, b.recs = slices.Delete(b.ids, i, i+1), slices.Delete(b.times, i, i+1), slices.Delete(b.recs, i, i+1)
	if len(b.ids) == 0 {
		g.blocks = slices.Delete(g.blocks, at, at+1)
	}
}

func (b *block) insert(i int, r *record.Record) {
	b.ids, b.times, b.recs = slices.Insert(b.ids, i, r.ID), slices.Insert(b.times, i, r.Modified), slices.Insert(b.recs, i, r)
	j, _ := slices.BinarySearch(b.sorted, r.Modified)
	b.sorted = slices.Insert(b.sorted, j, r.Modified)
}

// retime replaces one of the sorted times.
func (b *block) retime(from, to int64) {
	j, _ := slices.BinarySearch(b.sorted, from)
	b.sorted = slices.Delete(b.sorted, j, j+1)
	j, _ = slices.BinarySearch(b.sorted, to)
	b.sorted = slices.Insert(b.sorted, j, to)
}

// split moves the upper half into a block of its own.
func (b *block) split() *block {
	half := len(b.ids) / 2
	upper := &block{
		ids: slices.Clone(b.ids[half:]), times: slices.Clone(b.times[half:]), recs: slices.Clone(b.recs[half:]),
		sorted: slices.Clone(b.times[half:]),
	}
	clear(b.recs[half:])
	b.ids, b.times, b.recs = b.ids[:half], b.times[:half], b.recs[:half]
	b.sorted = append(b.sorted[:0], b.times...)
	slices.Sort(b.sorted)
	slices.Sort(upper.sorted)
	return upper
}

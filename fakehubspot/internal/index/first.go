package index

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// first keeps the records that come first in an order, and counts all that it is given. It is a heap whose top is the
// last of the records kept.
type first struct {
	order Order
	rank  func(id int64) uint32
	keep  int
	kept  []sortable
	seen  int
}

// sortable is a record with its sort value.
type sortable struct {
	rec   *record.Record
	value value.Value
	unset bool
	rank  uint32
}

func (f *first) sortable(r *record.Record) sortable {
	s := sortable{rec: r, rank: f.rank(r.ID)}
	if f.order.Value == nil {
		s.value = value.Whole(f.order.Field.of(r))
		return s
	}
	found, has := f.order.Value(r)
	s.value, s.unset = found, !has
	return s
}

// compare returns -1 when a comes before b in the order, 1 when it comes after b.
func (f *first) compare(a, b sortable) int {
	if a.unset != b.unset {
		if a.unset {
			return 1
		}
		return -1
	}
	c := cmp.Or(a.value.Compare(b.value), cmp.Compare(a.rank, b.rank), cmp.Compare(a.rec.ID, b.rec.ID))
	if f.order.Descending {
		return -c
	}
	return c
}

// add counts a record and keeps it if it comes before one of those kept. It returns true: it always wants more.
func (f *first) add(r *record.Record) bool {
	f.seen++
	next := f.sortable(r)
	switch {
	case len(f.kept) < f.keep:
		heap.Push(f, next)
	case f.keep > 0 && f.compare(next, f.kept[0]) < 0:
		f.kept[0] = next
		heap.Fix(f, 0)
	}
	return true
}

// from returns the kept records in order, without the first offset.
func (f *first) from(offset int) []*record.Record {
	slices.SortFunc(f.kept, f.compare)
	page := make([]*record.Record, 0, max(0, len(f.kept)-offset))
	for _, one := range f.kept[min(offset, len(f.kept)):] {
		page = append(page, one.rec)
	}
	return page
}

func (f *first) Len() int           { return len(f.kept) }
func (f *first) Less(i, j int) bool { return f.compare(f.kept[i], f.kept[j]) > 0 }
func (f *first) Swap(i, j int)      { f.kept[i], f.kept[j] = f.kept[j], f.kept[i] }

// Push implements heap.Interface.
func (f *first) Push(x any) { f.kept = append(f.kept, x.(sortable)) }

// Pop implements heap.Interface.
func (f *first) Pop() any {
	last := f.kept[len(f.kept)-1]
	f.kept = f.kept[:len(f.kept)-1]
	return last
}

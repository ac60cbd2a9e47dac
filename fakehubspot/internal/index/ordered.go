package index

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// entry is one record under its sort key. Entries with equal keys are ordered by rank.
type entry[K cmp.Ordered] struct {
	key  K
	rank uint32
	rec  *record.Record
}

// ordered holds records in the order of one key.
type ordered[K cmp.Ordered] struct {
	tree *btree.BTreeG[entry[K]]
}

func newOrdered[K cmp.Ordered]() ordered[K] {
	return ordered[K]{btree.NewBTreeGOptions(before[K], btree.Options{NoLocks: true})}
}

// before is written without cmp.Or: no comparison is called more often in writes.
func before[K cmp.Ordered](a, b entry[K]) bool {
	if a.key != b.key {
		return a.key < b.key
	}
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return a.rec.ID < b.rec.ID
}

func (o ordered[K]) set(e entry[K])    { o.tree.Set(e) }
func (o ordered[K]) remove(e entry[K]) { o.tree.Delete(e) }

// load adds many entries at once, in any order.
func (o ordered[K]) load(entries []entry[K]) {
	slices.SortFunc(entries, func(a, b entry[K]) int {
		switch {
		case before(a, b):
			return -1
		case before(b, a):
			return 1
		default:
			return 0
		}
	})
	for _, e := range entries {
		o.tree.Load(e)
	}
}

// firstID and lastID come before and after every record with the same key and rank.
var (
	firstID = &record.Record{ID: math.MinInt64}
	lastID  = &record.Record{ID: math.MaxInt64}
)

// scan yields the records with keys from low to high, both inclusive, until yield returns false.
func (o ordered[K]) scan(low, high K, descending bool, yield func(*record.Record) bool) {
	if descending {
		o.tree.Descend(entry[K]{high, math.MaxUint32, lastID}, func(e entry[K]) bool {
			return e.key >= low && yield(e.rec)
		})
		return
	}
	o.tree.Ascend(entry[K]{low, 0, firstID}, func(e entry[K]) bool {
		return e.key <= high && yield(e.rec)
	})
}

// count returns the number of keys from low to high, both inclusive.
func (o ordered[K]) count(low, high K) int {
	if low > high {
		return 0
	}
	n := o.tree.Len()
	from := sort.Search(n, func(i int) bool { e, _ := o.tree.GetAt(i); return e.key >= low })
	return sort.Search(n-from, func(i int) bool { e, _ := o.tree.GetAt(from + i); return e.key > high })
}

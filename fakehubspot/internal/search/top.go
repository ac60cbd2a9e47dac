package search

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// sorting is the one sort rule of a query.
type sorting struct {
	key        record.Key
	get        record.Getter
	order      order
	descending bool
}

// byCreation is the vendor's order without a rule: the oldest first.
func byCreation() sorting {
	return sorting{key: record.KeyCreated, order: orderOf(&schema.Property{Type: schema.DateTime})}
}

// walkable is true when an index has this order.
func (s sorting) walkable() bool {
	return s.key == record.KeyID && !s.order.text || s.key == record.KeyModified || s.key == record.KeyCreated
}

// row is a record with its sort value.
type row struct {
	rec   *record.Record
	value operand
	unset bool
	tie   uint32
}

func (s sorting) row(r *record.Record, tie uint32) row {
	at := row{rec: r, tie: tie}
	switch {
	case s.key == record.KeyID && !s.order.text:
		at.value.number = r.ID
	case s.key == record.KeyModified:
		at.value.number = r.Modified
	case s.key == record.KeyCreated:
		at.value.number = r.Created
	default:
		text, has := s.get(r)
		at.unset = !has
		if has {
			at.value = s.order.parse(text)
		}
	}
	return at
}

// compare puts rows in the order wanted. Records without a value come last in both directions.
func (s sorting) compare(a, b row) int {
	if a.unset != b.unset {
		if a.unset {
			return 1
		}
		return -1
	}
	c := cmp.Or(s.order.compare(a.value, b.value), cmp.Compare(a.tie, b.tie), cmp.Compare(a.rec.ID, b.rec.ID))
	if s.descending {
		return -c
	}
	return c
}

// top keeps the first rows of what it is given, and counts all of it. It is a heap with the last of the kept on top.
type top struct {
	sort sorting
	view index.View
	keep int
	rows []row
	seen int
}

func newTop(s sorting, v index.View, keep int) *top {
	return &top{sort: s, view: v, keep: keep}
}

func (t *top) Len() int           { return len(t.rows) }
func (t *top) Less(i, j int) bool { return t.sort.compare(t.rows[i], t.rows[j]) > 0 }
func (t *top) Swap(i, j int)      { t.rows[i], t.rows[j] = t.rows[j], t.rows[i] }

// Push is for container/heap.
func (t *top) Push(x any) { t.rows = append(t.rows, x.(row)) }

// Pop is for container/heap.
func (t *top) Pop() any {
	last := t.rows[len(t.rows)-1]
	t.rows = t.rows[:len(t.rows)-1]
	return last
}

// add takes a match; it always wants more.
func (t *top) add(r *record.Record) bool {
	t.seen++
	next := t.sort.row(r, t.view.Tie(r.ID))
	switch {
	case len(t.rows) < t.keep:
		heap.Push(t, next)
	case t.sort.compare(next, t.rows[0]) < 0:
		t.rows[0] = next
		heap.Fix(t, 0)
	}
	return true
}

// from gives the kept rows in order, without the first offset.
func (t *top) from(offset int) []*record.Record {
	slices.SortFunc(t.rows, t.sort.compare)
	rows := make([]*record.Record, 0, max(0, len(t.rows)-offset))
	for i := offset; i < len(t.rows); i++ {
		rows = append(rows, t.rows[i].rec)
	}
	return rows
}

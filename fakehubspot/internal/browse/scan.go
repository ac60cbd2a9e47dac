package browse

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// chunk is how many records are read under one lock: writers wait no longer than that, and a scan that nobody waits for any
// more ends after at most so many.
const chunk = 4_096

// scan looks at every record. It keeps those that can be on the page, counted from the nearer end of the list.
func scan(ctx context.Context, o *store.Store, q Query) (Page, error) {
	matches, scanned := matcher(o, q.Text, q.Also), 0
	var found []*record.Record
	err := each(ctx, o, q.Archived, func(r *record.Record) {
		scanned++
		if matches(r) {
			found = append(found, r)
		}
	})
	if err != nil {
		return Page{}, err
	}
	skip, limit, backwards := nearer(q.Offset, q.Limit, len(found))
	best := &best{order: orderOf(o, q), backwards: backwards, keep: skip + limit}
	for i, r := range found {
		if i%chunk == 0 && ctx.Err() != nil {
			return Page{}, ctx.Err()
		}
		best.add(r)
	}
	return Page{Records: best.after(skip), Total: len(found), Scanned: scanned}, nil
}

// nearer returns how many records to pass over from the nearer end of a list, how many to take then, and whether that end is
// the last one.
func nearer(offset, limit, total int) (skip, take int, backwards bool) {
	limit = max(0, min(limit, total-offset))
	if after := total - offset - limit; limit > 0 && after < offset {
		return after, limit, true
	}
	return offset, limit, false
}

// each calls visit with every record until the context ends.
func each(ctx context.Context, o *store.Store, archived bool, visit func(*record.Record)) error {
	for from := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, next := o.List(store.Start{ID: from}, chunk, archived)
		for _, r := range page {
			visit(r)
		}
		if next == 0 {
			return nil
		}
		from = next
	}
}

// order is what records are sorted by: a number that every record has, or the value of a property.
type order struct {
	number     func(*record.Record) int64
	value      func(*record.Record) (value.Value, bool)
	descending bool
}

func orderOf(o *store.Store, q Query) order {
	name, descending := strings.CutPrefix(q.Sort, "-")
	if q.Sort == "" && q.Archived {
		return order{number: func(r *record.Record) int64 { return r.Archived }, descending: true}
	}
	if q.Sort == "" {
		name, descending = o.Schema.Name(record.KeyModified), true
	}
	key, _ := o.Schema.Key(name)
	sorted := order{descending: descending}
	switch key {
	case record.KeyID:
		sorted.number = func(r *record.Record) int64 { return r.ID }
	case record.KeyModified:
		sorted.number = func(r *record.Record) int64 { return r.Modified }
	case record.KeyCreated:
		sorted.number = func(r *record.Record) int64 { return r.Created }
	default:
		p, _ := o.Schema.Property(name)
		kind, get := value.KindOf(p), o.Schema.Getter(key)
		sorted.value = func(r *record.Record) (value.Value, bool) {
			text, set := get(r)
			if !set {
				return value.Value{}, false
			}
			return kind.Stored(text), true
		}
	}
	return sorted
}

// sortable is a record with what it is sorted by.
type sortable struct {
	rec    *record.Record
	number int64
	value  value.Value
	unset  bool
}

func (by order) sortable(r *record.Record) sortable {
	if by.number != nil {
		return sortable{rec: r, number: by.number(r)}
	}
	v, set := by.value(r)
	return sortable{rec: r, value: v, unset: !set}
}

// compare returns a negative number if a comes before b. Records without the value come last in both directions.
func (by order) compare(a, b sortable) int {
	if a.unset != b.unset {
		if a.unset {
			return 1
		}
		return -1
	}
	c := cmp.Compare(a.number, b.number)
	if by.number == nil {
		c = a.value.Compare(b.value)
	}
	if c == 0 {
		c = cmp.Compare(a.rec.ID, b.rec.ID)
	}
	if by.descending {
		return -c
	}
	return c
}

// best keeps the records that come first in an order, or last if it goes backwards. It is a heap whose top is the one to go
// next. If there are many to keep, it is quicker to keep all and part them in the end.
type best struct {
	order     order
	backwards bool
	keep      int
	kept      []sortable
}

// many is from how many on.
const many = 10_000

func (b *best) compare(x, y sortable) int {
	if b.backwards {
		return b.order.compare(y, x)
	}
	return b.order.compare(x, y)
}

func (b *best) add(r *record.Record) {
	one := b.order.sortable(r)
	switch {
	case b.keep > many:
		b.kept = append(b.kept, one)
	case len(b.kept) < b.keep:
		heap.Push(b, one)
	case b.keep > 0 && b.compare(one, b.kept[0]) < 0:
		b.kept[0] = one
		heap.Fix(b, 0)
	}
}

// after returns what is kept in the order of the list, but for those at the end that the page does not reach.
func (b *best) after(skip int) []*record.Record {
	nearest(b.kept, b.keep, b.compare)
	kept := b.kept[:min(b.keep, len(b.kept))]
	nearest(kept, skip, b.compare)
	last := kept[min(skip, len(kept)):]
	slices.SortFunc(last, b.compare)
	page := make([]*record.Record, len(last))
	for i, one := range last {
		page[i] = one.rec
	}
	if b.backwards {
		slices.Reverse(page)
	}
	return page
}

// nearest arranges all so that the count of them that come first are before the others. Sorting all of them for one page in the
// middle of a million would take seconds.
func nearest(all []sortable, count int, compare func(a, b sortable) int) {
	low, high := 0, len(all)
	for low < count && count < high {
		pivot := middle(all[low], all[(low+high)/2], all[high-1], compare)
		i, j := low, high-1
		for i <= j {
			for compare(all[i], pivot) < 0 {
				i++
			}
			for compare(all[j], pivot) > 0 {
				j--
			}
			if i <= j {
				all[i], all[j] = all[j], all[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case count <= j:
			high = j + 1
		case count > i:
			low = i
		default:
			return
		}
	}
}

// middle is the one of three that comes between the others.
func middle(a, b, c sortable, compare func(a, b sortable) int) sortable {
	if compare(b, a) < 0 {
		a, b = b, a
	}
	switch {
	case compare(c, a) < 0:
		return a
	case compare(c, b) < 0:
		return c
	default:
		return b
	}
}

func (b *best) Len() int           { return len(b.kept) }
func (b *best) Less(i, j int) bool { return b.compare(b.kept[i], b.kept[j]) > 0 }
func (b *best) Swap(i, j int)      { b.kept[i], b.kept[j] = b.kept[j], b.kept[i] }

// Push implements heap.Interface.
func (b *best) Push(x any) { b.kept = append(b.kept, x.(sortable)) }

// Pop implements heap.Interface.
func (b *best) Pop() any {
	last := b.kept[len(b.kept)-1]
	b.kept = b.kept[:len(b.kept)-1]
	return last
}

package browse

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/topk"
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
	order := orderOf(o, q)
	compare := order.compare
	if backwards {
		compare = func(a, b sortable) int { return order.compare(b, a) }
	}
	kept := topk.New(skip+limit, compare)
	for i, r := range found {
		if i%chunk == 0 && ctx.Err() != nil {
			return Page{}, ctx.Err()
		}
		kept.Add(order.sortable(r))
	}
	page := Page{Total: len(found), Scanned: scanned}
	for _, one := range kept.After(skip) {
		page.Records = append(page.Records, one.rec)
	}
	if backwards {
		slices.Reverse(page.Records)
	}
	return page, nil
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

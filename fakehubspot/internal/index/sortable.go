package index

import (
	"cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// sortable is a record with its sort value.
type sortable struct {
	rec   *record.Record
	value value.Value
	unset bool
	rank  uint32
}

func (p *plan) sortable(r *record.Record) sortable {
	s := sortable{rec: r, rank: p.Rank(r.ID)}
	if p.Order.Value == nil {
		s.value = value.Whole(p.Order.Field.of(r))
		return s
	}
	found, has := p.Order.Value(r)
	s.value, s.unset = found, !has
	return s
}

// compare returns -1 when a comes before b in the order, 1 when it comes after b. Records without the value come last in both
// directions.
func (o Order) compare(a, b sortable) int {
	if a.unset != b.unset {
		if a.unset {
			return 1
		}
		return -1
	}
	c := cmp.Or(a.value.Compare(b.value), cmp.Compare(a.rank, b.rank), cmp.Compare(a.rec.ID, b.rec.ID))
	if o.Descending {
		return -c
	}
	return c
}

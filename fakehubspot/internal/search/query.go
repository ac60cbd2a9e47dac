package search

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Query is a search ready to run.
type Query struct {
	clauses []clause // a record must pass one of them
	sort    sorting
	offset  int
	limit   int
}

// Result is one page.
type Result struct {
	// Rows are the records as the index knows them, in order.
	Rows []*record.Record
	// Total counts all matches, not only this page's.
	Total int
	// Next is the row at which the next page begins, 0 on the last page.
	Next int
}

// New checks a request against the vendor's limits and the account's properties; an error is a refusal.
func New(s *schema.Schema, r Request, h Habits) (*Query, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	q := &Query{offset: r.after(), limit: h.Page(r.limit()), sort: byCreation()}
	if len(r.Sorts) > 0 {
		var err error
		if q.sort, err = newSorting(s, r.Sorts[0], h); err != nil {
			return nil, err
		}
	}
	if len(r.Groups) == 0 {
		r.Groups = []Group{{}}
	}
	for _, group := range r.Groups {
		c, err := newClause(s, group.Filters, h)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(r.Query) != "" {
			c.tests = append(c.tests, queryTest(s, r.Query))
		}
		q.clauses = append(q.clauses, c)
	}
	return q, nil
}

// newSorting reads a sort rule.
func newSorting(s *schema.Schema, rule Sort, h Habits) (sorting, error) {
	property, err := h.property(s, rule.Property)
	if err != nil {
		return sorting{}, err
	}
	key, _ := s.Key(rule.Property)
	return sorting{key: key, get: s.Getter(key), order: orderOf(property), descending: rule.Descending}, nil
}

// few is how many records are cheaper to collect and sort than to plan for.
const few = 2_000

// Run finds the page.
func (q *Query) Run(v index.View) Result {
	var result Result
	total, countable := q.count(v)
	switch {
	case countable && total > few && q.sort.walkable():
		result.Rows, result.Total = q.walk(v), total
	default:
		result.Rows, result.Total = q.collect(v)
	}
	if next := q.offset + len(result.Rows); len(result.Rows) > 0 && next < result.Total {
		result.Next = next
	}
	return result
}

// count is the number of matches when ranges say all of the query.
func (q *Query) count(v index.View) (total int, countable bool) {
	if len(q.clauses) == 1 && q.clauses[0].createdOnly() {
		created := q.clauses[0].created
		return v.CountCreated(created.low, created.high), true
	}
	for i := range q.clauses {
		if !q.clauses[i].boxed() {
			return 0, false
		}
	}
	return q.countUnion(v), true
}

// countUnion counts what lies in any of the boxes: each box, less the overlaps of two, plus those of three, and so on.
func (q *Query) countUnion(v index.View) int {
	total := 0
	for chosen := 1; chosen < 1<<len(q.clauses); chosen++ {
		box, sign := index.Everything(), -1
		for i := range q.clauses {
			if chosen>>i&1 == 1 {
				box, sign = box.Intersect(q.clauses[i].box), -sign
			}
		}
		total += sign * v.Count(box)
	}
	return total
}

// matches reports whether a record passes one of the groups.
func (q *Query) matches(r *record.Record) bool {
	for i := range q.clauses {
		if q.clauses[i].holds(r) {
			return true
		}
	}
	return false
}

// walk reads the page off an index that has the order wanted.
func (q *Query) walk(v index.View) []*record.Record {
	rows := make([]*record.Record, 0, q.limit)
	skip := q.offset
	yield := func(r *record.Record) bool {
		if !q.matches(r) {
			return true
		}
		if skip > 0 {
			skip--
			return true
		}
		rows = append(rows, r)
		return len(rows) < q.limit
	}
	box, created := q.bounds()
	switch q.sort.key {
	case record.KeyID:
		v.ScanID(box, q.sort.descending, yield)
	case record.KeyModified:
		v.ScanModified(box.MinModified, box.MaxModified, q.sort.descending, yield)
	default:
		v.ScanCreated(created.low, created.high, q.sort.descending, yield)
	}
	return rows
}

// bounds is the smallest box and span around all groups.
func (q *Query) bounds() (index.Box, span) {
	box, created := q.clauses[0].box, q.clauses[0].created
	for i := range q.clauses[1:] {
		c := q.clauses[i+1]
		box = index.Box{
			MinID: min(box.MinID, c.box.MinID), MaxID: max(box.MaxID, c.box.MaxID),
			MinModified: min(box.MinModified, c.box.MinModified), MaxModified: max(box.MaxModified, c.box.MaxModified),
		}
		created = span{min(created.low, c.created.low), max(created.high, c.created.high)}
	}
	return box, created
}

// collect looks at every candidate, counts the matches and keeps those that can be on the page.
func (q *Query) collect(v index.View) (rows []*record.Record, total int) {
	page := newTop(q.sort, v, q.offset+q.limit)
	if len(q.clauses) == 1 {
		q.clauses[0].each(v, page.add)
		return page.from(q.offset), page.seen
	}
	candidates := 0
	for i := range q.clauses {
		candidates += q.clauses[i].candidates(v)
	}
	if candidates > v.Len() {
		v.ScanID(index.Everything(), false, func(r *record.Record) bool {
			return !q.matches(r) || page.add(r)
		})
		return page.from(q.offset), page.seen
	}
	seen := map[int64]bool{}
	for i := range q.clauses {
		q.clauses[i].each(v, func(r *record.Record) bool {
			if seen[r.ID] {
				return true
			}
			seen[r.ID] = true
			return page.add(r)
		})
	}
	return page.from(q.offset), page.seen
}

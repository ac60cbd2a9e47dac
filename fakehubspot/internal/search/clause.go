package search

import (
	"math"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// clause is one filter group, parted into what the index can look up and the tests that are left.
type clause struct {
	box     index.Box
	created span
	emails  []string // lower case; the tests repeat this condition
	tests   []test
}

// span is a range of milliseconds, both ends inclusive.
type span struct{ low, high int64 }

func always() span { return span{math.MinInt64, math.MaxInt64} }

func (s span) holds(ms int64) bool { return s.low <= ms && ms <= s.high }

// newClause compiles a group.
func newClause(s *schema.Schema, filters []Filter, h Habits) (clause, error) {
	c := clause{box: index.Everything(), created: always()}
	for _, f := range filters {
		passes, err := compile(s, f, h)
		if err != nil {
			return clause{}, err
		}
		if !c.absorb(f, h) {
			c.tests = append(c.tests, passes)
		}
	}
	return c, nil
}

// absorb takes a filter into the ranges when they can say all of it. The filter has compiled.
func (c *clause) absorb(f Filter, h Habits) bool {
	switch f.Property {
	case objectID:
		if h.IDsAsText {
			return false // a range of numbers is none of texts
		}
		return narrow(&c.box.MinID, &c.box.MaxID, f, number)
	case "lastmodifieddate":
		return narrow(&c.box.MinModified, &c.box.MaxModified, f, instant)
	case "createdate":
		return narrow(&c.created.low, &c.created.high, f, instant)
	case "email":
		c.lookUp(f)
	}
	return false
}

// lookUp notes the addresses a filter allows.
func (c *clause) lookUp(f Filter) {
	switch {
	case c.emails != nil:
	case f.Operator == opEQ:
		c.emails = []string{strings.ToLower(string(*f.Value))}
	case f.Operator == opIn:
		for _, value := range f.Values {
			c.emails = append(c.emails, string(value))
		}
	}
}

// narrow tightens a range by a filter; false when a range cannot express it.
func narrow(low, high *int64, f Filter, parse func(string) (operand, error)) bool {
	if f.Operator == opHas {
		return true // every record has its number and its times
	}
	if f.Value == nil {
		return false
	}
	value, err := parse(string(*f.Value))
	if err != nil || value.decimal != nil {
		return false
	}
	from, to := value.number, value.number
	switch f.Operator {
	case opEQ:
	case opGTE:
		to = math.MaxInt64
	case opLTE:
		from = math.MinInt64
	case opGT:
		from, to = saturate(value.number, 1), math.MaxInt64
		if value.number == math.MaxInt64 {
			to = math.MinInt64
		}
	case opLT:
		from, to = math.MinInt64, saturate(value.number, -1)
		if value.number == math.MinInt64 {
			from = math.MaxInt64
		}
	case opBetween:
		end, err := parse(string(*f.High))
		if err != nil || end.decimal != nil {
			return false
		}
		to = end.number
	default:
		return false
	}
	*low, *high = max(*low, from), min(*high, to)
	return true
}

// saturate adds without running over.
func saturate(n, by int64) int64 {
	if by > 0 && n > math.MaxInt64-by || by < 0 && n < math.MinInt64-by {
		return n
	}
	return n + by
}

// holds reports whether a record passes the whole group.
func (c *clause) holds(r *record.Record) bool {
	if !c.box.Holds(r) || !c.created.holds(r.Created) {
		return false
	}
	for _, passes := range c.tests {
		if !passes(r) {
			return false
		}
	}
	return true
}

// boxed is true when the box alone says the whole group.
func (c *clause) boxed() bool { return len(c.tests) == 0 && c.created == always() }

// createdOnly is true when the creation time alone says the whole group.
func (c *clause) createdOnly() bool { return len(c.tests) == 0 && c.box == index.Everything() }

// candidates is a bound on the records that have to be looked at.
func (c *clause) candidates(v index.View) int {
	if c.emails != nil {
		return len(c.emails)
	}
	n := v.Len()
	if c.box.MinID > math.MinInt64 || c.box.MaxID < math.MaxInt64 {
		n = v.Count(c.box)
	}
	return min(n, v.CountModified(c.box.MinModified, c.box.MaxModified), v.CountCreated(c.created.low, c.created.high))
}

// each gives every record of the group, by the index that has the fewest to look at.
func (c *clause) each(v index.View, yield func(*record.Record) bool) {
	filtered := func(r *record.Record) bool { return !c.holds(r) || yield(r) }
	modified := v.CountModified(c.box.MinModified, c.box.MaxModified)
	created := v.CountCreated(c.created.low, c.created.high)
	numbered := v.Count(index.Box{
		MinID: c.box.MinID, MaxID: c.box.MaxID, MinModified: math.MinInt64, MaxModified: math.MaxInt64,
	})
	switch {
	case c.emails != nil:
		c.eachEmail(v, filtered)
	case numbered <= min(modified, created):
		v.ScanID(c.box, false, filtered)
	case modified <= created:
		v.ScanModified(c.box.MinModified, c.box.MaxModified, false, filtered)
	default:
		v.ScanCreated(c.created.low, c.created.high, false, filtered)
	}
}

// eachEmail gives the records found by address, each once.
func (c *clause) eachEmail(v index.View, yield func(*record.Record) bool) {
	seen := map[int64]bool{}
	for _, email := range c.emails {
		v.ScanEmail(email, func(r *record.Record) bool {
			if seen[r.ID] {
				return true
			}
			seen[r.ID] = true
			return yield(r)
		})
	}
}

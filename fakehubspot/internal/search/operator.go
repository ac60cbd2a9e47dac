package search

import (
	"math"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// The thirteen operators.
const (
	opLT          = "LT"
	opLTE         = "LTE"
	opGT          = "GT"
	opGTE         = "GTE"
	opEQ          = "EQ"
	opNEQ         = "NEQ"
	opBetween     = "BETWEEN"
	opIn          = "IN"
	opNotIn       = "NOT_IN"
	opHas         = "HAS_PROPERTY"
	opHasNot      = "NOT_HAS_PROPERTY"
	opContains    = "CONTAINS_TOKEN"
	opContainsNot = "NOT_CONTAINS_TOKEN"
)

var operators = []string{
	opBetween, opContains, opEQ, opGT, opGTE, opHas, opIn, opLT, opLTE, opNEQ, opContainsNot, opHasNot, opNotIn,
}

// Operators returns the names of all operators, sorted.
func Operators() []string { return slices.Clone(operators) }

// test returns the test of a value that is set.
func (c comparison) test(p property) func(text string) bool {
	switch c.operator {
	case opContains:
		return c.pattern.in
	case opContainsNot:
		return func(text string) bool { return !c.pattern.in(text) }
	case opIn:
		return c.member(p)
	case opNotIn:
		member := c.member(p)
		return func(text string) bool { return !member(text) }
	case opBetween:
		return func(text string) bool {
			own := p.kind.Stored(text)
			return own.Compare(c.low) >= 0 && own.Compare(c.high) <= 0
		}
	case opEQ:
		return c.equal(p)
	case opNEQ:
		equal := c.equal(p)
		return func(text string) bool { return !equal(text) }
	default:
		holds := relation(c.operator)
		return func(text string) bool { return holds(p.kind.Stored(text).Compare(c.low)) }
	}
}

// equal returns the test of EQ. A checkbox passes if all its choices together, or one of them, are the operand.
func (c comparison) equal(p property) func(text string) bool {
	same := func(text string) bool { return p.kind.Stored(text).Compare(c.low) == 0 }
	if p.checkbox {
		return func(text string) bool { return same(text) || slices.ContainsFunc(strings.Split(text, ";"), same) }
	}
	return same
}

// relation returns which outcomes of a comparison satisfy an operator.
func relation(operator string) func(int) bool {
	switch operator {
	case opLT:
		return func(c int) bool { return c < 0 }
	case opLTE:
		return func(c int) bool { return c <= 0 }
	case opGT:
		return func(c int) bool { return c > 0 }
	default:
		return func(c int) bool { return c >= 0 }
	}
}

// member returns the test of IN. A checkbox passes if any of its choices is in the list.
func (c comparison) member(p property) func(text string) bool {
	listed := func(text string) bool {
		own := p.kind.Stored(text)
		return slices.ContainsFunc(c.list, func(one value.Value) bool { return own.Compare(one) == 0 })
	}
	if p.checkbox {
		return func(text string) bool { return slices.ContainsFunc(strings.Split(text, ";"), listed) }
	}
	return listed
}

// bounds returns the whole numbers that satisfy a comparison, both ends inclusive, and reports whether they are one
// range. A range that contains nothing has its low end above the high one.
func (c comparison) bounds() (low, high int64, ok bool) {
	n, whole := c.low.Whole()
	if !whole {
		return 0, 0, false
	}
	switch c.operator {
	case opEQ:
		return n, n, true
	case opGTE:
		return n, math.MaxInt64, true
	case opLTE:
		return math.MinInt64, n, true
	case opGT:
		if n == math.MaxInt64 {
			return math.MaxInt64, math.MinInt64, true
		}
		return n + 1, math.MaxInt64, true
	case opLT:
		if n == math.MinInt64 {
			return math.MaxInt64, math.MinInt64, true
		}
		return math.MinInt64, n - 1, true
	case opBetween:
		end, whole := c.high.Whole()
		return n, end, whole
	default:
		return 0, 0, false
	}
}

// keys returns the look-up keys of the records that satisfy a comparison with the property that the index looks up by;
// nil when they cannot be listed.
func (c comparison) keys() []string {
	switch c.operator {
	case opEQ:
		return []string{c.low.Text()}
	case opIn:
		keys := make([]string, len(c.list))
		for i, one := range c.list {
			keys[i] = one.Text()
		}
		return keys
	default:
		return nil
	}
}

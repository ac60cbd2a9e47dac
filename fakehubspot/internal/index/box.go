package index

import (
	"math"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// span is a range of whole numbers, both ends inclusive. It is empty when low is above high.
type span struct{ low, high int64 }

// unbounded is the span of all numbers.
func unbounded() span { return span{math.MinInt64, math.MaxInt64} }

func (s span) holds(n int64) bool { return s.low <= n && n <= s.high }

func (s span) empty() bool { return s.low > s.high }

// intersect returns the numbers that are in both spans.
func (s span) intersect(o span) span { return span{max(s.low, o.low), min(s.high, o.high)} }

// around returns the smallest span that contains both.
func (s span) around(o span) span { return span{min(s.low, o.low), max(s.high, o.high)} }

// box bounds the IDs of records and, at the same time, the milliseconds at which they were modified: a rectangle, if
// one draws records as points with the ID to the right and the time of change upwards.
type box struct{ id, modified span }

// everything is the box that holds all records.
func everything() box { return box{unbounded(), unbounded()} }

func (b box) empty() bool { return b.id.empty() || b.modified.empty() }

func (b box) intersect(o box) box {
	return box{b.id.intersect(o.id), b.modified.intersect(o.modified)}
}

func (b box) around(o box) box {
	return box{b.id.around(o.id), b.modified.around(o.modified)}
}

func (b box) holds(r *record.Record) bool { return b.id.holds(r.ID) && b.modified.holds(r.Modified) }

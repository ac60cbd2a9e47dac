package index

import (
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// Selection says which records are wanted, in which order, and which page of them. The zero Selection counts all
// records.
type Selection struct {
	// Groups are alternatives: a record must match one of them. Without groups, every record matches.
	Groups []Group
	Order  Order
	// Offset is how many matches precede the page, Limit how many records the page holds at most.
	Offset, Limit int
}

// Group is a list of conditions that a record must all meet. Every record meets those of the zero Group.
type Group struct {
	// Ranges are conditions that the index evaluates without looking at each record.
	Ranges []Range
	// Tests are all other conditions.
	Tests []func(*record.Record) bool
	// Keys spare the index from testing every record: when there are any, each record that passes the Tests must be
	// found under at least one of them.
	Keys []string
}

// Range bounds a field; both ends are inclusive.
type Range struct {
	Field     Field
	Low, High int64
}

// Field is a number that every record has and by which the index keeps its records sorted.
type Field int

// The fields. Times are milliseconds since 1970.
const (
	ID Field = iota
	Modified
	Created
)

// of returns the field of a record.
func (f Field) of(r *record.Record) int64 {
	switch f {
	case Modified:
		return r.Modified
	case Created:
		return r.Created
	default:
		return r.ID
	}
}

// Order is the order of a selection. Records with equal sort values are ordered by their rank.
type Order struct {
	// Field is what records are sorted by, unless Value is set.
	Field Field
	// Value returns what a record is sorted by, and false for a record that has no such value. Records without a value
	// come last in both directions.
	Value      func(*record.Record) (value.Value, bool)
	Descending bool
}

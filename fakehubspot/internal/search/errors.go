package search

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Reason is why a search is refused.
type Reason string

// The reasons. The fields of Error that have a meaning are in brackets.
const (
	TooMany         Reason = "too many"         // more filters, groups, … than allowed [Of, Max, Got]
	BadLimit        Reason = "bad limit"        // limit is not between 1 and Max [Max, Got]
	BadAfter        Reason = "bad after"        // after is negative [Got]
	TooDeep         Reason = "too deep"         // the page ends after the last record that a search reaches [Max, Got]
	UnknownProperty Reason = "unknown property" // the property does not exist, or is archived [Property]
	UnknownOperator Reason = "unknown operator" // [Property, Operator]
	MissingValue    Reason = "missing value"    // the operator needs a value, or two [Property, Operator]
	MissingValues   Reason = "missing values"   // the operator needs a list of values [Property, Operator]
	BlankValue      Reason = "blank value"      // [Property]
	InvalidValue    Reason = "invalid value"    // a value cannot be parsed as the property's type [Property]
	EpochValue      Reason = "epoch value"      // the filter names the instant 0: see Quirks.EpochFails [Property]
)

// Error is a search that is refused.
type Error struct {
	Reason   Reason
	Property string
	Operator string
	Of       string // what there are too many of
	Max, Got int
}

// Error describes the request's first mistake.
func (e *Error) Error() string {
	switch e.Reason {
	case TooMany:
		return fmt.Sprintf("search: too many %s: at most %d are allowed, got %d", e.Of, e.Max, e.Got)
	case BadLimit:
		return fmt.Sprintf("search: limit must be between 1 and %d, got %d", e.Max, e.Got)
	case BadAfter:
		return fmt.Sprintf("search: after must not be negative, got %d", e.Got)
	case TooDeep:
		return fmt.Sprintf("search: after and limit must not add up to more than %d, got %d", e.Max, e.Got)
	case UnknownOperator, MissingValue, MissingValues:
		return fmt.Sprintf("search: filter on %q with operator %q: %s", e.Property, e.Operator, e.Reason)
	default:
		return fmt.Sprintf("search: property %q: %s", e.Property, e.Reason)
	}
}

// IncompleteError is a filter that does not say which property it compares, or how.
type IncompleteError struct {
	Missing []string // the members that it needs
	Offset  int64    // where in the body the filter ends
}

func (e *IncompleteError) Error() string {
	return "the filter has no " + strings.Join(e.Missing, " and no ")
}

// NotScalarError is an object, an array or null where a request must have a string, number or boolean.
type NotScalarError struct{ Kind jsontext.Kind }

func (e *NotScalarError) Error() string {
	return fmt.Sprintf("must be a string, a number or a boolean, got %s", e.Kind)
}

// NotWholeError is a scalar where a request must have a whole number of 32 bits.
type NotWholeError struct{ Text string }

func (e *NotWholeError) Error() string {
	return fmt.Sprintf("must be a whole number of 32 bits, got %q", e.Text)
}

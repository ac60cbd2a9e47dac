package refusal

import (
	"fmt"
	"strings"
)

// The answers of search that are its own. It also refuses with Problem: for a
// property it does not know, a value that cannot be parsed, and a page past its
// 10,000 records.

// TooManyInSearch is the 400 for a search with more of something than allowed.
func TooManyInSearch(of string, allowed, got int) Refusal {
	return validation(fmt.Sprintf("Too many %s: at most %d are allowed, but there were %d", of, allowed, got))
}

// SearchLimit is the 400 for a search whose limit is out of range.
func SearchLimit(highest, got int) Refusal {
	return validation(fmt.Sprintf("limit must be between 1 and %d, but was %d", highest, got))
}

// SearchAfter is the 400 for a search whose after is negative.
func SearchAfter(got int) Refusal {
	return validation(fmt.Sprintf("after must not be negative, but was %d", got))
}

// UnknownOperator is the 400 for a filter operator that does not exist.
func UnknownOperator(name string, known []string) Refusal {
	return BadJSON(1, fmt.Sprintf("Cannot deserialize value of type `FilterOperator` from String %s: "+
		"not one of the values accepted for Enum class: [%s]", quoted(name), strings.Join(known, ", ")))
}

// MissingValue is the 400 for a filter without the value its operator needs.
func MissingValue(operator, property string) Refusal {
	return validation(fmt.Sprintf("value must be specified for operator %s {propertyName: '%s'}", operator, property))
}

// MissingValues is the 400 for a filter without the list its operator needs.
func MissingValues(operator, property string) Refusal {
	return validation(fmt.Sprintf("values must be specified for operator %s {propertyName: '%s'}", operator, property))
}

// BlankValue is the 400 for a filter with a value of nothing but spaces.
func BlankValue(property string) Refusal {
	return BadJSON(1, fmt.Sprintf("value must be non-empty and non-blank, if specified {propertyName: '%s'}", property))
}

// IncompleteFilter is the 400 for a filter without the members named; column is where the filter ends.
func IncompleteFilter(column int, missing []string) Refusal {
	return BadJSON(column, "Cannot build Filter, some of required attributes are not set ["+strings.Join(missing, ", ")+"]")
}

// NotInteger is the 400 for a limit or an after of a search that is no integer.
func NotInteger(column int, text string) Refusal {
	return BadJSON(column, fmt.Sprintf("Cannot deserialize value of type `int` from String %s: not a valid Integer value", quoted(text)))
}

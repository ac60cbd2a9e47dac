package search

import (
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// associations begins the names of what filters can compare and no record has as a property: the records of another object
// type that a record is associated with, such as associations.company.
const associations = "associations."

// compileAssociated adds a filter on associations to the conditions of a group, unless its property is none.
func (o Object) compileAssociated(f Filter, to *index.Group) (is bool, err error) {
	name, is := strings.CutPrefix(f.Property, associations)
	if !is || o.Associated == nil {
		return false, nil
	}
	associated, known := o.Associated(name)
	if !known {
		return true, &Error{Reason: UnknownProperty, Property: f.Property}
	}
	if err := f.check(); err != nil {
		return true, err
	}
	var texts []Text
	switch f.Operator {
	case opEQ:
		texts = []Text{*f.Value}
	case opIn:
		texts = f.Values
	default:
		return true, &Error{Reason: UnknownOperator, Property: f.Property, Operator: f.Operator}
	}
	var others []int64
	for _, text := range texts {
		id, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil {
			return true, &Error{Reason: InvalidValue, Property: f.Property}
		}
		others = append(others, id)
	}
	to.Tests = append(to.Tests, func(r *record.Record) bool {
		for _, other := range others {
			if associated(r.ID, other) {
				return true
			}
		}
		return false
	})
	return true, nil
}

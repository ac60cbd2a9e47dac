package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
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

// test tells whether a record passes a filter.
type test func(*record.Record) bool

// compile turns a filter into a test. A contact without a value passes NOT_HAS_PROPERTY and no other operator.
func compile(s *schema.Schema, f Filter, h Habits) (test, error) {
	property, err := h.property(s, f.Property)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(operators, f.Operator) {
		return nil, unknownOperator(f.Operator)
	}
	if err := f.checkValues(); err != nil {
		return nil, err
	}
	key, _ := s.Key(f.Property)
	get := s.Getter(key)
	if f.Operator == opHas || f.Operator == opHasNot {
		wanted := f.Operator == opHas
		return func(r *record.Record) bool { _, has := get(r); return has == wanted }, nil
	}
	if err := h.accept(property, f); err != nil {
		return nil, err
	}
	matches, err := f.matcher(property)
	if err != nil {
		return nil, err
	}
	return func(r *record.Record) bool {
		value, has := get(r)
		return has && matches(value)
	}, nil
}

// matcher gives the test on a value that is set.
func (f Filter) matcher(p *schema.Property) (func(string) bool, error) {
	switch f.Operator {
	case opContains:
		return newPattern(string(*f.Value)).in, nil
	case opContainsNot:
		pattern := newPattern(string(*f.Value))
		return func(v string) bool { return !pattern.in(v) }, nil
	case opIn, opNotIn:
		return f.membership(p)
	}
	kind := orderOf(p)
	low, err := kind.operand(string(*f.Value))
	if err != nil {
		return nil, err
	}
	if f.Operator == opBetween {
		high, err := kind.operand(string(*f.High))
		if err != nil {
			return nil, err
		}
		return func(v string) bool {
			own := kind.parse(v)
			return kind.compare(own, low) >= 0 && kind.compare(own, high) <= 0
		}, nil
	}
	holds := relation(f.Operator)
	return func(v string) bool { return holds(kind.compare(kind.parse(v), low)) }, nil
}

// relation turns the outcome of a comparison into the operator's answer.
func relation(operator string) func(int) bool {
	switch operator {
	case opLT:
		return func(c int) bool { return c < 0 }
	case opLTE:
		return func(c int) bool { return c <= 0 }
	case opGT:
		return func(c int) bool { return c > 0 }
	case opGTE:
		return func(c int) bool { return c >= 0 }
	case opNEQ:
		return func(c int) bool { return c != 0 }
	default:
		return func(c int) bool { return c == 0 }
	}
}

// membership is IN and NOT_IN. Values are compared as they are written, against the record's in lower case when the
// property is text: a value with a capital letter in it finds no text. A checkbox passes IN by any of its choices.
func (f Filter) membership(p *schema.Property) (func(string) bool, error) {
	kind := orderOf(p)
	wanted := make([]operand, len(f.Values))
	for i, value := range f.Values {
		if kind.text {
			wanted[i] = operand{text: string(value)}
			continue
		}
		parsed, err := kind.operand(string(value))
		if err != nil {
			return nil, err
		}
		wanted[i] = parsed
	}
	found := func(v string) bool {
		own := kind.parse(v)
		return slices.ContainsFunc(wanted, func(w operand) bool { return kind.compare(own, w) == 0 })
	}
	passes := found
	if p.Type == schema.Enumeration && p.FieldType == "checkbox" {
		passes = func(v string) bool { return slices.ContainsFunc(strings.Split(v, ";"), found) }
	}
	if f.Operator == opNotIn {
		return func(v string) bool { return !passes(v) }, nil
	}
	return passes, nil
}

// checkValues reports operands that are missing or blank.
func (f Filter) checkValues() error {
	switch f.Operator {
	case opHas, opHasNot:
		return nil
	case opIn, opNotIn:
		if len(f.Values) == 0 {
			return refusal.Validation(fmt.Sprintf("values must be specified for operator %s {propertyName: '%s'}", f.Operator, f.Property))
		}
		return nil
	}
	if f.Value == nil || f.Operator == opBetween && f.High == nil {
		return refusal.Validation(fmt.Sprintf("value must be specified for operator %s {propertyName: '%s'}", f.Operator, f.Property))
	}
	for _, value := range []*Text{f.Value, f.High} {
		if value != nil && strings.TrimSpace(string(*value)) == "" {
			return refusal.BadJSON(1, fmt.Sprintf("value must be non-empty and non-blank, if specified {propertyName: '%s'}", f.Property))
		}
	}
	return nil
}

func unknownOperator(name string) error {
	return refusal.BadJSON(1, fmt.Sprintf("Cannot deserialize value of type `FilterOperator` from String %q: "+
		"not one of the values accepted for Enum class: [%s]", name, strings.Join(operators, ", ")))
}

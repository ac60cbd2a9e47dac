package search

import (
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// compile adds a filter to the conditions of a group: as a range if the index has the property as a field and a range
// can express the filter, else as a test. A record without a value passes NOT_HAS_PROPERTY and no other operator.
func (o Object) compile(f Filter, to *index.Group) error {
	if is, err := o.compileAssociated(f, to); is {
		return err
	}
	p, err := o.property(f.Property)
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	if f.Operator == opHas && p.indexed {
		return nil // every record has these
	}
	if f.Operator == opHas || f.Operator == opHasNot {
		wanted := f.Operator == opHas
		to.Tests = append(to.Tests, func(r *record.Record) bool { _, has := p.get(r); return has == wanted })
		return nil
	}
	if err := o.Quirks.accept(p, f); err != nil {
		return err
	}
	parsed, err := f.parse(p)
	if err != nil {
		return err
	}
	if p.indexed {
		if low, high, ok := parsed.bounds(); ok {
			to.Ranges = append(to.Ranges, index.Range{Field: p.field, Low: low, High: high})
			return nil
		}
	}
	if f.Property == o.Lookup && p.kind == value.Text && len(to.Keys) == 0 {
		to.Keys = parsed.keys()
	}
	matches := parsed.test(p)
	to.Tests = append(to.Tests, func(r *record.Record) bool {
		text, has := p.get(r)
		return has && matches(text)
	})
	return nil
}

// check reports an operator that does not exist, and operands that are missing or blank.
func (f Filter) check() error {
	if !slices.Contains(operators, f.Operator) {
		return &Error{Reason: UnknownOperator, Property: f.Property, Operator: f.Operator}
	}
	switch f.Operator {
	case opHas, opHasNot:
		return nil
	case opIn, opNotIn:
		if len(f.Values) == 0 {
			return &Error{Reason: MissingValues, Property: f.Property, Operator: f.Operator}
		}
		return nil
	}
	if f.Value == nil || f.Operator == opBetween && f.High == nil {
		return &Error{Reason: MissingValue, Property: f.Property, Operator: f.Operator}
	}
	for _, operand := range []*Text{f.Value, f.High} {
		if operand != nil && strings.TrimSpace(string(*operand)) == "" {
			return &Error{Reason: BlankValue, Property: f.Property}
		}
	}
	return nil
}

// comparison is a filter with its operands parsed.
type comparison struct {
	operator string
	low      value.Value   // the operand of all operators but IN, NOT_IN and those of tokens
	high     value.Value   // the upper end of BETWEEN
	list     []value.Value // of IN and NOT_IN
	pattern  pattern       // of the token operators
}

// parse parses the operands of a filter that has been checked.
func (f Filter) parse(p property) (comparison, error) {
	c := comparison{operator: f.Operator}
	var err error
	switch f.Operator {
	case opContains, opContainsNot:
		c.pattern = newPattern(string(*f.Value))
	case opIn, opNotIn:
		c.list, err = f.parseList(p.kind)
	case opBetween:
		if c.low, err = p.kind.Parse(string(*f.Value)); err == nil {
			c.high, err = p.kind.Parse(string(*f.High))
		}
	default:
		c.low, err = p.kind.Parse(string(*f.Value))
	}
	if err != nil {
		return comparison{}, &Error{Reason: InvalidValue, Property: f.Property}
	}
	return c, nil
}

// parseList parses the values of IN and NOT_IN. Text is compared as it is written here, with the record's text in lower
// case: a value with a capital letter matches no text.
func (f Filter) parseList(kind value.Kind) ([]value.Value, error) {
	list := make([]value.Value, len(f.Values))
	for i, text := range f.Values {
		if kind == value.Text {
			list[i] = value.Exact(string(text))
			continue
		}
		parsed, err := kind.Parse(string(text))
		if err != nil {
			return nil, err
		}
		list[i] = parsed
	}
	return list, nil
}

package search

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// order says how the values of a property compare.
type order struct {
	text bool // by the alphabet, in lower case
	// parse reads a stored value, operand one of a filter.
	parse   func(string) operand
	operand func(string) (operand, error)
}

// operand is a value ready to compare: whole numbers and milliseconds in number, other numbers in decimal.
type operand struct {
	text    string
	number  int64
	decimal *big.Float
}

// orderOf is how a property's values compare, by its type.
func orderOf(p *schema.Property) order {
	switch p.Type {
	case schema.Number:
		return order{parse: storedNumber, operand: number}
	case schema.DateTime:
		return order{parse: storedInstant, operand: instant}
	case schema.Date:
		return order{parse: storedDay, operand: day}
	case schema.Enumeration:
		return order{parse: exact, operand: func(v string) (operand, error) { return exact(v), nil }}
	default:
		return order{text: true, parse: lower, operand: func(v string) (operand, error) { return lower(v), nil }}
	}
}

// compare orders two operands of one property.
func (order) compare(a, b operand) int {
	if a.decimal != nil || b.decimal != nil {
		return a.float().Cmp(b.float())
	}
	if c := cmp.Compare(a.number, b.number); c != 0 {
		return c
	}
	return strings.Compare(a.text, b.text)
}

func (o operand) float() *big.Float {
	if o.decimal != nil {
		return o.decimal
	}
	return new(big.Float).SetInt64(o.number)
}

func exact(v string) operand { return operand{text: v} }

func lower(v string) operand { return operand{text: strings.ToLower(v)} }

// number reads whole numbers exactly, whatever their size, and others as decimals.
func number(v string) (operand, error) {
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return operand{number: n}, nil
	}
	if f, _, err := big.ParseFloat(v, 10, 64, big.ToNearestEven); err == nil && !f.IsInf() {
		return operand{decimal: f}, nil
	}
	return operand{}, refusal.Problem()
}

// instant reads milliseconds or ISO 8601 with a time. A bare day is refused, as the vendor does.
func instant(v string) (operand, error) {
	at, err := schema.ParseInstant(v)
	if err != nil {
		return operand{}, refusal.Problem()
	}
	return operand{number: at.UnixMilli()}, nil
}

func day(v string) (operand, error) {
	if at, err := schema.ParseDay(v); err == nil {
		return operand{number: at.UnixMilli()}, nil
	}
	return instant(v)
}

// Stored values have passed Schema.Check; one that has not compares as zero.

func storedNumber(v string) operand  { o, _ := number(v); return o }
func storedInstant(v string) operand { o, _ := instant(v); return o }
func storedDay(v string) operand     { o, _ := day(v); return o }

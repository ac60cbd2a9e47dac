// Package value makes the values of properties comparable: as text, as numbers or as instants, by the property's type.
package value

import (
	"cmp"
	"errors"
	"math/big"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// ErrInvalid reports a text that a kind cannot parse.
var ErrInvalid = errors.New("invalid value")

// Value is a value ready to compare with others of its kind. The zero Value is the number 0, the instant 0 of 1970 and
// the empty text.
type Value struct {
	text    string
	number  int64      // whole numbers, and milliseconds since 1970
	decimal *big.Float // all other numbers
}

// Whole returns the Value of a whole number or of milliseconds since 1970.
func Whole(n int64) Value { return Value{number: n} }

// Exact returns the Value of a text as it is written.
func Exact(text string) Value { return Value{text: text} }

// Whole returns the number or the milliseconds that v stands for, and reports whether v is a whole number.
func (v Value) Whole() (n int64, ok bool) { return v.number, v.decimal == nil }

// Text returns the text that v stands for; it is empty for numbers and instants.
func (v Value) Text() string { return v.text }

// Compare returns -1, 0 or 1, as v is less than, equal to or greater than w.
func (v Value) Compare(w Value) int {
	if v.decimal != nil || w.decimal != nil {
		return v.float().Cmp(w.float())
	}
	if c := cmp.Compare(v.number, w.number); c != 0 {
		return c
	}
	return strings.Compare(v.text, w.text)
}

func (v Value) float() *big.Float {
	if v.decimal != nil {
		return v.decimal
	}
	return new(big.Float).SetInt64(v.number)
}

// Kind says how the values of a property compare.
type Kind int

// The kinds of values.
const (
	Text    Kind = iota // alphabetically, ignoring case
	Choice              // alphabetically, case-sensitive
	Number              // whole numbers exactly, others as decimals
	Instant             // by time, to the millisecond
	Day                 // by date
)

// KindOf returns how the values of a property compare.
func KindOf(p *schema.Property) Kind {
	switch p.Type {
	case schema.Number:
		return Number
	case schema.DateTime:
		return Instant
	case schema.Date:
		return Day
	case schema.Enumeration:
		return Choice
	default:
		return Text
	}
}

// Parse reads a value as clients write it. The error is ErrInvalid.
func (k Kind) Parse(text string) (Value, error) {
	switch k {
	case Number:
		return parseNumber(text)
	case Instant:
		return parseInstant(text)
	case Day:
		if at, err := schema.ParseDay(text); err == nil {
			return Whole(at.UnixMilli()), nil
		}
		return parseInstant(text)
	case Choice:
		return Exact(text), nil
	default:
		return Exact(strings.ToLower(text)), nil
	}
}

// Stored reads a value as records hold it. Stored values were checked when they were written; one that was not, in an
// import for example, compares as zero.
func (k Kind) Stored(text string) Value {
	v, err := k.Parse(text)
	if err != nil {
		return Value{}
	}
	return v
}

func parseNumber(text string) (Value, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return Whole(n), nil
	}
	if f, _, err := big.ParseFloat(text, 10, 64, big.ToNearestEven); err == nil && !f.IsInf() {
		return Value{decimal: f}, nil
	}
	return Value{}, ErrInvalid
}

// parseInstant reads milliseconds or ISO 8601 with a time. A bare day is invalid, as it is for HubSpot.
func parseInstant(text string) (Value, error) {
	at, err := schema.ParseInstant(text)
	if err != nil {
		return Value{}, ErrInvalid
	}
	return Whole(at.UnixMilli()), nil
}

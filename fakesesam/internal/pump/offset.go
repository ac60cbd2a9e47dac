package pump

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Offset is a place in a source: the _updated of an entity, text or a whole number. The zero Offset is no place at all.
type Offset struct {
	text   string
	number bool
}

// ParseOffset takes an offset from the API, where it is always text: what a number is written as stands for one; "007" is
// text.
func ParseOffset(text string) Offset {
	n, ok := new(big.Int).SetString(text, 10)
	return Offset{text: text, number: ok && n.String() == text}
}

// IsZero tells whether there is no offset.
func (o Offset) IsZero() bool { return o.text == "" }

// String is the offset as since takes it; "" for none.
func (o Offset) String() string { return o.text }

// After tells whether o is the larger: numbers by value, anything else byte by byte. Every offset is after none.
func (o Offset) After(p Offset) bool {
	if o.number && p.number {
		a, _ := new(big.Int).SetString(o.text, 10)
		b, _ := new(big.Int).SetString(p.text, 10)
		return a.Cmp(b) > 0
	}
	return o.text > p.text
}

// Minus gives the offset that is delta before: a number minus delta, a time minus delta seconds in the same notation.
func (o Offset) Minus(delta int) (Offset, error) {
	if o.number {
		n, _ := new(big.Int).SetString(o.text, 10)
		return Offset{text: n.Sub(n, big.NewInt(int64(delta))).String(), number: true}, nil
	}
	text, transit := strings.CutPrefix(o.text, "~t")
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return Offset{}, fmt.Errorf("a partial rescan needs an offset that is a number or a time, it is %q", o.text)
	}
	layout := "2006-01-02T15:04:05"
	if _, fraction, ok := strings.Cut(text, "."); ok {
		digits := len(fraction) - len(strings.TrimLeft(fraction, "0123456789"))
		layout += "." + strings.Repeat("0", digits)
	}
	out := at.Add(-time.Duration(delta) * time.Second).Format(layout + "Z07:00")
	if transit {
		out = "~t" + out
	}
	return Offset{text: out}, nil
}

// MarshalJSON gives text as a string, a number as a number and none as null.
func (o Offset) MarshalJSON() ([]byte, error) {
	switch {
	case o.IsZero():
		return []byte("null"), nil
	case o.number:
		return []byte(o.text), nil
	default:
		return json.Marshal(o.text)
	}
}

var errOffset = errors.New("_updated must be text or a whole number")

// UnmarshalJSON reads an offset; null is none.
func (o *Offset) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	switch {
	case text == "null":
		*o = Offset{}
		return nil
	case text[0] == '"':
		if plain := text[1 : len(text)-1]; !strings.ContainsFunc(plain, quoted) {
			*o = Offset{text: plain} // as nearly every offset is
			return nil
		}
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		*o = Offset{text: s}
		return nil
	default:
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			if _, ok := new(big.Int).SetString(text, 10); !ok {
				return fmt.Errorf("%w, it is %.40s", errOffset, text)
			}
		}
		*o = Offset{text: text, number: true}
		return nil
	}
}

// quoted tells a character of a JSON string that may not stand for itself.
func quoted(r rune) bool { return r == '\\' || r == '"' || r < ' ' || r > '~' }

// offsetOf takes an offset from decoded JSON; nothing and null are none.
func offsetOf(v any) (Offset, error) {
	switch v := v.(type) {
	case nil:
		return Offset{}, nil
	case string:
		return Offset{text: v}, nil
	case json.Number:
		var o Offset
		err := o.UnmarshalJSON([]byte(v))
		return o, err
	default:
		return Offset{}, fmt.Errorf("%w, it is a %T", errOffset, v)
	}
}

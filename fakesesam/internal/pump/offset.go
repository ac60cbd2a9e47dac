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

// Offset is a position in a source: the _updated of an entity, which is text or an integer. The zero Offset is no position.
// A pump keeps its offset in its State.
type Offset struct {
	text   string
	number bool
}

// ParseOffset parses an offset as the API has it, always as text. The canonical form of an integer is an integer; "007" is
// text.
func ParseOffset(text string) Offset {
	n, ok := new(big.Int).SetString(text, 10)
	return Offset{text: text, number: ok && n.String() == text}
}

// IsZero reports whether there is no offset.
func (o Offset) IsZero() bool { return o.text == "" }

// String returns the offset as the value of since; "" for none.
func (o Offset) String() string { return o.text }

// after reports whether o is larger than p: integers compare by value, anything else byte by byte. Every offset is after the
// zero Offset.
func (o Offset) after(p Offset) bool {
	if o.number && p.number {
		a, _ := new(big.Int).SetString(o.text, 10)
		b, _ := new(big.Int).SetString(p.text, 10)
		return a.Cmp(b) > 0
	}
	return o.text > p.text
}

// minus returns the offset that is delta earlier: an integer minus delta, or a time minus delta seconds in the same notation.
func (o Offset) minus(delta int) (Offset, error) {
	if o.number {
		n, _ := new(big.Int).SetString(o.text, 10)
		return Offset{text: n.Sub(n, big.NewInt(int64(delta))).String(), number: true}, nil
	}
	text, transit := strings.CutPrefix(o.text, "~t")
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return Offset{}, fmt.Errorf("the offset of a partial rescan must be an integer or a time, got %q", o.text)
	}
	layout := "2006-01-02T15:04:05"
	if _, fraction, ok := strings.Cut(text, "."); ok {
		digits := len(fraction) - len(strings.TrimLeft(fraction, "0123456789"))
		layout += "." + strings.Repeat("0", digits)
	}
	out := earlier(at, int64(delta)).Format(layout + "Z07:00")
	if transit {
		out = "~t" + out
	}
	return Offset{text: out}, nil
}

// earlier returns the time some seconds earlier, and not earlier than the first that can be written with four digits: a
// delta may be longer than a time.Duration.
func earlier(at time.Time, seconds int64) time.Time {
	first := time.Date(1, 1, 1, 0, 0, 0, at.Nanosecond(), at.Location())
	if seconds > at.Unix()-first.Unix() {
		return first
	}
	return time.Unix(at.Unix()-seconds, int64(at.Nanosecond())).In(at.Location())
}

// MarshalJSON encodes text as a string, an integer as a number and no offset as null.
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

var errOffset = errors.New("_updated must be a string or an integer")

// UnmarshalJSON decodes an offset; null is none.
func (o *Offset) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	switch {
	case text == "null":
		*o = Offset{}
		return nil
	case text[0] == '"':
		if plain := text[1 : len(text)-1]; !strings.ContainsFunc(plain, escaped) {
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
				return fmt.Errorf("%w, got %s", errOffset, kindOf(text))
			}
		}
		*o = Offset{text: text, number: true}
		return nil
	}
}

// escaped reports whether a character of a JSON string must be escaped.
func escaped(r rune) bool { return r == '\\' || r == '"' || r < ' ' || r > '~' }

// offsetOf returns the offset in decoded JSON; nil is none.
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
		return Offset{}, fmt.Errorf("%w, got %s", errOffset, kindOfValue(v))
	}
}

// kindOf names what a JSON text that is no offset is. The text of anything but a number may be long, or a secret.
func kindOf(text string) string {
	switch text[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case 't', 'f':
		return "a boolean"
	default:
		return fmt.Sprintf("the number %.40s", text)
	}
}

// kindOfValue is kindOf for a decoded value.
func kindOfValue(v any) string {
	switch v.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	default:
		return "a boolean"
	}
}

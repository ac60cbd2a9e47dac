package config

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// text is a string of the configuration, in two forms.
type text struct {
	// shown may be shown to anyone: $ENV(…) is resolved, $SECRET(…) is left as it was written.
	shown string
	// real is what the node uses: both are resolved.
	real string
	// variable reports whether the whole string consists of references, so that it may stand for a number or boolean.
	variable bool
	// unset reports whether one of the references has no value, which has been reported.
	unset bool
}

// MarshalJSON returns the form that may be shown.
func (t text) MarshalJSON() ([]byte, error) { return json.Marshal(t.shown) }

// String returns the form that may be shown.
func (t text) String() string { return t.shown }

// revealed returns a resolved value with its secrets filled in, as the node uses it.
func revealed(value any) any {
	switch value := value.(type) {
	case text:
		return value.real
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = revealed(item)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, item := range value {
			object[key] = revealed(item)
		}
		return object
	default:
		return value
	}
}

// numberOf returns the digits of a number, of a variable that stands for one, or of a typed decimal ("~f0.1").
func numberOf(value any) (string, bool) {
	switch v := value.(type) {
	case json.Number:
		return v.String(), true
	case text:
		if digits, typed := strings.CutPrefix(v.real, "~f"); typed {
			return digits, true
		}
		return strings.TrimSpace(v.real), v.variable
	default:
		return "", false
	}
}

// kindOf returns the JSON type of a value, for errors.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case json.Number, int, float64:
		return "a number"
	case text, string:
		return "a string"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}

// described returns a small value in the form that may be shown, and the type of any other value.
func described(value any) string {
	switch v := value.(type) {
	case text:
		return strconv.Quote(v.shown)
	case json.Number:
		return v.String()
	default:
		return kindOf(value)
	}
}

// describedRaw is described for a value whose variables have not been resolved.
func describedRaw(value any) string {
	if written, ok := value.(string); ok {
		return described(text{shown: written})
	}
	return described(value)
}

// compacted returns a component as one line of JSON.
func compacted(body []byte) json.RawMessage {
	var compact bytes.Buffer
	if err := json.Compact(&compact, bytes.TrimPrefix(body, []byte(byteOrderMark))); err != nil {
		panic("config: " + err.Error()) // it was decoded before
	}
	return compact.Bytes()
}

// mustMarshal encodes a value that was decoded from JSON, which cannot fail.
func mustMarshal(value any) []byte {
	body, err := json.Marshal(value)
	if err != nil {
		panic("config: " + err.Error())
	}
	return body
}

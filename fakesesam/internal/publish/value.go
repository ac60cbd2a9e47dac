package publish

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// literal returns a value as plain text: null is empty, a typed string has no prefix. ok is false for lists and objects.
func literal(value any) (text string, ok bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case bool:
		return strconv.FormatBool(v), true
	case json.Number:
		return v.String(), true
	case string:
		if dtl.TypeOf(v) != 0 {
			return v[2:], true
		}
		return v, true
	default:
		return "", false
	}
}

// isNumber reports whether a value is a number, or a decimal written as a typed string.
func isNumber(value any) bool {
	switch v := value.(type) {
	case json.Number:
		return true
	case string:
		return dtl.TypeOf(v) == 'f'
	default:
		return false
	}
}

// encoded returns a list or an object as JSON.
func encoded(value any) string {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "null" // a value decoded from JSON can be encoded
	}
	return strings.TrimSuffix(body.String(), "\n")
}

package publish

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// literal gives a value that is no list and no object as people write it: null as nothing, a typed string without its
// prefix. ok is false for lists and objects.
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

// isNumber tells a number, or a decimal that travels as a string.
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

// encoded gives a list or an object as JSON.
func encoded(value any) string {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "null" // what came from JSON can be JSON again
	}
	return strings.TrimSuffix(body.String(), "\n")
}

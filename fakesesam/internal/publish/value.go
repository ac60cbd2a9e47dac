package publish

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// transitTags are the letters after ~ that give a string a type.
const transitTags = "t:rfbu"

// tagOf is the tag of a typed string, 0 for text.
func tagOf(text string) byte {
	if len(text) >= 2 && text[0] == '~' && strings.IndexByte(transitTags, text[1]) >= 0 {
		return text[1]
	}
	return 0
}

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
		if tagOf(v) != 0 {
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
		return tagOf(v) == 'f'
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

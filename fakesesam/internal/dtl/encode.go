package dtl

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
)

// typing is whether typed strings keep their transit prefix in JSON.
type typing bool

const (
	transit typing = true
	plainly typing = false
)

// encoded returns JSON as a node writes it: keys sorted, a space after each comma and colon.
func encoded(value any, t typing) []byte { return appendJSON(nil, value, t) }

func appendJSON(body []byte, value any, t typing) []byte {
	switch v := value.(type) {
	case []any:
		body = append(body, '[')
		for i, item := range v {
			if i > 0 {
				body = append(body, ", "...)
			}
			body = appendJSON(body, item, t)
		}
		return append(body, ']')
	case map[string]any:
		body = append(body, '{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				body = append(body, ", "...)
			}
			body = append(append(body, encodedText(key)...), ": "...)
			body = appendJSON(body, v[key], t)
		}
		return append(body, '}')
	case decimal:
		return append(body, v...)
	case string:
		if TypeOf(v) == 'f' && t == plainly {
			return append(body, v[2:]...)
		}
		if TypeOf(v) != 0 && t == plainly {
			v = v[2:]
		}
		return append(body, encodedText(v)...)
	case untyped:
		return append(body, encodedText(string(v))...)
	default:
		return append(body, encodedValue(v)...)
	}
}

func encodedText(text string) []byte { return encodedValue(text) }

func encodedValue(value any) []byte {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return []byte("null") // a value decoded from JSON can be encoded
	}
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}

// decode reads one JSON value; numbers are json.Number, so that they keep all their digits. The last of equal keys counts;
// half a surrogate pair, and bytes that are not UTF-8, become U+FFFD.
func decode(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("unexpected data after the value")
	}
	return value, nil
}

// untransit returns a decoded value in which no string is a typed one.
func untransit(value any) any {
	switch v := value.(type) {
	case string:
		return text(v)
	case []any:
		for i, item := range v {
			v[i] = untransit(item)
		}
	case map[string]any:
		for key, item := range v {
			v[key] = untransit(item)
		}
	}
	return value
}

package push

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// newDecoder returns a decoder of JSON that is known to be valid, in which names may come twice, and escapes may be halves of
// characters.
func newDecoder(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// unquoted returns the text of a JSON string.
func unquoted(raw jsontext.Value) string {
	text, _ := jsontext.AppendUnquote(nil, raw) // it is valid
	return string(text)
}

// sortedNames returns the names in a map, so that of several errors the same is reported each time.
func sortedNames[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

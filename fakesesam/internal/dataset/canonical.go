package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// In canonical JSON, equal values have equal bytes: no white space, object keys sorted, the last of equal keys, the shortest
// escapes, numbers as they were written. appendRaw and appendValue produce the same bytes from text and from decoded values.
// Entity.Hash hashes these bytes, and Tx.Append writes a new version only if the hash has changed.

// Member is one property of an object: its key as text, and its value as JSON text.
type Member struct {
	Key   []byte
	Value []byte
	// canonical means that Value is known to be canonical JSON.
	canonical bool
}

// Split returns the members of a JSON object that is known to be valid, in the order of the text. They are parts of raw.
func Split(raw []byte, into []Member) []Member {
	into = into[:0]
	scan := newScanner(raw)
	i := skip(raw, 0) + 1 // after the brace
	for {
		i = skip(raw, i)
		if raw[i] == '}' {
			return into
		}
		if raw[i] == ',' {
			i = skip(raw, i+1)
		}
		end, plain := scan.stringEnd(i)
		key := raw[i+1 : end-1]
		if !plain {
			key = unquoted(raw[i:end])
		}
		i = skip(raw, skip(raw, end)+1) // after the colon
		end, canonical := scan.valueEnd(i)
		into = append(into, Member{key, raw[i:end], canonical})
		i = end
	}
}

// Find returns the value of a member, the last one of equal keys; nil if there is none.
func Find(members []Member, key string) []byte {
	for _, m := range slices.Backward(members) {
		if string(m.Key) == key {
			return m.Value
		}
	}
	return nil
}

// Text returns the content of a JSON string that is known to be valid JSON, and reports whether it is a string.
func Text(value []byte) (string, bool) {
	if len(value) == 0 || value[0] != '"' {
		return "", false
	}
	return string(unquoted(value)), true
}

func unquoted(text []byte) []byte {
	inner := text[1 : len(text)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	out, _ := jsontext.AppendUnquote(nil, text) // it is valid
	return out
}

// appendMembers appends members in canonical form, without braces. It sorts them in place.
func appendMembers(dst []byte, members []Member) []byte {
	sortByKey(members)
	begun := false
	for i, m := range members {
		if i+1 < len(members) && bytes.Equal(members[i+1].Key, m.Key) {
			continue
		}
		if begun {
			dst = append(dst, ',')
		}
		begun = true
		dst = appendString(dst, m.Key)
		dst = append(dst, ':')
		if m.canonical {
			dst = append(dst, m.Value...)
		} else {
			dst = appendRaw(dst, m.Value)
		}
	}
	return dst
}

// sortByKey is stable. Most entities have few members, which an insertion sort moves far less than the library does.
func sortByKey(members []Member) {
	const few = 16
	if len(members) > few {
		slices.SortStableFunc(members, func(a, b Member) int { return bytes.Compare(a.Key, b.Key) })
		return
	}
	for i, m := range members {
		for ; i > 0 && bytes.Compare(m.Key, members[i-1].Key) < 0; i-- {
			members[i] = members[i-1]
		}
		members[i] = m
	}
}

// appendRaw appends a valid JSON text in canonical form.
func appendRaw(dst, raw []byte) []byte {
	dst, _ = appendAt(dst, raw, skip(raw, 0))
	return dst
}

// appendAt appends the value that begins at i, and returns the index after it. It goes through the text once, however deeply
// it is nested.
func appendAt(dst, raw []byte, i int) ([]byte, int) {
	switch raw[i] {
	case '{':
		return appendObjectAt(dst, raw, i)
	case '[':
		dst = append(dst, '[')
		for i = skip(raw, i+1); raw[i] != ']'; i = skip(raw, i) {
			if raw[i] == ',' {
				dst = append(dst, ',')
				i = skip(raw, i+1)
			}
			dst, i = appendAt(dst, raw, i)
		}
		return append(dst, ']'), i + 1
	case '"':
		end, canonical := stringEnd(raw, i)
		if canonical {
			return append(dst, raw[i:end]...), end
		}
		return appendString(dst, unquoted(raw[i:end])), end
	default:
		end := literalEnd(raw, i)
		return append(dst, raw[i:end]...), end
	}
}

// appendObjectAt appends the members one after another, and puts them into order afterwards if they are not.
func appendObjectAt(dst, raw []byte, i int) ([]byte, int) {
	var few [16]Member
	written := few[:0]
	begin, ordered := len(dst), true
	dst = append(dst, '{')
	for i = skip(raw, i+1); raw[i] != '}'; i = skip(raw, i) {
		if raw[i] == ',' {
			i = skip(raw, i+1)
		}
		end, _ := stringEnd(raw, i)
		key := unquoted(raw[i:end])
		if n := len(written); n > 0 {
			ordered = ordered && bytes.Compare(written[n-1].Key, key) < 0
			dst = append(dst, ',')
		}
		at := len(dst)
		dst = append(appendString(dst, key), ':')
		dst, i = appendAt(dst, raw, skip(raw, skip(raw, end)+1))
		// The text is where it is, even when dst grows: it is only read from there.
		written = append(written, Member{Key: key, Value: dst[at:]})
	}
	if !ordered {
		dst = append(dst[:begin], inOrder(written)...)
	}
	return append(dst, '}'), i + 1
}

// inOrder returns the written members of an object in the order of their keys, the last of those with equal keys.
func inOrder(written []Member) []byte {
	slices.SortStableFunc(written, func(a, b Member) int { return bytes.Compare(a.Key, b.Key) })
	out := []byte{'{'}
	for i, m := range written {
		if i+1 < len(written) && bytes.Equal(written[i+1].Key, m.Key) {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, m.Value...)
	}
	return out
}

// appendValue appends a decoded value in canonical form.
func appendValue(dst []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(dst, "null"...), nil
	case string:
		return appendString(dst, v), nil
	case json.Number:
		return append(dst, v...), nil
	case []any:
		dst = append(dst, '[')
		for i, element := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			var err error
			if dst, err = appendValue(dst, element); err != nil {
				return dst, err
			}
		}
		return append(dst, ']'), nil
	case map[string]any:
		dst, err := appendObject(append(dst, '{'), v, func(string) bool { return true })
		return append(dst, '}'), err
	default:
		// Anything else is encoded by encoding/json.
		text, err := json.Marshal(v)
		if err != nil {
			return dst, fmt.Errorf("a value of type %T: %w", v, err)
		}
		return appendRaw(dst, text), nil
	}
}

// Encode returns a decoded value as canonical JSON.
func Encode(value any) ([]byte, error) { return appendValue(nil, value) }

// Decode reads one JSON value; numbers are json.Number, so that they keep all their digits.
func Decode(text []byte) (any, error) { return decodeAs[any](text) }

// DecodeObject is Decode for an object.
func DecodeObject(text []byte) (map[string]any, error) { return decodeAs[map[string]any](text) }

func decodeAs[T any](text []byte) (T, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value T
	err := decoder.Decode(&value)
	return value, err
}

// appendObject appends the wanted members of a map, without braces.
func appendObject(dst []byte, object map[string]any, wanted func(key string) bool) ([]byte, error) {
	keys := make([]string, 0, len(object))
	for key := range object {
		if wanted(key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for i, key := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, key)
		dst = append(dst, ':')
		var err error
		if dst, err = appendValue(dst, object[key]); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// appendString appends a JSON string.
func appendString[T ~string | ~[]byte](dst []byte, s T) []byte {
	if isPlain(s) {
		return append(append(append(dst, '"'), s...), '"')
	}
	out, err := jsontext.AppendQuote(dst, s)
	if err != nil {
		// The only error is for invalid UTF-8, which the output replaces.
		return out
	}
	return out
}

// isPlain reports whether a text consists of ASCII characters that JSON needs not escape, as nearly every key and ID.
func isPlain[T ~string | ~[]byte](s T) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

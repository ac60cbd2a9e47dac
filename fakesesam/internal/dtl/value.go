package dtl

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// listOf returns values as a list: an empty one for null, one value for a single value.
func listOf(value any) []any {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		return value
	default:
		return []any{value}
	}
}

// firstOf returns the first value of a list, or the single value.
func firstOf(value any) any {
	if list, ok := value.([]any); ok {
		if len(list) == 0 {
			return nil
		}
		return list[0]
	}
	return value
}

// each maps one value to one value, and a list to the list of those that could be mapped. Null stays null.
func each(value any, f func(any) (any, bool)) any {
	list, isList := value.([]any)
	if !isList {
		if value == nil {
			return nil
		}
		mapped, ok := f(value)
		if !ok {
			return nil
		}
		return mapped
	}
	mapped := make([]any, 0, len(list))
	for _, item := range list {
		if item == nil {
			continue
		}
		if value, ok := f(item); ok {
			mapped = append(mapped, value)
		}
	}
	return mapped
}

// isTrue reports whether a value is true: false, null and the empty list are false, everything else is true.
func isTrue(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case bool:
		return value
	case []any:
		return len(value) > 0
	default:
		return true
	}
}

// transitTags are the characters that, after ~, give a string a type; any other string beginning with ~ is plain text.
const transitTags = "t:rfbu"

// TypeOf returns the tag of a typed string (the character after ~), 0 for plain text.
func TypeOf(s string) byte {
	if len(s) >= 2 && s[0] == '~' && strings.IndexByte(transitTags, s[1]) >= 0 {
		return s[1]
	}
	return 0
}

// textOf returns a string that is plain text: not a datetime, an identifier or another typed string.
func textOf(value any) (string, bool) {
	s, ok := value.(string)
	return s, ok && TypeOf(s) == 0
}

// typed returns the content of a string of one type.
func typed(value any, tag byte) (string, bool) {
	s, ok := value.(string)
	if !ok || TypeOf(s) != tag {
		return "", false
	}
	return s[2:], true
}

// numberOf returns a number exactly. A number of more than 400 digits is not accepted: its arithmetic is costly, and it is
// not real data.
func numberOf(value any) (*big.Rat, bool) {
	var digits string
	switch value := value.(type) {
	case json.Number:
		digits = value.String()
	case int:
		return new(big.Rat).SetInt64(int64(value)), true
	case int64:
		return new(big.Rat).SetInt64(value), true
	case float64:
		number := new(big.Rat)
		return number, number.SetFloat64(value) != nil
	case string:
		decimal, ok := typed(value, 'f')
		if !ok {
			return nil, false
		}
		digits = decimal
	default:
		return nil, false
	}
	return ratOf(digits)
}

// ratOf reads a decimal number.
func ratOf(digits string) (*big.Rat, bool) {
	const most = 400
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(digits), "e")
	if len(mantissa) > most || strings.ContainsAny(mantissa, "/_xp") {
		return nil, false
	}
	if hasExponent {
		power, err := strconv.Atoi(exponent)
		if err != nil || power < -most || power > most {
			return nil, false
		}
	}
	return new(big.Rat).SetString(digits)
}

// number formats a number: an integer with all its digits, any other as the shortest exact form of a float64.
func number(r *big.Rat) json.Number {
	if r.IsInt() {
		return json.Number(r.Num().String())
	}
	f, _ := r.Float64()
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
}

func integer(i int) json.Number { return json.Number(strconv.Itoa(i)) }

// rank orders values of different types.
func rank(value any) int {
	switch value := value.(type) {
	case nil:
		return 0
	case bool:
		return 1
	case string:
		if tag := TypeOf(value); tag != 0 && tag != 'f' {
			return 4 + strings.IndexByte(transitTags, tag)
		} else if tag == 0 {
			return 3
		}
		return 2
	case []any:
		return 20
	case map[string]any:
		return 21
	default:
		return 2
	}
}

// compare orders two values by type (null, booleans, numbers, text, typed strings, lists, objects), then by value.
func compare(a, b any) int {
	if order := cmp.Compare(rank(a), rank(b)); order != 0 {
		return order
	}
	switch a := a.(type) {
	case nil:
		return 0
	case bool:
		if a == b {
			return 0
		} else if a {
			return 1
		}
		return -1
	case []any:
		return slices.CompareFunc(a, b.([]any), compare) // equal rank, equal type
	case map[string]any:
		return compareObjects(a, b.(map[string]any)) // equal rank, equal type
	}
	if x, ok := numberOf(a); ok {
		if y, ok := numberOf(b); ok {
			return x.Cmp(y)
		}
	}
	if x, ok := datetimeOf(a); ok {
		if y, ok := datetimeOf(b); ok {
			return x.Compare(y)
		}
	}
	return strings.Compare(written(a), written(b))
}

func compareObjects(a, b map[string]any) int {
	keysA, keysB := slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))
	for i, key := range keysA[:min(len(keysA), len(keysB))] {
		if order := strings.Compare(key, keysB[i]); order != 0 {
			return order
		}
		if order := compare(a[key], b[key]); order != 0 {
			return order
		}
	}
	return len(keysA) - len(keysB)
}

func equal(a, b any) bool { return compare(a, b) == 0 }

func contains(list []any, value any) bool {
	return slices.ContainsFunc(list, func(item any) bool { return equal(item, value) })
}

// distinct returns the values of a list without repetitions, in order.
func distinct(list []any, key func(any) any) []any {
	found := make([]any, 0, len(list))
	var keys []any
	for _, item := range list {
		if k := key(item); !contains(keys, k) {
			keys = append(keys, k)
			found = append(found, item)
		}
	}
	return found
}

// written returns a string as it is and any other value as JSON.
func written(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	return string(encoded(value))
}

// encoded returns JSON as a node writes it: keys sorted, a space after each comma and colon.
func encoded(value any) []byte {
	switch value := value.(type) {
	case []any:
		body := []byte{'['}
		for i, item := range value {
			if i > 0 {
				body = append(body, ", "...)
			}
			body = append(body, encoded(item)...)
		}
		return append(body, ']')
	case map[string]any:
		body := []byte{'{'}
		for i, key := range slices.Sorted(maps.Keys(value)) {
			if i > 0 {
				body = append(body, ", "...)
			}
			body = append(append(append(body, encoded(key)...), ": "...), encoded(value[key])...)
		}
		return append(body, '}')
	default:
		var b strings.Builder
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return []byte("null") // a value decoded from JSON can be encoded
		}
		return []byte(strings.TrimSuffix(b.String(), "\n"))
	}
}

// decode reads one JSON value; numbers are json.Number, so that they keep all their digits.
func decode(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("unexpected data after the value")
	}
	return value, nil
}

package dtl

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// listOf gives values as a list: nothing for null, one for a single value.
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

// firstOf gives the first value of a list, or the single value.
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

// isTrue is the truth of a value: false, null and the empty list are false, everything else is true.
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

// transitTags are the letters after ~ that give a string a type; any other string beginning with ~ is text.
const transitTags = "t:rfbu"

// TypeOf is the tag of a typed string (the letter behind ~), 0 for text.
func TypeOf(s string) byte {
	if len(s) >= 2 && s[0] == '~' && strings.IndexByte(transitTags, s[1]) >= 0 {
		return s[1]
	}
	return 0
}

// textOf gives a string that is text: not a datetime, an identifier or another typed one.
func textOf(value any) (string, bool) {
	s, ok := value.(string)
	return s, ok && TypeOf(s) == 0
}

// typed gives the content of a string of one type.
func typed(value any, tag byte) (string, bool) {
	s, ok := value.(string)
	if !ok || TypeOf(s) != tag {
		return "", false
	}
	return s[2:], true
}

// numberOf gives a number exactly. Numbers beyond 400 digits are none: they are no data, and their arithmetic is costly.
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

// number writes a number: whole ones with all their digits, others as short as a float64 is exact.
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

// compare orders two values: by type first (null, booleans, numbers, text, typed strings, lists, objects), then by value.
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
	keysA, keysB := sortedKeys(a), sortedKeys(b)
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

// distinct gives the values of a list without repetitions, in order.
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

// written gives a string as it is and any other value as JSON.
func written(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	return string(encoded(value))
}

// encoded writes JSON the way a node does: keys sorted, a space after each comma and colon.
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
		for i, key := range sortedKeys(value) {
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
			return []byte("null") // a number that is not JSON cannot come from JSON
		}
		return []byte(strings.TrimSuffix(b.String(), "\n"))
	}
}

func sortedKeys[V any](object map[string]V) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

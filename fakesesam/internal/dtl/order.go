package dtl

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// rank orders values of different types: null, booleans, numbers, datetimes, UUIDs, namespaced identifiers, URIs, strings,
// objects, lists, bytes.
func rank(value any) int {
	switch v := value.(type) {
	case nil:
		return 0
	case bool:
		return 1
	case string:
		return rankOfTag(TypeOf(v))
	case untyped:
		return rankOfTag(0)
	case map[string]any:
		return 8
	case []any:
		return 9
	default:
		return rankOfTag('f')
	}
}

func rankOfTag(tag byte) int {
	switch tag {
	case 'f':
		return 2
	case 't':
		return 3
	case 'u':
		return 4
	case ':':
		return 5
	case 'r':
		return 6
	case 'b':
		return 10
	default:
		return 7
	}
}

// compare orders two values by type, then by value.
func (e *evaluation) compare(a, b any) int {
	if order := cmp.Compare(rank(a), rank(b)); order != 0 || !e.spend(1) {
		return order
	}
	switch a := a.(type) {
	case nil:
		return 0
	case json.Number:
		if a == b {
			return 0
		}
	case bool:
		return cmp.Compare(ordinal(a), ordinal(b.(bool))) // equal rank, equal type
	case []any:
		return slices.CompareFunc(a, b.([]any), e.compare) // equal rank, equal type
	case map[string]any:
		return e.compareObjects(a, b.(map[string]any)) // equal rank, equal type
	}
	if rank(a) == rankOfTag('f') {
		e.read(a)
		e.read(b)
		return compareNumbers(a, b)
	}
	if x, ok := datetimeOf(a); ok {
		if y, ok := datetimeOf(b); ok {
			return x.Compare(y)
		}
	}
	if x, ok := bytesOf(a); ok {
		if y, ok := bytesOf(b); ok {
			return bytes.Compare(x, y)
		}
	}
	x, _ := stringOf(a)
	y, _ := stringOf(b)
	e.spend(min(len(x), len(y)) / 100)
	return strings.Compare(x, y)
}

// compareNumbers puts a number that is too large to calculate with after all others.
func compareNumbers(a, b any) int {
	x, okX := numberOf(a)
	y, okY := numberOf(b)
	if okX && okY {
		return x.Cmp(y.Rat)
	}
	if order := cmp.Compare(ordinal(!okX), ordinal(!okY)); order != 0 {
		return order
	}
	textA, _ := stringOf(a)
	textB, _ := stringOf(b)
	return strings.Compare(textA, textB)
}

func ordinal(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (e *evaluation) compareObjects(a, b map[string]any) int {
	e.spend(len(a) + len(b))
	keysA, keysB := slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))
	for i, key := range keysA[:min(len(keysA), len(keysB))] {
		if order := strings.Compare(key, keysB[i]); order != 0 {
			return order
		}
		if order := e.compare(a[key], b[key]); order != 0 {
			return order
		}
	}
	return len(keysA) - len(keysB)
}

func (e *evaluation) equal(a, b any) bool { return e.compare(a, b) == 0 }

// valueSet finds values that are equal.
type valueSet map[string]bool

// setOf returns the set of some values.
func (e *evaluation) setOf(values []any) valueSet {
	set := make(valueSet, len(values))
	for _, value := range values {
		if !e.spend(1) {
			return set
		}
		set[e.key(value)] = true
	}
	return set
}

// key returns a text that is the same for equal values, and for no others.
func (e *evaluation) key(value any) string {
	var b strings.Builder
	if e.measure(value) && e.read(value) {
		appendKey(&b, value)
	}
	e.spend(b.Len() / 100)
	return b.String()
}

func appendKey(b *strings.Builder, value any) {
	switch v := value.(type) {
	case []any:
		b.WriteByte('[')
		for _, item := range v {
			appendKey(b, item)
			b.WriteByte(',')
		}
		b.WriteByte(']')
		return
	case map[string]any:
		b.WriteByte('{')
		for _, key := range slices.Sorted(maps.Keys(v)) {
			b.Write(encodedText(key))
			b.WriteByte(':')
			appendKey(b, v[key])
			b.WriteByte(',')
		}
		b.WriteByte('}')
		return
	}
	if n, ok := numberOf(value); ok {
		b.WriteString(n.key())
		return
	}
	if t, ok := datetimeOf(value); ok {
		b.WriteString(datetime(t))
		return
	}
	b.WriteString(string(rune('A' + rank(value))))
	b.Write(encoded(value, transit))
}

// distinct returns the values of a list without repetitions, in order.
func (e *evaluation) distinct(list []any, of func(any) any) []any {
	if !e.buildList(len(list)) {
		return nil
	}
	found := make([]any, 0, len(list))
	seen := make(valueSet, len(list))
	for _, item := range list {
		key := e.key(of(item))
		if !e.spend(1) {
			return nil
		}
		if !seen[key] {
			seen[key] = true
			found = append(found, item)
		}
	}
	return found
}

func itself(value any) any { return value }

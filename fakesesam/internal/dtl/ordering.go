package dtl

import (
	"math/bits"
	"slices"
)

func orderFunctions() []function {
	return []function{
		choosing("max", "the greatest value, or the one for which FUNCTION is greatest",
			func(e *evaluation, values any, of func(any) any) any { return e.extreme(listOf(values), of, 1) }),
		choosing("min", "the least value, or the one for which FUNCTION is least",
			func(e *evaluation, values any, of func(any) any) any { return e.extreme(listOf(values), of, -1) }),
		choosing("sorted", "a list in ascending order: null, booleans, numbers, datetimes, UUIDs, namespaced identifiers, URIs, strings, objects, lists, bytes",
			func(e *evaluation, values any, of func(any) any) any { return e.sorted(values, of, 1) }),
		choosing("sorted-descending", "a list in descending order",
			func(e *evaluation, values any, of func(any) any) any { return e.sorted(values, of, -1) }),
	}
}

// extreme returns the value whose key is greatest (sign 1) or least (sign -1), the first of equal ones.
func (e *evaluation) extreme(list []any, of func(any) any, sign int) any {
	var best, bestKey any
	for i, value := range list {
		if key := of(value); i == 0 || sign*e.compare(key, bestKey) > 0 {
			best, bestKey = value, key
		}
	}
	return best
}

func (e *evaluation) sorted(values any, of func(any) any, sign int) any {
	list, ok := values.([]any)
	if !ok {
		return values
	}
	if !e.buildList(3*len(list)) || !e.spend(len(list)*bits.Len(uint(len(list)))) {
		return nil
	}
	type keyedValue struct{ value, key any }
	pairs := make([]keyedValue, len(list))
	for i, value := range list {
		pairs[i] = keyedValue{value, of(value)}
	}
	slices.SortStableFunc(pairs, func(a, b keyedValue) int { return sign * e.compare(a.key, b.key) })
	ordered := make([]any, len(pairs))
	for i, pair := range pairs {
		ordered[i] = pair.value
	}
	return ordered
}

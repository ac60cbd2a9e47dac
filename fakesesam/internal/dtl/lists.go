package dtl

import (
	"slices"
)

func listFunctions() []function {
	return []function{
		plain("combine", 1, -1, "VALUES…", "all arguments in one list; null adds nothing", combine),
		plain("count", 1, 1, "VALUES", "how many values there are", func(args []any) any { return integer(len(listOf(args[0]))) }),
		selecting("distinct", "the values without repetitions; with FUNCTION, values are the same if FUNCTION of them is",
			func(values any, of func(any) any) any { return distinct(listOf(values), of) }),
		applying("filter", "the values for which FUNCTION is true", func(values any, of func(any) any) any {
			return each(listed(values), func(value any) (any, bool) { return value, isTrue(of(value)) })
		}),
		plain("first", 1, 1, "VALUES", "the first value, or the single one", func(args []any) any { return firstOf(args[0]) }),
		plain("last", 1, 1, "VALUES", "the last value, or the single one", func(args []any) any { return nth(args[0], -1) }),
		plain("nth", 2, 2, "INDEX, VALUES", "the value at an index; the first is 0", func(args []any) any {
			i, ok := intOf(args[0])
			if !ok || i < 0 {
				return nil
			}
			return nth(args[1], i)
		}),
		plain("flatten", 1, 1, "VALUES", "a list with the values of its inner lists in their place, one level deep",
			func(args []any) any { return combine(listOf(args[0])) }),
		plain("in", 2, 2, "VALUES, ITEMS", "true if there are VALUES and ITEMS contains all of them", func(args []any) any {
			values, items := listOf(args[0]), listOf(args[1])
			return len(values) > 0 && !slices.ContainsFunc(values, func(v any) bool { return !contains(items, v) })
		}),
		plain("is-empty", 1, 1, "VALUES", "true if there is no value", func(args []any) any { return len(listOf(args[0])) == 0 }),
		plain("is-not-empty", 1, 1, "VALUES", "the opposite of `is-empty`", func(args []any) any { return len(listOf(args[0])) > 0 }),
		plain("is-list", 1, 1, "VALUES", "true for a list", func(args []any) any { _, ok := args[0].([]any); return ok }),
		plain("list", 0, -1, "VALUES…", "a list of the arguments", func(args []any) any { return args }),
		applying("map", "FUNCTION of each value", func(values any, of func(any) any) any {
			mapped := []any{}
			for _, value := range listOf(values) {
				mapped = append(mapped, of(value))
			}
			return mapped
		}),
		selecting("max", "the greatest value, or the one for which FUNCTION is greatest",
			func(values any, of func(any) any) any { return extreme(listOf(values), of, 1) }),
		selecting("min", "the least value, or the one for which FUNCTION is least",
			func(values any, of func(any) any) any { return extreme(listOf(values), of, -1) }),
		plain("reversed", 1, 1, "VALUES", "a list in reverse order", func(args []any) any {
			reversed := slices.Clone(listOf(args[0]))
			slices.Reverse(reversed)
			return listed(reversed)
		}),
		selecting("sorted", "a list in ascending order: null, booleans, numbers, strings, typed strings, lists, objects",
			func(values any, of func(any) any) any { return sorted(values, of, 1) }),
		selecting("sorted-descending", "a list in descending order",
			func(values any, of func(any) any) any { return sorted(values, of, -1) }),
	}
}

func combine(args []any) any {
	all := []any{}
	for _, arg := range args {
		all = append(all, listOf(arg)...)
	}
	return all
}

// nth returns the value at an index; -1 is the last. A single value is at 0.
func nth(values any, i int) any {
	list := listOf(values)
	if i < 0 {
		i += len(list)
	}
	if i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}

// extreme returns the value whose key is greatest (sign 1) or least (sign -1), the first of equal ones.
func extreme(list []any, of func(any) any, sign int) any {
	var best, bestKey any
	for i, value := range list {
		if key := of(value); i == 0 || sign*compare(key, bestKey) > 0 {
			best, bestKey = value, key
		}
	}
	return best
}

func sorted(values any, of func(any) any, sign int) any {
	list, ok := values.([]any)
	if !ok {
		return values
	}
	type keyed struct{ value, key any }
	pairs := make([]keyed, len(list))
	for i, value := range list {
		pairs[i] = keyed{value, of(value)}
	}
	slices.SortStableFunc(pairs, func(a, b keyed) int { return sign * compare(a.key, b.key) })
	ordered := make([]any, len(pairs))
	for i, pair := range pairs {
		ordered[i] = pair.value
	}
	return ordered
}

func setFunctions() []function {
	same := func(value any) any { return value }
	having := func(a, b any, want bool) []any {
		in := listOf(b)
		return distinct(slices.DeleteFunc(slices.Clone(listOf(a)), func(v any) bool { return contains(in, v) != want }), same)
	}
	return []function{
		plain("union", 2, 2, "VALUES1, VALUES2", "the different values of both", func(args []any) any {
			return distinct(append(slices.Clone(listOf(args[0])), listOf(args[1])...), same)
		}),
		plain("intersection", 2, 2, "VALUES1, VALUES2", "the different values that are in both",
			func(args []any) any { return having(args[0], args[1], true) }),
		plain("difference", 2, 2, "VALUES1, VALUES2", "the different values of the first that are not in the second",
			func(args []any) any { return having(args[0], args[1], false) }),
		plain("intersects", 2, 2, "VALUES1, VALUES2", "true if both have a value in common",
			func(args []any) any { return len(having(args[0], args[1], true)) > 0 }),
	}
}

func nullFunctions() []function {
	return []function{
		selecting("coalesce", "the first value that is not null or, with FUNCTION, for which it is true", coalesce),
		plain("if-null", 2, 2, "VALUE, FALLBACK", "FALLBACK if VALUE is null, empty, or a list that begins with null; otherwise VALUE", func(args []any) any {
			if firstOf(args[0]) == nil {
				return args[1]
			}
			return args[0]
		}),
		probing("is-null", "true for null, an empty list, and a list that begins with null", func(value any) bool { return value == nil }),
		probing("is-not-null", "the opposite of `is-null`", func(value any) bool { return value != nil }),
	}
}

// coalesce skips null whatever the function returns for it.
func coalesce(values any, of func(any) any) any {
	for _, value := range listOf(values) {
		// false is a value too: without a function it counts, and with one the function decides.
		if wanted := of(value); value != nil && (isTrue(wanted) || (wanted == false && value == false)) {
			return value
		}
	}
	return nil
}

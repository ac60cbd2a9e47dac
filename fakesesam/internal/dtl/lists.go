package dtl

import "slices"

func listFunctions() []function {
	return []function{
		plain("combine", 1, -1, "VALUES…", "all arguments in one list; null adds nothing",
			func(e *evaluation, args []any) any { return e.combined(args) }),
		plain("count", 1, 1, "VALUES", "how many values there are",
			func(_ *evaluation, args []any) any { return integer(len(listOf(args[0]))) }),
		choosing("distinct", "the values without repetitions; with FUNCTION, values are the same if FUNCTION of them is",
			func(e *evaluation, values any, of func(any) any) any { return e.distinct(listOf(values), of) }),
		plain("enumerate", 1, 2, "START?, VALUES", "for each value the object of its `key`, a number counted from START or 0, and its `value`", enumerate),
		applying("filter", "the values for which FUNCTION is true", func(e *evaluation, values any, of func(any) any) any {
			return e.each(listed(values), func(value any) (any, bool) { return value, isTrue(of(value)) })
		}),
		plain("flatten", 1, 1, "VALUES", "a list with the values of its inner lists in their place, one level deep",
			func(e *evaluation, args []any) any { return e.combined(listOf(args[0])) }),
		plain("in", 2, 2, "VALUES, ITEMS", "true if there are VALUES and ITEMS contains all of them", func(e *evaluation, args []any) any {
			values, items := listOf(args[0]), e.setOf(listOf(args[1]))
			return len(values) > 0 && !slices.ContainsFunc(values, func(v any) bool { return !items[e.key(v)] })
		}),
		plain("is-empty", 1, 1, "VALUES", "true if there is no value",
			func(_ *evaluation, args []any) any { return len(listOf(args[0])) == 0 }),
		plain("is-not-empty", 1, 1, "VALUES", "the opposite of `is-empty`",
			func(_ *evaluation, args []any) any { return len(listOf(args[0])) > 0 }),
		plain("is-list", 1, 1, "VALUES", "true for a list", func(_ *evaluation, args []any) any { _, ok := args[0].([]any); return ok }),
		plain("list", 0, -1, "VALUES…", "a list of the arguments", func(_ *evaluation, args []any) any { return args }),
		applying("map", "FUNCTION of each value", func(e *evaluation, values any, of func(any) any) any {
			list := listOf(values)
			if !e.buildList(len(list)) {
				return nil
			}
			mapped := make([]any, len(list))
			for i, value := range list {
				mapped[i] = of(value)
			}
			return mapped
		}),
		plain("range", 2, 3, "START, STOP, STEP?", "the integers from START up to, but not including, STOP, STEP (1) apart; null if STEP is 0", integers),
		plain("reversed", 1, 1, "VALUES", "a list in reverse order", func(e *evaluation, args []any) any {
			if list := listOf(args[0]); e.buildList(len(list)) {
				reversed := append([]any{}, list...)
				slices.Reverse(reversed)
				return reversed
			}
			return nil
		}),
	}
}

func (e *evaluation) combined(args []any) any {
	all := []any{}
	for _, arg := range args {
		list := listOf(arg)
		if !e.buildList(len(list)) {
			return nil
		}
		all = append(all, list...)
	}
	return all
}

func enumerate(e *evaluation, args []any) any {
	next, last := 0, len(args)-1
	if last == 1 {
		var ok bool
		if next, ok = intOf(args[0]); !ok {
			return nil
		}
	}
	return e.each(args[last], func(value any) (any, bool) {
		next++
		return map[string]any{"key": integer(next - 1), "value": value}, e.buildDict(2)
	})
}

func integers(e *evaluation, args []any) any {
	start, okStart := intOf(args[0])
	stop, okStop := intOf(args[1])
	step, okStep := 1, true
	if len(args) == 3 {
		step, okStep = intOf(args[2])
	}
	if !okStart || !okStop || !okStep || step == 0 {
		return nil
	}
	numbers := []any{}
	for i := start; step > 0 && i < stop || step < 0 && i > stop; i += step {
		if !e.buildList(2) { // one for its digits
			return nil
		}
		numbers = append(numbers, integer(i))
		if i+step > i != (step > 0) {
			break // beyond the greatest int
		}
	}
	return numbers
}

func setFunctions() []function {
	having := func(e *evaluation, a, b any, want bool) []any {
		in := e.setOf(listOf(b))
		found := []any{}
		for _, value := range listOf(a) {
			if in[e.key(value)] == want && e.buildList(1) {
				found = append(found, value)
			}
		}
		return found
	}
	return []function{
		plain("union", 2, 2, "VALUES1, VALUES2", "the different values of both", func(e *evaluation, args []any) any {
			return e.distinct(append(slices.Clone(listOf(args[0])), listOf(args[1])...), itself)
		}),
		plain("intersection", 2, 2, "VALUES1, VALUES2", "the values of the first that are in the second too",
			func(e *evaluation, args []any) any { return having(e, args[0], args[1], true) }),
		plain("difference", 2, 2, "VALUES1, VALUES2", "the values of the first that are not in the second",
			func(e *evaluation, args []any) any { return having(e, args[0], args[1], false) }),
		plain("intersects", 2, 2, "VALUES1, VALUES2", "true if both have a value in common",
			func(e *evaluation, args []any) any { return len(having(e, args[0], args[1], true)) > 0 }),
	}
}

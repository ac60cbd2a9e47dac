package dtl

func logicFunctions() []function {
	return []function{
		{
			Name: "and", Arguments: "VALUES…", least: 0, most: -1, Summary: "true if every argument is true; false, null and `[]` are false",
			expression: func(c *compiler, at string, args []any) expression { return connected(c.arguments(at, args), false) },
		},
		{
			Name: "or", Arguments: "VALUES…", least: 0, most: -1, Summary: "true if one argument is true",
			expression: func(c *compiler, at string, args []any) expression { return connected(c.arguments(at, args), true) },
		},
		plain("not", 1, 1, "VALUE", "true if the argument is false", func(args []any) any { return !isTrue(args[0]) }),
		selecting("all", "true if every value is true, or FUNCTION of it; false without values",
			func(values any, of func(any) any) any {
				for _, value := range listOf(values) {
					if !isTrue(of(value)) {
						return false
					}
				}
				return len(listOf(values)) > 0
			}),
		selecting("any", "true if one value is true, or FUNCTION of it",
			func(values any, of func(any) any) any {
				for _, value := range listOf(values) {
					if isTrue(of(value)) {
						return true
					}
				}
				return false
			}),
		conversion("boolean", "strings `true` and `false`, in any case, as booleans", func(value any) (any, bool) {
			if b, ok := value.(bool); ok {
				return b, true
			}
			return booleanOf(value)
		}),
		probing("is-boolean", "true for a boolean", func(value any) bool { _, ok := value.(bool); return ok }),
	}
}

// connected is `and` (until the first false) or `or` (until the first true).
func connected(expressions []expression, until bool) expression {
	return func(s *scope) any {
		for _, e := range expressions {
			if isTrue(e(s)) == until {
				return until
			}
		}
		return !until
	}
}

func comparisonFunctions() []function {
	order := func(name, summary string, holds func(order int) bool) function {
		return plain(name, 2, 2, "VALUE1, VALUE2", summary, func(args []any) any {
			a, b := firstOf(args[0]), firstOf(args[1])
			// Values of different types have no order. In particular null is neither greater nor less than anything.
			return a != nil && b != nil && rank(a) == rank(b) && holds(compare(a, b))
		})
	}
	return []function{
		plain("eq", 2, 2, "VALUE1, VALUE2", "true if both are the same list of values; a single value is a list of one, null an empty list",
			func(args []any) any { return equal(listed(args[0]), listed(args[1])) }),
		plain("neq", 2, 2, "VALUE1, VALUE2", "the opposite of `eq`",
			func(args []any) any { return !equal(listed(args[0]), listed(args[1])) }),
		order("gt", "true if the first value is greater; only values of one type are compared", func(o int) bool { return o > 0 }),
		order("gte", "greater or equal", func(o int) bool { return o >= 0 }),
		order("lt", "less", func(o int) bool { return o < 0 }),
		order("lte", "less or equal", func(o int) bool { return o <= 0 }),
	}
}

// listed is listOf as a value that can be compared; it is never nil.
func listed(value any) any {
	if list := listOf(value); list != nil {
		return list
	}
	return []any{}
}

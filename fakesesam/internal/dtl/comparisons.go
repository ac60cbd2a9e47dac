package dtl

func logicFunctions() []function {
	return []function{
		connective("and", "true if every argument is true; false, null and `[]` are false", false, false),
		connective("or", "true if one argument is true", true, false),
		connective("not", "the opposite of `and`", false, true),
		choosing("all", "true if every value is true, or FUNCTION of it; false without values",
			func(_ *evaluation, values any, of func(any) any) any {
				for _, value := range listOf(values) {
					if !isTrue(of(value)) {
						return false
					}
				}
				return len(listOf(values)) > 0
			}),
		choosing("any", "true if one value is true, or FUNCTION of it",
			func(_ *evaluation, values any, of func(any) any) any {
				for _, value := range listOf(values) {
					if isTrue(of(value)) {
						return true
					}
				}
				return false
			}),
		conversion("boolean", "strings `true` and `false`, in any case, as booleans", toBoolean),
		probing("is-boolean", "true for a boolean", func(value any) bool { _, ok := value.(bool); return ok }),
	}
}

// connective evaluates its arguments until one is what decides; opposite turns the result around.
func connective(name, summary string, decides, opposite bool) function {
	return function{
		Name: name, Arguments: "VALUES…", Summary: summary, least: 1, most: -1,
		expression: func(c *compiler, at string, args []any) expression {
			compiled := c.arguments(at, args)
			return func(s *scope) any {
				for _, e := range compiled {
					if isTrue(e(s)) == decides {
						return decides != opposite
					}
				}
				return decides == opposite
			}
		},
	}
}

func comparisonFunctions() []function {
	order := func(name, summary string, holds func(order int) bool) function {
		return plain(name, 2, 2, "VALUE1, VALUE2", summary, func(e *evaluation, args []any) any {
			a, b := firstOf(args[0]), firstOf(args[1])
			// Values of different types have no order. In particular null is neither greater nor less than anything.
			return a != nil && b != nil && rank(a) == rank(b) && holds(e.compare(a, b))
		})
	}
	return []function{
		plain("eq", 2, 2, "VALUE1, VALUE2", "true if both are the same list of values; a single value is a list of one, null an empty list",
			func(e *evaluation, args []any) any { return e.equal(listed(args[0]), listed(args[1])) }),
		plain("neq", 2, 2, "VALUE1, VALUE2", "the opposite of `eq`",
			func(e *evaluation, args []any) any { return !e.equal(listed(args[0]), listed(args[1])) }),
		order("gt", "true if the first value is greater; only values of one type are compared", func(o int) bool { return o > 0 }),
		order("gte", "greater or equal", func(o int) bool { return o >= 0 }),
		order("lt", "less", func(o int) bool { return o < 0 }),
		order("lte", "less or equal", func(o int) bool { return o <= 0 }),
	}
}

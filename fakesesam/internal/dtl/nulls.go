package dtl

func nullFunctions() []function {
	return []function{
		choosing("coalesce", "the first value that is not null or, with FUNCTION, for which it is true", coalesce),
		{
			Name: "coalesce-args", Arguments: "VALUES…", least: 1, most: -1,
			Summary: "the first argument that is not null; those after it are not evaluated",
			expression: func(c *compiler, at string, args []any) expression {
				compiled := c.arguments(at, args)
				return func(s *scope) any {
					for _, e := range compiled {
						if value := e(s); value != nil {
							return value
						}
					}
					return nil
				}
			},
		},
		plain("if-null", 2, 2, "VALUE, FALLBACK", "FALLBACK if VALUE is null, empty, or a list that begins with null; otherwise VALUE", func(_ *evaluation, args []any) any {
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
func coalesce(_ *evaluation, values any, of func(any) any) any {
	for _, value := range listOf(values) {
		// false is a value too: without a function it counts, and with one the function decides.
		if wanted := of(value); value != nil && (isTrue(wanted) || (wanted == false && value == false)) {
			return value
		}
	}
	return nil
}

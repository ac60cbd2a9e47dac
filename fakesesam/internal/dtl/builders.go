package dtl

// plain is a function whose arguments are evaluated first.
func plain(name string, least, most int, arguments, summary string, call func(e *evaluation, args []any) any) function {
	return function{
		Name: name, Arguments: arguments, Summary: summary, least: least, most: most,
		expression: func(c *compiler, at string, args []any) expression {
			compiled := c.arguments(at, args)
			return func(s *scope) any {
				values := evaluated(s, compiled)
				for _, value := range values {
					if !s.read(firstOf(value)) {
						return nil
					}
				}
				return call(s.evaluation, values)
			}
		},
	}
}

// mapping is a function of one argument that maps a value to a value and a list to a list. Values that it cannot use are
// left out.
func mapping(name, summary string, f func(e *evaluation, value any) (any, bool)) function {
	return plain(name, 1, 1, "VALUES", summary, func(e *evaluation, args []any) any {
		return e.each(args[0], func(value any) (any, bool) { return f(e, value) })
	})
}

// probing is a function of one argument that tests its first value.
func probing(name, summary string, f func(any) bool) function {
	return plain(name, 1, 1, "VALUES", summary, func(_ *evaluation, args []any) any { return f(firstOf(args[0])) })
}

// conversion is a mapping with an optional first argument: the value for what cannot be converted.
func conversion(name, summary string, f func(e *evaluation, value any) (any, bool)) function {
	return function{
		Name: name, Arguments: "DEFAULT?, VALUES", Summary: summary, least: 1, most: 2,
		expression: func(c *compiler, at string, args []any) expression {
			fallback, values := c.optionalFirst(at, args)
			return func(s *scope) any {
				return s.each(values(s), func(value any) (any, bool) {
					if converted, ok := f(s.evaluation, value); ok || fallback == nil {
						return converted, ok
					}
					return s.with(value, fallback), true
				})
			}
		},
	}
}

// choosing is a function over values, with an optional first argument that is evaluated for each of them.
func choosing(name, summary string, call func(e *evaluation, values any, of func(any) any) any) function {
	return function{
		Name: name, Arguments: "FUNCTION?, VALUES", Summary: summary, least: 1, most: 2,
		expression: func(c *compiler, at string, args []any) expression {
			own, values := c.optionalFirst(at, args)
			return func(s *scope) any {
				of := itself
				if own != nil {
					of = func(value any) any { return s.with(value, own) }
				}
				return call(s.evaluation, values(s), of)
			}
		},
	}
}

// applying is choosing with a first argument that is required.
func applying(name, summary string, call func(e *evaluation, values any, of func(any) any) any) function {
	f := choosing(name, summary, call)
	f.Arguments, f.least = "FUNCTION, VALUES", 2
	return f
}

// keyed is a function over values with two more arguments, which are evaluated for each of them.
func keyed(name, summary string, call func(e *evaluation, values any, key, value func(any) any) any) function {
	return function{
		Name: name, Arguments: "KEY_FUNCTION, VALUE_FUNCTION, VALUES", Summary: summary, least: 3, most: 3,
		expression: func(c *compiler, at string, args []any) expression {
			compiled := c.arguments(at, args)
			return func(s *scope) any {
				key := func(value any) any { return s.with(value, compiled[0]) }
				value := func(value any) any { return s.with(value, compiled[1]) }
				return call(s.evaluation, compiled[2](s), key, value)
			}
		},
	}
}

// optionalFirst compiles one or two arguments; first is nil if there is only one.
func (c *compiler) optionalFirst(at string, args []any) (first, second expression) {
	if len(args) == 1 {
		return nil, c.expression(argument(at, 0), args[0])
	}
	return c.expression(argument(at, 0), args[0]), c.expression(argument(at, 1), args[1])
}

func (c *compiler) arguments(at string, args []any) []expression {
	compiled := make([]expression, len(args))
	for i, arg := range args {
		compiled[i] = c.expression(argument(at, i), arg)
	}
	return compiled
}

func evaluated(s *scope, expressions []expression) []any {
	values := make([]any, len(expressions))
	for i, e := range expressions {
		values[i] = e(s)
	}
	return values
}

package dtl

import "fmt"

// function is one function of the language: its documentation, and how it is compiled.
type function struct {
	// Name, Arguments and Summary are a row of docs/dtl.md.
	Name, Arguments, Summary string
	// Group is its heading there.
	Group string

	// least and most are the limits of the number of arguments; most is -1 if there is no upper limit.
	least, most int
	// step compiles a transform function.
	step func(c *compiler, at string, args []any) step
	// expression compiles a function that returns a value.
	expression func(c *compiler, at string, args []any) expression
}

func (f function) arity() string {
	switch {
	case f.most < 0 && f.least == 1:
		return "at least 1 argument"
	case f.most < 0:
		return fmt.Sprintf("at least %d arguments", f.least)
	case f.least == f.most && f.least == 1:
		return "1 argument"
	case f.least == f.most:
		return fmt.Sprintf("%d arguments", f.least)
	case f.least == 0 && f.most == 1:
		return "at most 1 argument"
	default:
		return fmt.Sprintf("%d to %d arguments", f.least, f.most)
	}
}

// call shows how the function is called: ["upper", VALUES], or ["now"] without arguments.
func (f function) call() string {
	if f.Arguments == "" {
		return fmt.Sprintf("[%q]", f.Name)
	}
	return fmt.Sprintf("[%q, %s]", f.Name, f.Arguments)
}

// expressionFunctions returns the functions that return a value, in the order of the documentation.
func expressionFunctions() []function {
	var all []function
	for _, group := range []struct {
		name      string
		functions []function
	}{
		{"Boolean logic", logicFunctions()},
		{"Comparisons", comparisonFunctions()},
		{"Conditionals", conditionalFunctions()},
		{"Date and time", timeFunctions()},
		{"Dictionaries", dictionaryFunctions()},
		{"JSON", jsonFunctions()},
		{"Lists", listFunctions()},
		{"Hash, literal, fail", hashFunctions()},
		{"Namespaced identifiers", identifierFunctions()},
		{"Nulls", nullFunctions()},
		{"Numbers", numberFunctions()},
		{"Sets", setFunctions()},
		{"Strings", stringFunctions()},
		{"URIs", uriFunctions()},
	} {
		for _, f := range group.functions {
			f.Group = group.name
			all = append(all, f)
		}
	}
	return all
}

func byName(functions []function) map[string]function {
	registry := make(map[string]function, len(functions))
	for _, f := range functions {
		registry[f.Name] = f
	}
	return registry
}

// plain is a function whose arguments are evaluated first.
func plain(name string, least, most int, arguments, summary string, call func(args []any) any) function {
	return function{
		Name: name, Arguments: arguments, Summary: summary, least: least, most: most,
		expression: func(c *compiler, at string, args []any) expression {
			compiled := c.arguments(at, args)
			return func(s *scope) any { return call(evaluated(s, compiled)) }
		},
	}
}

// mapping is a function of one argument that maps a value to a value and a list to a list. Values that it cannot use are
// left out.
func mapping(name, summary string, f func(any) (any, bool)) function {
	return plain(name, 1, 1, "VALUES", summary, func(args []any) any { return each(args[0], f) })
}

// probing is a function of one argument that tests its first value.
func probing(name, summary string, f func(any) bool) function {
	return plain(name, 1, 1, "VALUES", summary, func(args []any) any { return f(firstOf(args[0])) })
}

// conversion is a mapping with an optional first argument: the value for what cannot be converted.
func conversion(name, summary string, f func(any) (any, bool)) function {
	return function{
		Name: name, Arguments: "DEFAULT?, VALUES", Summary: summary, least: 1, most: 2,
		expression: func(c *compiler, at string, args []any) expression {
			fallback, values := c.optionalFirst(at, args)
			return func(s *scope) any {
				return each(values(s), func(value any) (any, bool) {
					if converted, ok := f(value); ok || fallback == nil {
						return converted, ok
					}
					return s.with(value, fallback), true
				})
			}
		},
	}
}

// selecting is a function over a list, with an optional first argument that is evaluated for each value.
func selecting(name, summary string, call func(values any, of func(any) any) any) function {
	return function{
		Name: name, Arguments: "FUNCTION?, VALUES", Summary: summary, least: 1, most: 2,
		expression: func(c *compiler, at string, args []any) expression {
			own, values := c.optionalFirst(at, args)
			return func(s *scope) any {
				of := func(value any) any { return value }
				if own != nil {
					of = func(value any) any { return s.with(value, own) }
				}
				return call(values(s), of)
			}
		},
	}
}

// applying is selecting with a first argument that is required.
func applying(name, summary string, call func(values any, of func(any) any) any) function {
	f := selecting(name, summary, call)
	f.Arguments, f.least = "FUNCTION, VALUES", 2
	return f
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

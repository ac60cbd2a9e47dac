package dtl

import (
	"fmt"
	"slices"
)

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
		{"Bytes", bytesFunctions()},
		{"Comparisons", comparisonFunctions()},
		{"Conditionals", conditionalFunctions()},
		{"Date and time", slices.Concat(timeFunctions(), timeArithmetic())},
		{"Dictionaries", dictionaryFunctions()},
		{"Hops", hopFunctions()},
		{"JSON", jsonFunctions()},
		{"Lists", slices.Concat(listFunctions(), positionFunctions(), orderFunctions(), groupFunctions())},
		{"Math", mathFunctions()},
		{"Hash, literal, tuples, fail", hashFunctions()},
		{"Namespaced identifiers", identifierFunctions()},
		{"Nulls", nullFunctions()},
		{"Numbers", numberFunctions()},
		{"Sets", setFunctions()},
		{"Strings", slices.Concat(stringFunctions(), paddingFunctions())},
		{"URIs", uriFunctions()},
		{"UUIDs", uuidFunctions()},
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

package dtl

func jsonFunctions() []function {
	return []function{
		encoding("json", "values as JSON, keys sorted, typed strings without their type", plainly),
		encoding("json-transit", "values as JSON, keys sorted, typed strings with their type", transit),
		conversion("json-parse", "JSON strings as values, in which no string has a type; the last of equal keys counts", func(e *evaluation, value any) (any, bool) {
			parsed, ok := e.parsed(value)
			return untransit(parsed), ok
		}),
		conversion("json-transit-parse", "JSON strings as values, in which strings such as `~r…` have a type", func(e *evaluation, value any) (any, bool) {
			return e.parsed(value)
		}),
	}
}

// encoding writes a value, or each value of a list, as JSON.
func encoding(name, summary string, t typing) function {
	return plain(name, 1, 1, "VALUES", summary, func(e *evaluation, args []any) any {
		list, isList := args[0].([]any)
		if !isList {
			body, ok := e.written(args[0], t)
			if !ok {
				return nil
			}
			return body
		}
		if !e.buildList(len(list)) {
			return nil
		}
		texts := make([]any, len(list))
		for i, value := range list {
			body, ok := e.written(value, t)
			if !ok {
				return nil
			}
			texts[i] = body
		}
		return texts
	})
}

// parsed reads JSON. A value takes more memory than its text, so the text counts several times.
func (e *evaluation) parsed(value any) (any, bool) {
	const perByte = 16
	body, ok := textOf(value)
	if !ok || !e.build(perByte*len(body)) || !e.spend(1+len(body)/100) {
		return nil, false
	}
	parsed, err := decode([]byte(body))
	return parsed, err == nil
}

package dtl

// listOf returns values as a list: an empty one for null, one value for a single value.
func listOf(value any) []any {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		return value
	default:
		return []any{value}
	}
}

// listed is listOf as a value; it is never nil.
func listed(value any) any {
	if list := listOf(value); list != nil {
		return list
	}
	return []any{}
}

// firstOf returns the first value of a list, or the single value.
func firstOf(value any) any {
	if list, ok := value.([]any); ok {
		if len(list) == 0 {
			return nil
		}
		return list[0]
	}
	return value
}

// each maps one value to one value, and a list to the list of those that could be mapped. Null stays null.
func (e *evaluation) each(value any, f func(any) (any, bool)) any {
	list, isList := value.([]any)
	if !isList {
		if value == nil || !e.read(value) {
			return nil
		}
		mapped, ok := f(value)
		if text, isText := stringOf(mapped); isText && !e.build(len(text)) || !ok {
			return nil
		}
		return mapped
	}
	if !e.buildList(len(list)) {
		return nil
	}
	mapped := make([]any, 0, len(list))
	for _, item := range list {
		if item == nil {
			continue
		}
		if !e.read(item) {
			return nil
		}
		value, ok := f(item)
		if text, isText := stringOf(value); isText && !e.build(len(text)) || e.err != nil {
			return nil
		}
		if ok {
			mapped = append(mapped, value)
		}
	}
	return mapped
}

// eachText maps the texts of a value.
func (e *evaluation) eachText(values any, f func(string) string) any {
	return e.each(values, func(value any) (any, bool) {
		plain, ok := textOf(value)
		return text(f(plain)), ok
	})
}

// isTrue reports whether a value is true: false, null and the empty list are false, everything else is true.
func isTrue(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case bool:
		return value
	case []any:
		return len(value) > 0
	default:
		return true
	}
}

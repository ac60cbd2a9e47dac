package dtl

// groupFunctions are those that group values, or map the keys and values of objects.
func groupFunctions() []function {
	return []function{
		keyed("group", "[key, [value, …]] for each different KEY_FUNCTION of VALUES, with VALUE_FUNCTION of those that have it", group),
		{
			Name: "group-by", Arguments: "KEY_FUNCTION?, STRING_FUNCTION?, VALUES", least: 1, most: 3, expression: compileGroupBy,
			Summary: "an object with a list of VALUES for each different KEY_FUNCTION of them; its keys are the JSON of that, or STRING_FUNCTION of it",
		},
		keyed("map-dict", "objects with KEY_FUNCTION of their keys and VALUE_FUNCTION of their values; without properties whose key is not a string, and without empty objects", mapDict),
		applying("map-values", "FUNCTION of each value of objects", func(e *evaluation, values any, of func(any) any) any {
			found := []any{}
			e.eachMember(values, func(_ string, value any) { found = append(found, of(value)) })
			return found
		}),
	}
}

func group(e *evaluation, values any, key, value func(any) any) any {
	groups := []any{}
	places := map[string]int{}
	for _, item := range listOf(values) {
		groupKey := key(item)
		name := e.key(groupKey)
		if !e.buildList(3) || !e.build(len(name)) {
			return nil
		}
		place, there := places[name]
		if !there {
			place = len(groups)
			places[name] = place
			groups = append(groups, []any{groupKey, []any{}})
		}
		pair, _ := groups[place].([]any)
		members, _ := pair[1].([]any)
		pair[1] = append(members, value(item))
	}
	return groups
}

func compileGroupBy(c *compiler, at string, args []any) expression {
	compiled := c.arguments(at, args)
	last := len(args) - 1
	return func(s *scope) any {
		groups := map[string]any{}
		for _, value := range listOf(compiled[last](s)) {
			key := value
			if last > 0 {
				key = s.with(value, compiled[0])
			}
			name, ok := s.written(key, transit)
			if !ok {
				return nil
			}
			if last > 1 {
				if name, ok = textOf(s.with(key, compiled[1])); !ok {
					continue
				}
			}
			if !s.buildDict(1) {
				return nil
			}
			members, _ := groups[name].([]any)
			groups[name] = append(members, value)
		}
		return groups
	}
}

func mapDict(e *evaluation, values any, key, value func(any) any) any {
	return e.each(values, func(item any) (any, bool) {
		object, ok := item.(map[string]any)
		if !ok || !e.buildDict(len(object)) {
			return nil, false
		}
		mapped := make(map[string]any, len(object))
		e.eachMember(object, func(name string, member any) {
			if newName, ok := textOf(key(text(name))); ok {
				mapped[newName] = value(member)
			}
		})
		return mapped, len(mapped) > 0
	})
}

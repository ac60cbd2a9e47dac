package dtl

import (
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

func dictionaryFunctions() []function {
	return []function{
		plain("dict", 0, -1, "ITEMS | KEY, VALUE, …", "an object from keys and values, or from a list of [key, value] lists", newDict),
		probing("is-dict", "true for an object", func(value any) bool { _, ok := value.(map[string]any); return ok }),
		listing("items", "the [key, value] lists of objects", func(key string, value any) any { return []any{key, value} }),
		listing("key-values", "the {\"key\", \"value\"} objects of objects",
			func(key string, value any) any { return map[string]any{"key": key, "value": value} }),
		listing("keys", "the keys of objects", func(key string, _ any) any { return key }),
		listing("values", "the values of objects", func(_ string, value any) any { return value }),
		{
			Name: "path", Arguments: "PATH, VALUES", least: 2, most: 2, expression: compilePath,
			Summary: "the value at a path (a string, or a list of strings) in each object",
		},
		{
			Name: "apply", Arguments: "RULE, VALUES", least: 2, most: 2, expression: compileApply,
			Summary: "the objects transformed by another rule of this transform, in which `_P` is this rule",
		},
	}
}

// listing visits every property of every object, sorted by key; other values are left out.
func listing(name, summary string, of func(key string, value any) any) function {
	return plain(name, 1, 1, "DICTS", summary, func(args []any) any {
		found := []any{}
		for _, value := range listOf(args[0]) {
			object, ok := value.(map[string]any)
			if !ok {
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(object)) {
				found = append(found, of(key, object[key]))
			}
		}
		return found
	})
}

func newDict(args []any) any {
	dict := map[string]any{}
	if len(args) == 1 {
		for _, item := range listOf(args[0]) {
			pair, ok := item.([]any)
			if !ok || len(pair) != 2 {
				continue
			}
			if key, ok := textOf(pair[0]); ok {
				dict[key] = pair[1]
			}
		}
		return dict
	}
	for i := 0; i+1 < len(args); i += 2 {
		if key, ok := textOf(firstOf(args[i])); ok {
			dict[key] = args[i+1]
		}
	}
	return dict
}

func compilePath(c *compiler, at string, args []any) expression {
	elements, values, names := c.expression(argument(at, 0), args[0]), c.expression(argument(at, 1), args[1]), c.names
	return func(s *scope) any {
		var path []string
		for _, element := range listOf(elements(s)) {
			text, ok := element.(string)
			if !ok {
				return nil
			}
			path = append(path, text)
		}
		return names.traverse(values(s), path)
	}
}

func compileApply(c *compiler, at string, args []any) expression {
	name, ok := c.constant(argument(at, 0), args[0], "the rule")
	values := c.expression(argument(at, 1), args[1])
	applied, found := c.rules[name]
	if ok && !found {
		c.reject(argument(at, 0), "there is no rule %q%s", name, spelling.Hint(name, slices.Sorted(maps.Keys(c.rules))))
	}
	return func(s *scope) any {
		return each(values(s), func(value any) (any, bool) {
			entity, ok := value.(map[string]any)
			if !ok || s.root.err != nil {
				return nil, false
			}
			inner := applied.run(entity, s)
			return inner.target, inner.outcome == kept
		})
	}
}

func jsonFunctions() []function {
	return []function{
		plain("json", 1, 1, "VALUES", "values as JSON, keys sorted", func(args []any) any {
			list, isList := args[0].([]any)
			if !isList {
				return string(encoded(args[0]))
			}
			texts := make([]any, len(list))
			for i, value := range list {
				texts[i] = string(encoded(value))
			}
			return texts
		}),
		conversion("json-parse", "JSON strings as values", func(value any) (any, bool) {
			text, ok := textOf(value)
			if !ok {
				return nil, false
			}
			parsed, err := decode([]byte(text))
			return parsed, err == nil
		}),
	}
}

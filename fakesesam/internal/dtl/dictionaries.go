package dtl

import (
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

func dictionaryFunctions() []function {
	return []function{
		{
			Name: "dict", Arguments: "ITEMS | KEY, VALUE, …", least: 0, most: -1, expression: compileDict,
			Summary: "an object from keys and values, or from a list of [key, value] lists",
		},
		plain("has-key", 2, 2, "KEY, VALUES", "true if the first value is an object with that property, false for another object, otherwise null", func(_ *evaluation, args []any) any {
			object, ok := firstOf(args[1]).(map[string]any)
			if !ok {
				return nil
			}
			key, isText := textOf(firstOf(args[0]))
			_, there := object[key]
			return isText && there
		}),
		probing("is-dict", "true for an object", func(value any) bool { _, ok := value.(map[string]any); return ok }),
		listing("items", "the [key, value] lists of objects", func(key string, value any) any { return []any{text(key), value} }),
		keyValues(),
		listing("keys", "the keys of objects", func(key string, _ any) any { return text(key) }),
		listing("values", "the values of objects", func(_ string, value any) any { return value }),
		{
			Name: "path", Arguments: "PATH, VALUES", least: 2, most: 2, expression: compilePath,
			Summary: "the value at a path (a string, or a list of strings) in each object; what is not a string in it does not count",
		},
		{
			Name: "apply", Arguments: "RULE, VALUES", least: 2, most: 2, expression: compileApply,
			Summary: "the objects transformed by another rule of this transform, in which `_P` is this rule",
		},
		{
			Name: "apply-ns", Arguments: "NAMESPACE | SETTINGS, VALUES", least: 2, most: 2, expression: compileApplyNS,
			Summary: "objects with the namespace added to the names of their properties and to `_id`; SETTINGS are an object with `property_namespace`, `identity_namespace`, `skip_underscore`, `skip_dollar`, and `recursive`",
		},
		mapping("strip-ns", "objects without namespaces: of the names of properties, of `_id`, and of identifiers, also in inner objects", func(e *evaluation, value any) (any, bool) {
			object, ok := value.(map[string]any)
			if !ok || !e.measure(object) {
				return nil, false
			}
			return WithoutNamespaces(object), true
		}),
	}
}

// eachMember visits every property of every object, sorted by key; other values are left out.
func (e *evaluation) eachMember(values any, visit func(key string, value any)) {
	for _, value := range listOf(values) {
		object, ok := value.(map[string]any)
		if !ok {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if !e.buildList(1) {
				return
			}
			visit(key, object[key])
		}
	}
}

// listing is the list of something of every property of every object.
func listing(name, summary string, of func(key string, value any) any) function {
	return plain(name, 1, 1, "DICTS", summary, func(e *evaluation, args []any) any {
		found := []any{}
		e.eachMember(args[0], func(key string, value any) { found = append(found, of(key, value)) })
		return found
	})
}

// keyValues is a listing of which one object stands for itself.
func keyValues() function {
	return plain("key-values", 1, 1, "DICTS", "the {\"key\", \"value\"} objects of objects; of a single property the object itself", func(e *evaluation, args []any) any {
		found := []any{}
		e.eachMember(args[0], func(key string, value any) {
			if e.buildDict(2) {
				found = append(found, map[string]any{"key": text(key), "value": value})
			}
		})
		if len(found) == 1 {
			return found[0]
		}
		return found
	})
}

func compileDict(c *compiler, at string, args []any) expression {
	if len(args) > 1 && len(args)%2 == 1 {
		c.reject(at, "\"dict\" takes one list of [key, value] lists, or keys with a value each, got %d arguments", len(args))
	}
	compiled := c.arguments(at, args)
	return func(s *scope) any {
		values := evaluated(s, compiled)
		if !s.buildDict(len(values)) {
			return nil
		}
		dict := map[string]any{}
		if len(values) != 1 {
			for i := 0; i+1 < len(values); i += 2 {
				setMember(dict, firstOf(values[i]), values[i+1])
			}
			return dict
		}
		for _, item := range listOf(values[0]) {
			if pair, ok := item.([]any); ok && len(pair) == 2 && s.buildDict(1) {
				setMember(dict, pair[0], pair[1])
			}
		}
		return dict
	}
}

func setMember(dict map[string]any, key, value any) {
	if name, ok := textOf(key); ok {
		dict[name] = value
	}
}

func compilePath(c *compiler, at string, args []any) expression {
	elements, values, names := c.expression(argument(at, 0), args[0]), c.expression(argument(at, 1), args[1]), c.names
	return func(s *scope) any {
		var path []string
		for _, element := range listOf(elements(s)) {
			if name, ok := textOf(element); ok {
				path = append(path, name)
			}
		}
		return names.traverse(s.evaluation, values(s), path)
	}
}

func compileApply(c *compiler, at string, args []any) expression {
	applied := c.ruleOf(argument(at, 0), args[0])
	if name, ok := args[0].(string); ok {
		c.applied = append(c.applied, application{argument(at, 0), name})
	}
	values := c.expression(argument(at, 1), args[1])
	return func(s *scope) any { return s.apply(applied, values(s)) }
}

// application is a use of apply.
type application struct{ at, rule string }

// ruleOf finds the rule that an argument names.
func (c *compiler) ruleOf(at string, value any) *rule {
	name, ok := c.constant(at, value, "the rule")
	if _, found := c.rules[name]; ok && !found {
		c.reject(at, "there is no rule %q%s", name, spelling.Hint(name, slices.Sorted(maps.Keys(c.rules))))
	}
	return c.rules[name]
}

// apply transforms the objects among some values.
func (s *scope) apply(applied *rule, values any) any {
	return s.each(values, func(value any) (any, bool) {
		entity, ok := value.(map[string]any)
		if !ok || s.err != nil {
			return nil, false
		}
		inner := applied.run(s.evaluation, entity, s)
		return inner.target, inner.outcome == kept
	})
}

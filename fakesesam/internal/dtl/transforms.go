package dtl

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

func transformFunctions() []function {
	functions := []function{
		{
			Name: "add", Arguments: "PROPERTY, VALUES", least: 2, most: 2, step: compileAdd,
			Summary: "sets a property of the target; PROPERTY may be an expression, whose strings are the properties to set; null does not replace `_id`",
		},
		{
			Name: "add-if", Arguments: "PROPERTY, CONDITION?, VALUES", least: 2, most: 3, step: compileAddIf,
			Summary: "like `add`, if CONDITION holds for the value (`_.`); without a condition, if the value is not null",
		},
		{
			Name: "copy", Arguments: "INCLUDE, EXCLUDE?", least: 1, most: 2, step: compileCopy,
			Summary: "copies the properties of the source that match one of the patterns INCLUDE and none of EXCLUDE; `*` and `?` are wildcards, several patterns are written `[\"list\", …]`; `*` copies `_id` too",
		},
		{
			Name: "default", Arguments: "PROPERTY, VALUES", least: 2, most: 2, step: compileDefault,
			Summary: "like `add`, unless the target has the property",
		},
		{
			Name: "remove", Arguments: "PROPERTY", least: 1, most: 1, step: compileRemove,
			Summary: "removes the properties of the target that match the pattern",
		},
		{
			Name: "rename", Arguments: "FROM, TO", least: 2, most: 2, step: compileRename,
			Summary: "copies a property of the source under another name",
		},
		{
			Name: "merge", Arguments: "VALUES", least: 1, most: 1, step: compileMerge,
			Summary: "copies the properties of each entity in VALUES, except those that begin with `_`; the last one counts",
		},
		{
			Name: "merge-union", Arguments: "VALUES", least: 1, most: 1, step: compileMergeUnion,
			Summary: "like `merge`, but a property that exists becomes the list of all its different values",
		},
		{
			Name: "make-ni", Arguments: "NAMESPACE, FROM, TO?", least: 2, most: 3, step: compileMakeNI,
			Summary: "copies a property of the source with its strings and integers as namespaced identifiers, a list of several sorted; TO is FROM + `-ni` by default",
		},
		{
			Name: "create", Arguments: "VALUES", least: 1, most: 1, step: compileCreate,
			Summary: "emits the entities in VALUES, which must have a string `_id`, besides the target; other values are left out",
		},
		{
			Name: "create-child", Arguments: "VALUES", least: 1, most: 1, step: compileCreateChild,
			Summary: "adds the entities in VALUES, which must have a string `_id`, to the `$children` of the target; nothing emits or deletes them here",
		},
		{
			Name: "if", Arguments: "CONDITION, THEN, ELSE?", least: 2, most: 3, step: compileCaseStep,
			Summary: "runs THEN or ELSE, each one transform function or a list of them",
		},
		{
			Name: "case", Arguments: "CONDITION, THEN, …, ELSE?", least: 2, most: -1, step: compileCaseStep,
			Summary: "runs the THEN of the first CONDITION that holds",
		},
		{
			Name: "case-eq", Arguments: "VALUE, VALUE_N, THEN, …, ELSE?", least: 3, most: -1, step: compileCaseEqStep,
			Summary: "runs the THEN of the first VALUE_N that is equal to VALUE",
		},
		{
			Name: "filter", Arguments: "UNLESS?", least: 0, most: 1, step: ending(filtered),
			Summary: "drops the entity unless the condition holds; the sink deletes it",
		},
		{
			Name: "discard", Arguments: "UNLESS?", least: 0, most: 1, step: ending(discarded),
			Summary: "drops the entity unless the condition holds; the sink keeps what it has",
		},
		{
			Name: "fail!", Arguments: "MESSAGE", least: 1, most: 1, step: compileFailStep,
			Summary: "makes the run fail with that message",
		},
		{
			Name: "comment", Arguments: "…", least: 0, most: -1, step: func(*compiler, string, []any) step { return nil },
			Summary: "does nothing; its arguments are not compiled",
		},
	}
	for i := range functions {
		functions[i].Group = "Transform functions"
	}
	return functions
}

// propertyNames compiles the names of properties: a string is a name itself, even if it looks like a path.
func (c *compiler) propertyNames(at string, value any) func(*scope) []string {
	if constant, ok := value.(string); ok {
		return func(*scope) []string { return []string{constant} }
	}
	e := c.expression(at, value)
	return func(s *scope) []string {
		var names []string
		for _, name := range listOf(e(s)) {
			if name, ok := textOf(name); ok {
				names = append(names, name)
			}
		}
		return names
	}
}

// set sets a property of the target, with the namespaces of its name and value. An entity keeps the _id it has rather than
// none.
func (n namespaces) set(target map[string]any, name string, value any) {
	if name == "_id" {
		if value == nil {
			return
		}
		if id, ok := value.(untyped); ok {
			value = string(id)
		}
		value = n.identified(value)
	}
	target[n.qualified(name)] = value
}

func compileAdd(c *compiler, at string, args []any) step {
	properties, value, names := c.propertyNames(argument(at, 0), args[0]), c.expression(argument(at, 1), args[1]), c.names
	return func(s *scope) {
		v := value(s)
		for _, property := range properties(s) {
			names.set(s.target, property, v)
		}
	}
}

func compileAddIf(c *compiler, at string, args []any) step {
	last := len(args) - 1
	properties, value, names := c.propertyNames(argument(at, 0), args[0]), c.expression(argument(at, last), args[last]), c.names
	condition := func(s *scope) any { return s.current != nil }
	if last == 2 {
		condition = c.expression(argument(at, 1), args[1])
	}
	return func(s *scope) {
		v := value(s)
		if !isTrue(s.with(v, condition)) {
			return
		}
		for _, property := range properties(s) {
			names.set(s.target, property, v)
		}
	}
}

func compileDefault(c *compiler, at string, args []any) step {
	properties, value, names := c.propertyNames(argument(at, 0), args[0]), c.expression(argument(at, 1), args[1]), c.names
	return func(s *scope) {
		for _, property := range properties(s) {
			if _, there := s.target[names.qualified(property)]; !there {
				names.set(s.target, property, value(s))
			}
		}
	}
}

// patterns reads one pattern, a ["list", …] of them, or a plain list.
func (c *compiler) patterns(at string, value any) []pattern {
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	} else if len(list) > 0 && list[0] == "list" {
		list = list[1:]
	}
	patterns := make([]pattern, 0, len(list))
	for _, item := range list {
		if text, ok := c.constant(at, item, "a pattern"); ok {
			patterns = append(patterns, pattern(text))
		}
	}
	return patterns
}

func (n namespaces) anyMatches(patterns []pattern, name string) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool { return n.matchesName(p, name) })
}

func compileCopy(c *compiler, at string, args []any) step {
	include := c.patterns(argument(at, 0), args[0])
	var exclude []pattern
	if len(args) == 2 {
		exclude = c.patterns(argument(at, 1), args[1])
	}
	names := c.names
	return func(s *scope) {
		s.spend(len(s.source) * (len(include) + len(exclude)))
		for key, value := range s.source {
			if names.anyMatches(include, key) && !names.anyMatches(exclude, key) {
				s.target[key] = value
			}
		}
	}
}

func compileRemove(c *compiler, at string, args []any) step {
	patterns, names := c.patterns(argument(at, 0), args[0]), c.names
	return func(s *scope) {
		s.spend(len(s.target))
		for key := range s.target {
			if names.anyMatches(patterns, key) {
				delete(s.target, key)
			}
		}
	}
}

// renamed returns the new name of a property: a plain name keeps the namespace, a qualified one has its own.
func (n namespaces) renamed(key, to string) string {
	if !n.on || isReserved(to) || strings.Contains(to, ":") {
		return n.qualified(to)
	}
	if namespace, _ := split(key); namespace != "" {
		return namespace + ":" + to
	}
	return to
}

func compileRename(c *compiler, at string, args []any) step {
	from, to, names := c.propertyNames(argument(at, 0), args[0]), c.propertyNames(argument(at, 1), args[1]), c.names
	return func(s *scope) {
		source, target := from(s), to(s)
		if len(source) == 0 || len(target) == 0 {
			return
		}
		s.spend(len(s.source))
		for name, keys := range names.targets(s.source, source[0], target[0]) {
			if value := names.collected(s.source, keys); name != "_id" || value != nil {
				s.target[name] = value
			}
		}
	}
}

// targets returns the properties that a property has under another name, each with the properties of the source whose
// values it collects.
func (n namespaces) targets(source map[string]any, from, to string) map[string][]string {
	collected := map[string][]string{}
	for _, key := range n.keys(source, from) {
		name := n.renamed(key, to)
		collected[name] = append(collected[name], key)
	}
	return collected
}

func compileMerge(c *compiler, at string, args []any) step {
	values := c.expression(argument(at, 0), args[0])
	return func(s *scope) {
		eachProperty(values(s), func(key string, value any) { s.target[key] = value })
	}
}

func compileMergeUnion(c *compiler, at string, args []any) step {
	values := c.expression(argument(at, 0), args[0])
	return func(s *scope) {
		eachProperty(values(s), func(key string, value any) {
			before, there := s.target[key]
			if !there {
				s.target[key] = value
				return
			}
			all := append(slices.Clone(listOf(before)), listOf(value)...)
			s.target[key] = s.distinct(all, itself)
		})
	}
}

// eachProperty visits the properties of each entity of a list, except those that begin with an underscore.
func eachProperty(values any, visit func(key string, value any)) {
	for _, value := range listOf(values) {
		entity, ok := value.(map[string]any)
		if !ok {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(entity)) {
			if !strings.HasPrefix(key, "_") {
				visit(key, entity[key])
			}
		}
	}
}

func compileMakeNI(c *compiler, at string, args []any) step {
	namespace, _ := c.constant(argument(at, 0), args[0], "the namespace")
	from, _ := c.constant(argument(at, 1), args[1], "the property")
	_, identifier := split(from)
	to := identifier + "-ni"
	if len(args) == 3 {
		to, _ = c.constant(argument(at, 2), args[2], "the target property")
	}
	names := c.names
	return func(s *scope) {
		s.spend(len(s.source))
		for name, keys := range names.targets(s.source, from, to) {
			if made := s.identifiers(namespace, listOf(names.collected(s.source, keys))); made != nil {
				s.target[name] = made
			}
		}
	}
}

// identifiers returns values as identifiers in a namespace: one as a single value, several as a sorted list, and null for
// none.
func (e *evaluation) identifiers(namespace string, values []any) any {
	made, _ := e.each(values, func(value any) (any, bool) {
		identifier, ok := textOf(value)
		if isNumber(value, integerKind) {
			identifier, ok = stringOf(value)
		}
		return "~:" + namespace + ":" + identifier, ok
	}).([]any)
	switch len(made) {
	case 0:
		return nil
	case 1:
		return made[0]
	default:
		return e.sorted(made, itself, 1)
	}
}

// ending is filter or discard.
func ending(end outcome) func(*compiler, string, []any) step {
	return func(c *compiler, at string, args []any) step {
		if len(args) == 0 {
			return func(s *scope) { s.outcome = end }
		}
		unless := c.expression(argument(at, 0), args[0])
		return func(s *scope) {
			if !isTrue(unless(s)) {
				s.outcome = end
			}
		}
	}
}

func compileFailStep(c *compiler, at string, args []any) step {
	message, _ := c.constant(argument(at, 0), args[0], "the message")
	return func(s *scope) { s.fail(errors.New(message)) }
}

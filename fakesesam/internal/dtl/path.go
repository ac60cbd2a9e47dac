package dtl

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// path is a property path such as "_S.properties.email".
type path struct {
	variable string
	elements []string
}

var pathVariables = []string{"_S", "_T", "_P", "_R", "_B", "_"}

// parsePath reads a string that may be a path; any other string is a constant.
func parsePath(text string) (p path, isPath bool) {
	for _, variable := range pathVariables {
		if rest, ok := strings.CutPrefix(text, variable+"."); ok {
			return path{variable, splitPath(rest)}, true
		}
	}
	return path{}, false
}

// splitPath splits a path at dots. An element that contains dots is enclosed in single quotes, in which two quotes are one.
func splitPath(text string) []string {
	if text == "" {
		return nil
	}
	var elements []string
	for {
		if !strings.HasPrefix(text, "'") {
			element, rest, more := strings.Cut(text, ".")
			elements = append(elements, element)
			if !more {
				return elements
			}
			text = rest
			continue
		}
		element, rest := quoted(text[1:])
		elements = append(elements, element)
		if rest == "" {
			return elements
		}
		text = strings.TrimPrefix(rest, ".")
	}
}

// quoted reads up to the closing quote; without one, to the end.
func quoted(text string) (element, rest string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\'' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return b.String(), text[i+1:]
	}
	return b.String(), ""
}

// path compiles a path.
func (c *compiler) path(at string, p path) expression {
	switch p.variable {
	case "_S":
		if c.names.on && len(p.elements) == 1 && p.elements[0] == "$ids" {
			return func(s *scope) any { return c.names.ids(s.source) }
		}
		return func(s *scope) any { return c.names.traverse(s.evaluation, s.source, p.elements) }
	case "_T":
		return func(s *scope) any { return c.names.traverse(s.evaluation, s.target, p.elements) }
	case "_":
		return func(s *scope) any { return c.names.traverse(s.evaluation, s.current, p.elements) }
	case "_P":
		return c.context(at, p, func(s *scope) *scope { return s.parent })
	case "_R":
		return c.context(at, p, func(s *scope) *scope { return s.root })
	default:
		c.reject(at, "_B, the parameters of a URL, is not supported by this node; use _S, _T, _P, _R or _")
		return nothing
	}
}

// context compiles a path that begins in the scope of another rule: _R, _P, _P._P.
func (c *compiler) context(at string, p path, first func(*scope) *scope) expression {
	elements := p.elements
	ups := 0
	for p.variable == "_P" && len(elements) > 0 && elements[0] == "_P" {
		elements = elements[1:]
		ups++
	}
	if len(elements) == 0 || (elements[0] != "_S" && elements[0] != "_T") {
		hint := ""
		if len(elements) > 0 {
			hint = spelling.Hint(elements[0], []string{"_S", "_T"})
		}
		c.reject(at, "%s must be followed by _S or _T, for example %q%s", p.variable, p.variable+"._S.id", hint)
		return nothing
	}
	return func(s *scope) any {
		other := first(s)
		for range ups {
			if other != nil {
				other = other.parent
			}
		}
		if other == nil {
			return nil
		}
		entity := other.source
		if elements[0] == "_T" {
			entity = other.target
		}
		return c.names.traverse(s.evaluation, entity, elements[1:])
	}
}

func nothing(*scope) any { return nil }

// traverse follows a path through nested objects. If a list is on the way, the result is a flat list of the values of its
// objects. A missing property is null.
func (n namespaces) traverse(e *evaluation, value any, elements []string) any {
	for _, element := range elements {
		value = n.follow(e, value, element)
	}
	return value
}

// follow follows one element of a path.
func (n namespaces) follow(e *evaluation, value any, element string) any {
	switch value := value.(type) {
	case map[string]any:
		if !n.on || isReserved(element) {
			return value[element]
		}
		if !e.spend(len(value)) {
			return nil
		}
		return n.collected(value, n.keys(value, element))
	case []any:
		found := []any{}
		for _, item := range value {
			if !e.spend(1) {
				return nil
			}
			if _, isObject := item.(map[string]any); !isObject {
				continue
			}
			inner := listOf(n.follow(e, item, element))
			if !e.buildList(len(inner)) {
				return nil
			}
			found = append(found, inner...)
		}
		return found
	default:
		return nil
	}
}

// collected returns the value of one property, or the values of several as one list.
func (n namespaces) collected(entity map[string]any, keys []string) any {
	switch len(keys) {
	case 0:
		return nil
	case 1:
		return entity[keys[0]]
	}
	var all []any
	for _, key := range keys {
		all = append(all, listOf(entity[key])...)
	}
	return all
}

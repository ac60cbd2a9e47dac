package dtl

import (
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// namespacing is how namespaces are added to an entity.
type namespacing struct {
	// identity is the namespace of _id, property that of the names of properties; "" adds none.
	identity, property string
	// underscore and dollar are whether names that begin with one are names as any other.
	underscore, dollar bool
	// recursive is whether objects in the entity have namespaces too.
	recursive bool
}

// added is what add_namespaces does.
func (n namespaces) added() namespacing {
	return namespacing{identity: n.identity, property: n.property, recursive: true}
}

// entity returns an entity with the namespaces added. A name or an _id that has its namespace already keeps it; one that
// has another gets one more.
func (n namespacing) entity(entity map[string]any) map[string]any {
	named := make(map[string]any, len(entity))
	for key, value := range entity {
		if id, ok := value.(string); ok && key == "_id" {
			value = prefixed(n.identity, id)
		}
		switch {
		case strings.HasPrefix(key, "_") && !n.underscore, strings.HasPrefix(key, "$") && !n.dollar:
			named[key] = value
		case n.recursive:
			named[prefixed(n.property, key)] = n.value(value)
		default:
			named[prefixed(n.property, key)] = value
		}
	}
	return named
}

// value returns a value with the namespaces added to the objects in it.
func (n namespacing) value(value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = n.value(item)
		}
		return list
	case map[string]any:
		return n.entity(v)
	default:
		return value
	}
}

func prefixed(namespace, name string) string {
	if namespace == "" || strings.HasPrefix(name, namespace+":") {
		return name
	}
	return namespace + ":" + name
}

func compileApplyNS(c *compiler, at string, args []any) expression {
	n := c.names.added()
	switch given := args[0].(type) {
	case string:
		n.identity, n.property = given, given
	case map[string]any:
		c.namespacing(argument(at, 0), given, &n)
	default:
		c.reject(argument(at, 0), "must be a namespace or an object of settings")
	}
	values := c.expression(argument(at, 1), args[1])
	return func(s *scope) any {
		return s.each(values(s), func(value any) (any, bool) {
			entity, ok := value.(map[string]any)
			if !ok || !s.measure(entity) {
				return nil, false
			}
			return n.entity(entity), true
		})
	}
}

// namespacing reads the settings of apply-ns. A namespace that is null is none.
func (c *compiler) namespacing(at string, given map[string]any, n *namespacing) {
	texts := map[string]*string{"identity_namespace": &n.identity, "property_namespace": &n.property}
	skipUnderscore, skipDollar := true, true
	flags := map[string]*bool{"skip_underscore": &skipUnderscore, "skip_dollar": &skipDollar, "recursive": &n.recursive}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch value := given[name].(type) {
		case string:
			if texts[name] != nil {
				*texts[name] = value
				continue
			}
		case nil:
			if texts[name] != nil {
				*texts[name] = ""
				continue
			}
		case bool:
			if flags[name] != nil {
				*flags[name] = value
				continue
			}
		}
		switch {
		case texts[name] != nil:
			c.reject(At(at, name), "must be a string or null")
		case flags[name] != nil:
			c.reject(At(at, name), "must be true or false")
		default:
			known := slices.Concat(slices.Sorted(maps.Keys(texts)), slices.Sorted(maps.Keys(flags)))
			c.reject(At(at, name), "unknown setting%s", spelling.Hint(name, known))
		}
	}
	n.underscore, n.dollar = !skipUnderscore, !skipDollar
}

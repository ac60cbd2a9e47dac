package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"

// kind is a type of source or sink: the value of its property "type", and what reads its other properties.
type kind[T any] struct {
	name string
	read func(into *T, o *object, set *Set)
}

// readKind reads the properties of the type with that name. It returns false for a type that this node does not run, or that
// does not exist.
func readKind[T any](into *T, name string, kinds []kind[T], o *object, set *Set) bool {
	for _, k := range kinds {
		if k.name == name {
			k.read(into, o, set)
			o.done()
			return true
		}
	}
	return false
}

// unknownKind reports a type that does not exist.
func unknownKind[T any](o *object, name string, kinds []kind[T], more []elsewhere) {
	names := []string{}
	for _, k := range kinds {
		names = append(names, k.name)
	}
	names = append(append(names, "conditional"), namesOf(more)...)
	o.reject(o.at("type"), "must be %s, got %s%s", spelling.Choices(names), described(o.values["type"]), spelling.Hint(name, names))
}

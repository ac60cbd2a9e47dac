package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"

// kind is a type of source or sink: the value of its property "type", and what reads its other properties.
type kind[T any] struct {
	name string
	read func(into *T, o *object, set *Set)
}

// readKind reads the properties of the type with that name, and reports an unknown type.
func readKind[T any](into *T, name string, kinds []kind[T], o *object, set *Set) {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		if k.name == name {
			k.read(into, o, set)
			o.done()
			return
		}
		names = append(names, k.name)
	}
	o.reject(o.at("type"), "must be %s, got %s%s", spelling.Choices(names), described(o.values["type"]), spelling.Hint(name, names))
}

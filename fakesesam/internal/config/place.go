package config

import "strconv"

// place is where a value is in a component. Its path is written only for errors: a configuration has many more values than
// errors, and each path repeats all of the names above it.
type place struct {
	outer *place
	name  string
	// index is the position in a list, -1 for a property.
	index int
}

func (p *place) property(name string) *place { return &place{p, name, -1} }

func (p *place) item(i int) *place { return &place{p, "", i} }

// String returns the path, such as "source.entities[0]".
func (p *place) String() string {
	switch {
	case p == nil:
		return ""
	case p.index >= 0:
		return indexed(p.outer.String(), p.index)
	default:
		return joined(p.outer.String(), p.name)
	}
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

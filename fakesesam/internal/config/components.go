package config

// Component is one part of a configuration as it was received, with what is wrong with it.
type Component struct {
	ID, File string
	// Kind is its type, such as "pipe" or "system:url"; "" if it has none.
	Kind string
	// Text is its JSON as it was received.
	Text []byte
	// Unreadable means that Text is not JSON.
	Unreadable bool
	Errors     []Error
}

// Valid reports whether the component has no error of level error.
func (c *Component) Valid() bool { return valid(c.Errors) }

// Components returns every component, in the order of their IDs.
func (s *Set) Components() []Component {
	out := make([]Component, 0, len(s.components))
	for _, c := range s.sorted() {
		out = append(out, s.component(c))
	}
	return out
}

// Component returns the component of a file; false if there is none.
func (s *Set) Component(file string) (Component, bool) {
	for _, c := range s.components {
		if c.file == file {
			return s.component(c), true
		}
	}
	return Component{}, false
}

func (s *Set) component(c component) Component {
	out := Component{ID: c.id, File: c.file, Text: c.body, Unreadable: c.fault != nil, Errors: s.errors[c.file]}
	out.Kind, _ = c.decoded["type"].(string) // which is nil if the component is unreadable
	return out
}

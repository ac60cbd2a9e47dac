package config

import "encoding/json"

// Component is one part of a configuration as it was received, with what is wrong with it.
type Component struct {
	ID, File string
	// Kind is its type, such as "pipe" or "system:url"; "" if it has none.
	Kind string
	// Text is its JSON in one line, or what was received if that cannot be read.
	Text json.RawMessage
	// Unreadable means that Text is not JSON.
	Unreadable bool
	Errors     []Error
}

// Valid reports whether the component has no error of level error.
func (c *Component) Valid() bool { return valid(c.Errors) }

// Components returns every component, in the order of their IDs.
func (s *Set) Components() []Component {
	faults := make(map[string][]Error, len(s.invalid))
	for _, each := range s.invalid {
		faults[each.File] = each.Errors
	}
	out := make([]Component, 0, len(s.components))
	for _, c := range s.sorted() {
		one := Component{ID: c.id, File: c.file, Text: c.body, Unreadable: c.fault != nil, Errors: faults[c.file]}
		if !one.Unreadable {
			one.Kind, _ = c.decoded["type"].(string)
			one.Text = compacted(c.body)
		}
		out = append(out, one)
	}
	return out
}

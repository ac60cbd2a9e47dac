// Package subset is the part of a dataset in which a property has a value. A query of the API may name one, a source may
// read one of this node's, or ask a service for one of its own.
package subset

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Subset is an expression ["eq", "_S.<path>", <value>].
type Subset struct {
	// Path names the property, and where the path has points the property within it.
	Path []string
	// Value is what it must be: the canonical JSON of text, a number or a boolean.
	Value []byte
}

// What a subset must look like. The expression itself is not in these errors: it may hold a secret.
var (
	errForm  = errors.New(`must be a list of three, ["eq", "_S.<property>", <value>]`)
	errPath  = errors.New(`must name a property as "_S.<property>": _id, or one that does not begin with an underscore`)
	errValue = errors.New("must end with the value itself: text, a number, true or false, not an expression")
)

// Parse reads a subset from JSON; the error says what would be right.
func Parse(text []byte) (*Subset, error) {
	var parts []json.RawMessage
	if json.Unmarshal(text, &parts) != nil || len(parts) != 3 {
		return nil, errForm
	}
	var function, property string
	if json.Unmarshal(parts[0], &function) != nil || function != "eq" {
		return nil, errForm
	}
	if json.Unmarshal(parts[1], &property) != nil {
		return nil, errPath
	}
	property, ok := strings.CutPrefix(property, "_S.")
	path := strings.Split(property, ".")
	for _, name := range path {
		ok = ok && name != ""
	}
	if !ok || path[0][0] == '_' && property != "_id" {
		return nil, errPath
	}
	value, err := literal(parts[2])
	if err != nil {
		return nil, err
	}
	return &Subset{Path: path, Value: value}, nil
}

// literal gives the canonical JSON of a value that stands for itself.
func literal(text []byte) ([]byte, error) {
	value, err := dataset.Decode(text)
	if err != nil {
		return nil, errValue
	}
	switch value.(type) {
	case string, json.Number, bool:
		return dataset.Encode(value)
	default:
		return nil, errValue
	}
}

// String is the expression as compact JSON, as a service is asked for it.
func (s *Subset) String() string {
	property, err := dataset.Encode("_S." + strings.Join(s.Path, "."))
	if err != nil {
		return "" // text can be encoded
	}
	return `["eq",` + string(property) + `,` + string(s.Value) + `]`
}

// Has tells whether a version is in the subset. As in a join a list stands for each of its values.
func (s *Subset) Has(v *dataset.Version) bool {
	if s.Path[0] == "_id" {
		id, isText := dataset.Text(s.Value)
		return isText && id == v.ID
	}
	object := append(append([]byte{'{'}, v.Members...), '}')
	return holds(object, s.Path, s.Value)
}

// holds tells whether a value is at a path of a stored value. Those are canonical: equal ones have equal bytes.
func holds(stored []byte, path []string, want []byte) bool {
	if stored[0] == '[' {
		var list []json.RawMessage
		_ = json.Unmarshal(stored, &list) // it is valid
		for _, item := range list {
			if holds(item, path, want) {
				return true
			}
		}
		return false
	}
	if len(path) == 0 {
		return bytes.Equal(stored, want)
	}
	if stored[0] != '{' {
		return false
	}
	for _, m := range dataset.Split(stored, nil) {
		if string(m.Key) == path[0] {
			return holds(m.Value, path[1:], want)
		}
	}
	return false
}

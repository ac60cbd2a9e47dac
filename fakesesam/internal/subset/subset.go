// Package subset is the part of a dataset in which a property has a certain value. A query of the API may have a subset, a
// dataset source may read one, and a json source may request one from a service.
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
	// Path is the property, followed by properties of nested objects.
	Path []string
	// Value is its value: the canonical JSON of a string, a number or a boolean.
	Value []byte
}

// Errors of Parse. They do not contain the expression, because it may contain a secret.
var (
	errForm  = errors.New(`must be a list of the form ["eq", "_S.<property>", <value>]`)
	errPath  = errors.New(`must name a property in the form "_S.<property>": _id, or one that does not begin with an underscore`)
	errValue = errors.New("must end with a constant (a string, a number, true or false), not an expression")
)

// Parse reads a subset from JSON.
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

// literal returns the canonical JSON of a constant.
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

// String returns the expression as compact JSON, as it is sent to a service.
func (s *Subset) String() string {
	property, err := dataset.Encode("_S." + strings.Join(s.Path, "."))
	if err != nil {
		return "" // a string can be encoded
	}
	return `["eq",` + string(property) + `,` + string(s.Value) + `]`
}

// Has reports whether a version is in the subset. As in a join, a list stands for each of its values.
func (s *Subset) Has(v *dataset.Version) bool {
	if s.Path[0] == "_id" {
		id, isText := dataset.Text(s.Value)
		return isText && id == v.ID
	}
	object := append(append([]byte{'{'}, v.Members...), '}')
	return holds(object, s.Path, s.Value)
}

// holds reports whether a stored value has a value at a path. Stored values are canonical: equal ones have equal bytes.
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

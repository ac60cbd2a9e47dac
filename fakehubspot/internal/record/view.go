package record

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// View is a choice of properties in the order in which the vendor writes them, by name.
type View struct {
	names  []string
	quoted [][]byte // the names as JSON strings
	keys   []schema.Key
}

// NewView chooses properties. Names that the account does not have are left out, as the vendor does.
func NewView(s *schema.Schema, names ...string) View {
	names = slices.Clone(names)
	slices.Sort(names)
	var v View
	for _, name := range slices.Compact(names) {
		key, ok := s.Key(name)
		if !ok {
			continue
		}
		quoted, err := jsontext.AppendQuote(nil, name)
		if err != nil {
			continue // a property's name is ASCII; anything else is not a property
		}
		v.names, v.keys, v.quoted = append(v.names, name), append(v.keys, key), append(v.quoted, quoted)
	}
	return v
}

// AppendProperties appends the JSON object of the chosen properties. One that is unset is null, or absent when
// setOnly is given, as answers to writes have it.
func (v View) AppendProperties(b []byte, r *Record, setOnly bool) []byte {
	b = append(b, '{')
	for i, key := range v.keys {
		value, ok := r.Get(key)
		if !ok && setOnly {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(append(b, v.quoted[i]...), ':')
		if !ok {
			b = append(b, "null"...)
			continue
		}
		b = appendString(b, value)
	}
	return append(b, '}')
}

// Append appends the contact's JSON without its closing brace, so that callers can add what their endpoint has more.
func (v View) Append(b []byte, r *Record, setOnly bool) []byte {
	b = append(b, `{"id":"`...)
	b = appendInt(b, r.ID)
	b = append(b, `","properties":`...)
	b = v.AppendProperties(b, r, setOnly)
	return AppendTimes(b, r)
}

// AppendTimes appends the members that follow the properties.
func AppendTimes(b []byte, r *Record) []byte {
	b = append(b, `,"createdAt":"`...)
	b = AppendStamp(b, r.Created)
	b = append(b, `","updatedAt":"`...)
	b = AppendStamp(b, r.Modified)
	if r.Archived == 0 {
		return append(b, `","archived":false`...)
	}
	b = append(b, `","archived":true,"archivedAt":"`...)
	b = AppendStamp(b, r.Archived)
	return append(b, '"')
}

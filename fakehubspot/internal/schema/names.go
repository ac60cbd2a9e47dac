package schema

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Getter returns what reads a property of a record.
func (s *Schema) Getter(key record.Key) record.Getter {
	if computed, ok := s.computed[key]; ok {
		return computed
	}
	return func(r *record.Record) (string, bool) { return r.Get(key) }
}

// Computes reports whether a property is derived from the others instead of stored.
func (s *Schema) Computes(key record.Key) bool { return s.computed[key] != nil }

// View chooses properties, in the order in which HubSpot writes them: by name. Names that the account does not have
// are left out, as HubSpot does.
func (s *Schema) View(names ...string) record.View {
	names = slices.Clone(names)
	slices.Sort(names)
	var columns []record.Column
	for _, name := range slices.Compact(names) {
		if key, ok := s.Key(name); ok {
			columns = append(columns, record.Column{Name: name, Get: s.Getter(key)})
		}
	}
	return record.NewView(columns)
}

// Keyed replaces names by keys.
func (s *Schema) Keyed(values map[string]string) map[record.Key]string {
	keyed := make(map[record.Key]string, len(values))
	for name, value := range values {
		keyed[s.AnyKey(name)] = value
	}
	return keyed
}

// Stored returns the stored values of a record by name.
func (s *Schema) Stored(r *record.Record) map[string]string {
	values := map[string]string{}
	for key, value := range r.Values.All() {
		values[s.Name(key)] = value
	}
	return values
}

// Named returns all values of a record by name, the computed ones included.
func (s *Schema) Named(r *record.Record) map[string]string {
	values := s.Stored(r)
	for _, key := range []record.Key{record.KeyID, record.KeyCreated, record.KeyModified} {
		values[s.Name(key)], _ = r.Get(key)
	}
	for key, get := range s.computed {
		if value, ok := get(r); ok {
			values[s.Name(key)] = value
		}
	}
	return values
}

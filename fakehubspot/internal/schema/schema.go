package schema

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Schema is the properties of one object type in an account. Readers never wait: each change publishes a new table.
type Schema struct {
	definition *Definition
	computed   map[record.Key]record.Getter
	now        func() time.Time
	normalizes bool

	mu    sync.Mutex
	table atomic.Pointer[table]
}

// table is one state of the schema; it is never changed once published.
type table struct {
	names      []string
	keys       map[string]record.Key
	properties map[string]*Property
	groups     map[string]Group
	rules      map[string][]Rule // by property
	unique     []record.Key      // of custom properties
}

// New returns the schema of a fresh account, on the given clock.
func New(d Definition, now func() time.Time) *Schema {
	s := &Schema{definition: &d, computed: make(map[record.Key]record.Getter, len(d.Computed)), now: now}
	s.table.Store(s.initial())
	for name, computed := range d.Computed {
		s.computed[s.AnyKey(name)] = computed(s.AnyKey)
	}
	return s
}

func (s *Schema) initial() *table {
	t := &table{keys: map[string]record.Key{}, properties: map[string]*Property{}, groups: map[string]Group{}, rules: map[string][]Rule{}}
	for _, name := range s.definition.fixedNames() {
		t.addKey(name)
	}
	for _, p := range s.definition.Properties {
		t.addKey(p.Name)
		t.properties[p.Name] = p
	}
	for _, g := range s.definition.Groups {
		t.groups[g.Name] = g
	}
	return t
}

// addKey makes sure that a name has a key.
func (t *table) addKey(name string) {
	if _, known := t.keys[name]; !known {
		t.keys[name] = record.Key(len(t.names))
		t.names = append(t.names, name)
	}
}

// change publishes a changed copy of the table, or nothing when change fails.
func (s *Schema) change(change func(*table) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.table.Load()
	next := &table{
		names: slices.Clone(old.names), keys: maps.Clone(old.keys),
		properties: maps.Clone(old.properties), groups: maps.Clone(old.groups), rules: maps.Clone(old.rules),
	}
	if err := change(next); err != nil {
		return err
	}
	next.unique = nil
	for name, p := range next.properties {
		if p.HasUniqueValue && !p.Archived && !p.HubSpotDefined {
			next.unique = append(next.unique, next.keys[name])
		}
	}
	slices.Sort(next.unique)
	s.table.Store(next)
	return nil
}

// Key returns the key of a property that exists and is not archived.
func (s *Schema) Key(name string) (record.Key, bool) {
	t := s.table.Load()
	if p := t.properties[name]; p == nil || p.Archived {
		return 0, false
	}
	return t.keys[name], true
}

// AnyKey returns the key of any name; a new name gets a new one. Imports use it for names that the schema lost.
func (s *Schema) AnyKey(name string) record.Key {
	if key, ok := s.table.Load().keys[name]; ok {
		return key
	}
	_ = s.change(func(t *table) error { t.addKey(name); return nil }) // this change cannot fail
	return s.table.Load().keys[name]
}

// Name returns the name behind a key.
func (s *Schema) Name(key record.Key) string {
	return s.table.Load().names[key]
}

// Property returns a definition, archived ones included.
func (s *Schema) Property(name string) (*Property, bool) {
	p, ok := s.table.Load().properties[name]
	return p, ok
}

// Properties lists the definitions by name: the archived ones, or the others.
func (s *Schema) Properties(archived bool) []*Property {
	var list []*Property
	for _, p := range s.table.Load().properties {
		if p.Archived == archived {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b *Property) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Unique are the keys of the custom properties whose values must be unique.
func (s *Schema) Unique() []record.Key { return s.table.Load().unique }

// Custom lists what an account changed about its properties: those that are not HubSpot's own, and those of
// HubSpot's that it archived.
func (s *Schema) Custom() []*Property {
	custom := append(s.Properties(false), s.Properties(true)...)
	custom = slices.DeleteFunc(custom, func(p *Property) bool { return p.HubSpotDefined && !p.Archived })
	slices.SortFunc(custom, func(a, b *Property) int { return cmp.Compare(a.Name, b.Name) })
	return custom
}

// Restore puts a definition back as an export gave it.
func (s *Schema) Restore(p Property) {
	_ = s.change(func(t *table) error { // this change cannot fail
		t.addKey(p.Name)
		t.properties[p.Name] = &p
		return nil
	})
}

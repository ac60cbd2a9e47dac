package schema

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Key is the number of a property name within one Schema. A key is never given to another name.
type Key uint16

// The keys of the properties that a contact holds as fields of its own; every Schema numbers them so.
const (
	KeyObjectID Key = iota
	KeyCreateDate
	KeyLastModified
	KeyEmail
	KeyAdditionalEmails
	KeyMergedIDs
	KeyAllVids
	KeyEmailDomain
	KeyIsContact
)

// fixedNames are the names behind the fixed keys, in their order.
var fixedNames = []string{
	"hs_object_id", "createdate", "lastmodifieddate", "email", "hs_additional_emails",
	"hs_merged_object_ids", "hs_all_contact_vids", "hs_email_domain", "hs_is_contact",
}

// Schema is the account's properties of contacts. Readers never wait: each change publishes a new table.
type Schema struct {
	mu    sync.Mutex
	table atomic.Pointer[table]
	now   func() time.Time
}

// table is one state of the schema; it is never changed once published.
type table struct {
	names      []string
	keys       map[string]Key
	properties map[string]*Property
	groups     map[string]Group
	unique     []Key // of custom properties
}

// New returns the schema of a fresh account, on the given clock.
func New(now func() time.Time) *Schema {
	s := &Schema{now: now}
	s.table.Store(initial())
	return s
}

// Reset goes back to the properties of a fresh account. Numbers already given stay given.
func (s *Schema) Reset() {
	_ = s.change(func(next *table) error { // this change cannot fail
		fresh := initial()
		next.properties, next.groups = fresh.properties, fresh.groups
		return nil
	})
}

func initial() *table {
	t := &table{keys: map[string]Key{}, properties: map[string]*Property{}, groups: map[string]Group{}}
	for _, name := range fixedNames {
		t.number(name)
	}
	for _, p := range standard() {
		t.number(p.Name)
		t.properties[p.Name] = p
	}
	for _, g := range standardGroups() {
		t.groups[g.Name] = g
	}
	return t
}

// number gives a name its key.
func (t *table) number(name string) {
	if _, known := t.keys[name]; !known {
		t.keys[name] = Key(len(t.names))
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
		properties: maps.Clone(old.properties), groups: maps.Clone(old.groups),
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

// Key is the number of a property that exists and is not archived.
func (s *Schema) Key(name string) (Key, bool) {
	t := s.table.Load()
	if p := t.properties[name]; p == nil || p.Archived {
		return 0, false
	}
	return t.keys[name], true
}

// Number is the key of any name; a new name gets a new one. Imports use it for names that the schema lost.
func (s *Schema) Number(name string) Key {
	if key, ok := s.table.Load().keys[name]; ok {
		return key
	}
	_ = s.change(func(t *table) error { t.number(name); return nil }) // this change cannot fail
	return s.table.Load().keys[name]
}

// Name is the name behind a key.
func (s *Schema) Name(key Key) string {
	return s.table.Load().names[key]
}

// Property finds a definition, archived ones included.
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
func (s *Schema) Unique() []Key { return s.table.Load().unique }

// Custom lists what an account changed about its properties: those that are not the vendor's own.
func (s *Schema) Custom() []*Property {
	custom := append(s.Properties(false), s.Properties(true)...)
	custom = slices.DeleteFunc(custom, func(p *Property) bool { return p.HubSpotDefined })
	slices.SortFunc(custom, func(a, b *Property) int { return cmp.Compare(a.Name, b.Name) })
	return custom
}

// Restore puts a definition back as an export gave it.
func (s *Schema) Restore(p Property) {
	_ = s.change(func(t *table) error { // this change cannot fail
		t.number(p.Name)
		t.properties[p.Name] = &p
		return nil
	})
}

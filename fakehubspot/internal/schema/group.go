package schema

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// Groups lists the sections in their display order.
func (s *Schema) Groups() []Group {
	return slices.SortedFunc(maps.Values(s.table.Load().groups), func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.DisplayOrder, b.DisplayOrder), cmp.Compare(a.Name, b.Name))
	})
}

// Group finds a section.
func (s *Schema) Group(name string) (Group, error) {
	if g, ok := s.table.Load().groups[name]; ok {
		return g, nil
	}
	return Group{}, groupNotFound(name)
}

// CreateGroup adds a section.
func (s *Schema) CreateGroup(g Group) error {
	return s.change(func(t *table) error {
		if g.Name == "" || g.Label == "" {
			return refusal.Validation("A property group needs a name and a label")
		}
		if _, exists := t.groups[g.Name]; exists {
			return refusal.Of(http.StatusConflict, refusal.Envelope{
				Message: fmt.Sprintf("A property group named '%s' already exists.", g.Name), Category: "OBJECT_ALREADY_EXISTS",
			})
		}
		t.groups[g.Name] = g
		return nil
	})
}

// UpdateGroup changes a section by edit; its name stays.
func (s *Schema) UpdateGroup(name string, edit func(*Group)) (Group, error) {
	var updated Group
	err := s.change(func(t *table) error {
		known, ok := t.groups[name]
		if !ok {
			return groupNotFound(name)
		}
		updated = known
		edit(&updated)
		updated.Name = known.Name
		t.groups[name] = updated
		return nil
	})
	return updated, err
}

// ArchiveGroup takes an empty section away. One that does not exist is no error.
func (s *Schema) ArchiveGroup(name string) error {
	return s.change(func(t *table) error {
		for _, p := range t.properties {
			if p.GroupName == name && !p.Archived {
				return refusal.Validation(fmt.Sprintf("Property group %q still holds properties", name))
			}
		}
		delete(t.groups, name)
		return nil
	})
}

func groupNotFound(name string) error {
	return refusal.Of(http.StatusNotFound, refusal.Envelope{
		Message: fmt.Sprintf("Property group %q does not exist", name), Category: "OBJECT_NOT_FOUND",
	})
}

package schema

import (
	"cmp"
	"maps"
	"slices"
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

// MaxGroups is the most sections that an account has.
const MaxGroups = 1_000

// CreateGroup adds a section.
func (s *Schema) CreateGroup(g Group) error {
	return s.change(func(t *table) error {
		if err := g.check(); err != nil {
			return err
		}
		if _, exists := t.groups[g.Name]; exists {
			return &DefinitionError{Problem: GroupExists, Name: g.Name}
		}
		if len(t.groups) >= MaxGroups {
			return &DefinitionError{Problem: TooManyGroups, Name: g.Name}
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
		if err := updated.check(); err != nil {
			return err
		}
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
				return &DefinitionError{Problem: GroupInUse, Name: name}
			}
		}
		delete(t.groups, name)
		return nil
	})
}

func groupNotFound(name string) error {
	return &DefinitionError{Problem: GroupNotFound, Name: name}
}

package schema

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// fieldTypes are the input fields that each type of property takes.
var fieldTypes = map[string][]string{
	String:      {"text", "textarea", "html", "file", "phonenumber"},
	Number:      {"number"},
	Date:        {"date"},
	DateTime:    {"date"},
	Enumeration: {"select", "radio", "checkbox", "booleancheckbox"},
	Bool:        {"booleancheckbox"},
	Phone:       {"phonenumber"},
}

// nameForm is what a property may be called.
var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// Create adds a custom property; a refusal says what is wrong with the definition.
func (s *Schema) Create(p Property) (*Property, error) {
	now := s.now().UTC()
	p.CreatedAt, p.UpdatedAt, p.ArchivedAt = &now, &now, nil
	p.Archived, p.HubSpotDefined = false, false
	p.Modification = Modification{Archivable: true, ReadOnlyOptions: p.Modification.ReadOnlyOptions}
	p.DataSensitivity = cmp.Or(p.DataSensitivity, "non_sensitive")
	if p.Options == nil {
		p.Options = []Option{}
	}
	err := s.change(func(t *table) error {
		if known, exists := t.properties[p.Name]; exists && !known.Archived {
			return refusal.PropertyExists(p.Name)
		}
		if err := t.check(p); err != nil {
			return err
		}
		t.number(p.Name)
		t.properties[p.Name] = &p
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// check reports a definition that cannot be.
func (t *table) check(p Property) error {
	fields, known := fieldTypes[p.Type]
	_, grouped := t.groups[p.GroupName]
	switch {
	case !nameForm.MatchString(p.Name):
		return refusal.Validation(fmt.Sprintf("Property name %q must begin with a lower-case letter and hold only a-z, 0-9 and _", p.Name))
	case p.Label == "":
		return refusal.Validation("Property label must not be empty")
	case !known:
		return refusal.Validation(fmt.Sprintf("Property type %q is not one of string, number, date, datetime, enumeration, bool, phone_number", p.Type))
	case !slices.Contains(fields, p.FieldType):
		return refusal.Validation(fmt.Sprintf("Field type %q does not go with type %q; use one of %v", p.FieldType, p.Type, fields))
	case !grouped:
		return refusal.Validation(fmt.Sprintf("Property group %q does not exist", p.GroupName))
	case p.Type == Enumeration && len(p.Options) == 0 && !p.ExternalOptions:
		return refusal.Validation("Enumeration properties must have options")
	}
	seen := map[string]bool{}
	for _, option := range p.Options {
		if option.Value == "" || seen[option.Value] {
			return refusal.Validation(fmt.Sprintf("Option value %q is empty or stands twice", option.Value))
		}
		seen[option.Value] = true
	}
	return nil
}

// Update changes a definition by edit; what the vendor keeps for itself stays.
func (s *Schema) Update(name string, edit func(*Property)) (*Property, error) {
	now := s.now().UTC()
	var updated Property
	err := s.change(func(t *table) error {
		known, exists := t.properties[name]
		if !exists || known.Archived {
			return notFound(name)
		}
		updated = *known
		edit(&updated)
		updated.Name, updated.UpdatedAt = known.Name, &now
		if known.HubSpotDefined {
			return refusal.Validation(fmt.Sprintf("Property %q is defined by HubSpot and cannot be changed", name))
		}
		if err := t.check(updated); err != nil {
			return err
		}
		t.properties[name] = &updated
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &updated, nil
}

// Archive takes a custom property away. One that does not exist is no error.
func (s *Schema) Archive(name string) error {
	now := s.now().UTC()
	return s.change(func(t *table) error {
		known, exists := t.properties[name]
		if !exists || known.Archived {
			return nil
		}
		if known.HubSpotDefined {
			return refusal.Validation(fmt.Sprintf("Property %q is defined by HubSpot and cannot be archived", name))
		}
		archived := *known
		archived.Archived, archived.ArchivedAt = true, &now
		t.properties[name] = &archived
		return nil
	})
}

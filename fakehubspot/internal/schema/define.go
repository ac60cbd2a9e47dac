package schema

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// fieldTypes are the input fields that each type of property takes.
var fieldTypes = map[string][]string{
	String:      {"text", "textarea", "html", "file", "phonenumber", calculation},
	Number:      {"number", calculation},
	Date:        {"date"},
	DateTime:    {"date"},
	Enumeration: {"select", "radio", "checkbox", "booleancheckbox", calculation},
	Bool:        {"booleancheckbox", calculation},
	Phone:       {"phonenumber"},
}

// calculation is the field of properties that HubSpot calculates by a formula.
const calculation = "calculation_equation"

// calculate makes a property with a formula one that only HubSpot sets.
func (p *Property) calculate() {
	p.Calculated = p.FieldType == calculation
	p.Modification.ReadOnlyValue = p.Calculated
}

// nameForm is what a property may be called.
var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// Create adds a custom property; the error is a *DefinitionError.
func (s *Schema) Create(p Property) (*Property, error) {
	now := s.now().UTC()
	p.CreatedAt, p.UpdatedAt, p.ArchivedAt = &now, &now, nil
	p.Archived, p.HubSpotDefined = false, false
	p.Modification = Modification{Archivable: true, ReadOnlyOptions: p.Modification.ReadOnlyOptions}
	p.calculate()
	p.DataSensitivity = cmp.Or(p.DataSensitivity, "non_sensitive")
	if p.Options == nil {
		p.Options = []Option{}
	}
	err := s.change(func(t *table) error {
		if known, exists := t.properties[p.Name]; exists && !known.Archived {
			return &DefinitionError{Problem: PropertyExists, Name: p.Name}
		}
		if err := t.check(p); err != nil {
			return err
		}
		if t.full(p.Name) {
			return &DefinitionError{Problem: TooMany, Name: p.Name}
		}
		if p.HasUniqueValue && s.definition.NoUnique {
			return &DefinitionError{Problem: NoUnique, Name: p.Name}
		}
		if p.HasUniqueValue && len(s.Unique()) >= MaxUnique {
			return &DefinitionError{Problem: TooManyUnique, Name: p.Name}
		}
		t.addKey(p.Name)
		t.properties[p.Name] = &p
		delete(t.rules, p.Name) // those of a property of that name that was archived
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// The most properties of its own that an account has at a time, and the most names that they ever had: a name keeps its
// key when the property is archived.
const (
	MaxCustom = 1_000
	MaxNames  = 2_000
)

// MaxUnique is the most properties with unique values that an account makes for one object type, beside HubSpot's own.
const MaxUnique = 10

// full reports whether there is no room for another property.
func (t *table) full(name string) bool {
	custom := 0
	for _, p := range t.properties {
		if !p.HubSpotDefined && !p.Archived {
			custom++
		}
	}
	_, named := t.keys[name]
	return custom >= MaxCustom || !named && len(t.names) >= MaxNames
}

// check reports a definition that is invalid.
func (t *table) check(p Property) error {
	fields, known := fieldTypes[p.Type]
	_, grouped := t.groups[p.GroupName]
	wrong := &DefinitionError{Name: p.Name}
	switch {
	case !nameForm.MatchString(p.Name):
		wrong.Problem = BadName
	case p.Label == "":
		wrong.Problem = NoLabel
	case !known:
		wrong.Problem, wrong.Value = UnknownType, p.Type
	case !slices.Contains(fields, p.FieldType):
		wrong.Problem, wrong.Value, wrong.Allowed, wrong.Type = WrongField, p.FieldType, fields, p.Type
	case !grouped:
		wrong.Problem, wrong.Value = UnknownGroup, p.GroupName
	case p.Type == Enumeration && len(p.Options) == 0 && !p.ExternalOptions:
		wrong.Problem = NoOptions
	case p.Calculated && strings.TrimSpace(p.CalculationFormula) == "":
		wrong.Problem = NoFormula
	default:
		return cmp.Or(p.CheckSize(), checkMembers(p), checkOptions(p))
	}
	return wrong
}

// CheckForm reports a name that no property can have, and a type that there is not.
func (p *Property) CheckForm() error {
	if !nameForm.MatchString(p.Name) {
		return fmt.Errorf("name must begin with a lower-case letter and hold only a-z, 0-9 and _, at most 100, got %.200q", p.Name)
	}
	if _, known := fieldTypes[p.Type]; !known {
		return fmt.Errorf("type must be one of %s, got %q", strings.Join(slices.Sorted(maps.Keys(fieldTypes)), ", "), p.Type)
	}
	return nil
}

func checkOptions(p Property) error {
	seen := map[string]bool{}
	for _, option := range p.Options {
		if option.Value == "" || seen[option.Value] {
			return &DefinitionError{Problem: BadOption, Name: p.Name, Value: option.Value}
		}
		seen[option.Value] = true
	}
	return nil
}

// Update changes a definition by edit; what HubSpot keeps for itself stays.
func (s *Schema) Update(name string, edit func(*Property)) (*Property, error) {
	now := s.now().UTC()
	var updated Property
	err := s.change(func(t *table) error {
		known, exists := t.properties[name]
		if !exists || known.Archived {
			return &DefinitionError{Problem: PropertyNotFound, Name: name}
		}
		updated = *known
		edit(&updated)
		updated.Name, updated.UpdatedAt = known.Name, &now
		updated.calculate()
		if known.HubSpotDefined {
			return &DefinitionError{Problem: NotChangeable, Name: name}
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

// Archive archives properties, those of HubSpot's own only if they are archivable: all of them or, after an error, none.
// It is no error if there is none of a name.
func (s *Schema) Archive(names ...string) error {
	now := s.now().UTC()
	return s.change(func(t *table) error {
		for _, name := range names {
			known, exists := t.properties[name]
			if !exists || known.Archived {
				continue
			}
			if !known.Modification.Archivable {
				return &DefinitionError{Problem: NotArchivable, Name: name}
			}
			archived := *known
			archived.Archived, archived.ArchivedAt = true, &now
			t.properties[name] = &archived
		}
		return nil
	})
}

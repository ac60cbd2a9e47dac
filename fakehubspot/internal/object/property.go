package object

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// born is when the standard properties were made in every account.
var born = time.Date(2019, time.August, 6, 2, 41, 8, 29_000_000, time.UTC)

// writable returns a standard property that accounts fill themselves.
func writable(group, name, label, kind, field string, options ...string) *schema.Property {
	p := standard(group, name, label, kind, field, options)
	p.FormField = true
	return p
}

// computed returns a standard property that only HubSpot sets.
func computed(group, name, label, kind, field string, options ...string) *schema.Property {
	p := standard(group, name, label, kind, field, options)
	p.Modification.ReadOnlyValue = true
	p.Calculated = kind == schema.Enumeration || kind == schema.Bool
	return p
}

func standard(group, name, label, kind, field string, values []string) *schema.Property {
	options := make([]schema.Option, len(values))
	for i, value := range values {
		options[i] = schema.Option{Label: value, Value: value, DisplayOrder: i}
	}
	return &schema.Property{
		Name: name, Label: label, Type: kind, FieldType: field, GroupName: group,
		CreatedAt: &born, UpdatedAt: &born, Options: options, DisplayOrder: -1,
		HubSpotDefined: true, DataSensitivity: "non_sensitive",
		Modification: schema.Modification{ReadOnlyDefinition: true, ReadOnlyOptions: new(kind == schema.Enumeration)},
	}
}

// unique marks a property whose values only one record can have.
func unique(p *schema.Property) *schema.Property {
	p.HasUniqueValue = true
	return p
}

// open marks an enumeration whose options are kept elsewhere: it takes any value.
func open(p *schema.Property) *schema.Property {
	p.ExternalOptions = true
	return p
}

// referring marks a property whose values are IDs of another object type.
func referring(p *schema.Property, object string) *schema.Property {
	p.ReferencedObjectType = object
	return p
}

// archivable marks a standard property that accounts may do without.
func archivable(p *schema.Property) *schema.Property {
	p.Modification.Archivable = true
	return p
}

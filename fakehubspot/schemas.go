package fakehubspot

import "encoding/json"

// Schema is an object type of an account's own, as HubSpot's schemas API takes it. All names but Name are those of
// properties.
type Schema struct {
	// Name is what the account calls the type, such as car: HubSpot makes p62515_car of it, which is its name in paths.
	Name   string       `json:"name"`
	Labels SchemaLabels `json:"labels"`
	// PrimaryDisplayProperty is the property by which people tell records apart.
	PrimaryDisplayProperty     string   `json:"primaryDisplayProperty"`
	SecondaryDisplayProperties []string `json:"secondaryDisplayProperties,omitempty"`
	// RequiredProperties are those that a new record must have, SearchableProperties those that the query of a search looks
	// through; without any, it is the primary one.
	RequiredProperties   []string `json:"requiredProperties,omitempty"`
	SearchableProperties []string `json:"searchableProperties,omitempty"`
	// Properties are those that the type begins with, beside the ones that every type has.
	Properties []SchemaProperty `json:"properties"`
	// AssociatedObjects are the object types, by any of their names, with which its records can be associated.
	AssociatedObjects []string `json:"associatedObjects,omitempty"`
}

// SchemaLabels are what people call one record of an object type, and several.
type SchemaLabels struct {
	Singular string `json:"singular"`
	Plural   string `json:"plural"`
}

// SchemaProperty is a property of a Schema.
type SchemaProperty struct {
	Name string `json:"name"`
	// Label is what people see; empty for the name.
	Label string `json:"label"`
	// Type is the type of its values; empty for PropertyString.
	Type PropertyType `json:"type"`
	// HasUniqueValue says that no two live records can have the same value.
	HasUniqueValue bool `json:"hasUniqueValue,omitempty"`
}

// MarshalJSON fills in what the schemas API wants to know besides.
func (p SchemaProperty) MarshalJSON() ([]byte, error) {
	type plain SchemaProperty
	if p.Label == "" {
		p.Label = p.Name
	}
	if p.Type == "" {
		p.Type = PropertyString
	}
	return json.Marshal(struct {
		plain
		FieldType string `json:"fieldType"`
	}{plain(p), fieldTypes[p.Type]})
}

// Define adds an object type to the account, as a call of HubSpot's schemas API does, and returns its records. The error is
// ErrTaken if there is one of that name.
func (s *Server) Define(schema Schema) (*Object, error) {
	body, err := json.Marshal(schema)
	if err != nil {
		return nil, failure{ErrInvalid, err}
	}
	name, err := s.hub.Define(body)
	if err != nil {
		return nil, public(err)
	}
	return s.Object(name), nil
}

// Package schema holds the properties that the records of an object type can have: their definitions, and which values
// a write may set.
//
// A Schema also assigns a key to each property name, so that a million records need not repeat the names.
package schema

import "time"

// The types a property can have.
const (
	String      = "string"
	Number      = "number"
	Date        = "date"
	DateTime    = "datetime"
	Enumeration = "enumeration"
	Bool        = "bool"
	Phone       = "phone_number"
)

// Property is one definition, its fields in the order in which HubSpot sends them.
type Property struct {
	UpdatedAt            *time.Time `json:"updatedAt,omitempty"`
	CreatedAt            *time.Time `json:"createdAt,omitempty"`
	ArchivedAt           *time.Time `json:"archivedAt,omitempty"`
	CreatedUserID        string     `json:"createdUserId,omitempty"`
	UpdatedUserID        string     `json:"updatedUserId,omitempty"`
	Name                 string     `json:"name"`
	Label                string     `json:"label"`
	Type                 string     `json:"type"`
	FieldType            string     `json:"fieldType"`
	Description          string     `json:"description"`
	GroupName            string     `json:"groupName"`
	Options              []Option   `json:"options"`
	ReferencedObjectType string     `json:"referencedObjectType,omitempty"`
	DisplayOrder         int        `json:"displayOrder"`
	Calculated           bool       `json:"calculated"`
	CalculationFormula   string     `json:"calculationFormula,omitempty"`
	ExternalOptions      bool       `json:"externalOptions"`
	Archived             bool       `json:"archived"`
	HasUniqueValue       bool       `json:"hasUniqueValue"`
	Hidden               bool       `json:"hidden"`
	HubSpotDefined       bool       `json:"hubspotDefined,omitempty"`
	Hints
	Modification    Modification `json:"modificationMetadata"`
	FormField       bool         `json:"formField"`
	DataSensitivity string       `json:"dataSensitivity"`
}

// Option is one value of an enumeration.
type Option struct {
	Label        string `json:"label"`
	Value        string `json:"value"`
	Description  string `json:"description,omitempty"`
	DisplayOrder int    `json:"displayOrder"`
	Hidden       bool   `json:"hidden"`
}

// Modification says what an account may change about a property.
type Modification struct {
	Archivable         bool  `json:"archivable"`
	ReadOnlyDefinition bool  `json:"readOnlyDefinition"`
	ReadOnlyOptions    *bool `json:"readOnlyOptions,omitempty"`
	ReadOnlyValue      bool  `json:"readOnlyValue"`
}

// Group is a section of properties.
type Group struct {
	Name         string `json:"name"`
	Label        string `json:"label"`
	DisplayOrder int    `json:"displayOrder"`
	Archived     bool   `json:"archived"`
}

// has reports whether the options hold the value, case and all.
func (p *Property) has(value string) bool {
	for _, option := range p.Options {
		if option.Value == value {
			return true
		}
	}
	return false
}

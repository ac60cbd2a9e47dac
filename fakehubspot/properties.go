package fakehubspot

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// PropertyType is the type of a property's values.
type PropertyType string

// The types that [Server.DefineProperty] accepts.
const (
	PropertyString   PropertyType = "string"
	PropertyNumber   PropertyType = "number"
	PropertyDate     PropertyType = "date"
	PropertyDateTime PropertyType = "datetime"
	PropertyBool     PropertyType = "bool"
)

// fieldTypes is how HubSpot's interface shows each type.
var fieldTypes = map[PropertyType]string{
	PropertyString: "text", PropertyNumber: "number", PropertyDate: "date", PropertyDateTime: "date",
	PropertyBool: "booleancheckbox",
}

// DefineProperty adds a custom property to contacts. If it is unique, no two live contacts can have the same value. The
// error is ErrTaken if there is such a property.
func (s *Server) DefineProperty(name string, kind PropertyType, unique bool) error {
	field, known := fieldTypes[kind]
	if !known {
		return fmt.Errorf("%w type %q of property %q: must be string, number, date, datetime or bool", ErrInvalid, kind, name)
	}
	_, err := s.hub.Contacts().Schema.Create(schema.Property{
		Name: name, Label: name, Type: string(kind), FieldType: field, GroupName: "contactinformation", HasUniqueValue: unique,
	})
	return public(err)
}

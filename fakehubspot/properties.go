package fakehubspot

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// PropertyType is the type of a property's values.
type PropertyType string

// The types that [Object.DefineProperty] accepts.
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
	return s.contacts().DefineProperty(name, kind, unique)
}

// DefineProperty adds a custom property to the object type. If it is unique, no two live records can have the same value.
// The error is ErrTaken if there is such a property.
func (o *Object) DefineProperty(name string, kind PropertyType, unique bool) error {
	field, known := fieldTypes[kind]
	if !known {
		return fmt.Errorf("%w type %q of property %q: must be string, number, date, datetime or bool", ErrInvalid, kind, name)
	}
	all, err := o.records()
	if err != nil {
		return err
	}
	p := schema.Property{Name: name, Label: name, Type: string(kind), FieldType: field, HasUniqueValue: unique}
	if groups := all.Schema.Groups(); len(groups) > 0 {
		p.GroupName = groups[0].Name
	}
	_, err = all.Schema.Create(p)
	return public(err)
}

// ValidationRule is what an account's administrators ask of the values of a property, such as MAX_LENGTH with the argument 5.
type ValidationRule struct {
	// Type is one of HubSpot's, such as REGEX or PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE.
	Type      string
	Arguments []string
	// Normalize brings values into a normal form, as far as that is done here: phone numbers.
	Normalize bool
}

// SetRule makes a validation rule one of a property's: from then on a write of a value that breaks it is refused. It takes the
// place of a rule of the same type.
func (o *Object) SetRule(property string, rule ValidationRule) error {
	all, err := o.records()
	if err != nil {
		return err
	}
	r := schema.Rule{Type: rule.Type, Arguments: append([]string{}, rule.Arguments...)}
	if rule.Normalize {
		r.Normalize = &rule.Normalize
	}
	return public(all.Schema.SetRule(property, r))
}

package stack

import (
	"context"
	"net/http"
	"net/url"
)

// Property is a property that an account has defined.
type Property struct {
	Name string
	// Type is string, number, bool, date, datetime or enumeration, and FieldType what people fill in: text, number, date,
	// checkbox and so on.
	Type, FieldType string
	// Unique properties have another value in every record.
	Unique bool
	// Options are the values of an enumeration.
	Options []string
}

// Define adds a property to the object type, in one of its groups.
func (o *Object) Define(ctx context.Context, group string, p Property) error {
	definition := map[string]any{
		"name": p.Name, "label": p.Name, "type": p.Type, "fieldType": p.FieldType, "groupName": group, "hasUniqueValue": p.Unique,
	}
	if len(p.Options) > 0 {
		options := make([]map[string]any, len(p.Options))
		for i, value := range p.Options {
			options[i] = map[string]any{"label": value, "value": value, "displayOrder": i}
		}
		definition["options"] = options
	}
	return o.http.call(ctx, http.MethodPost, "/crm/v3/properties/"+url.PathEscape(o.name), definition, nil)
}

package refusal

import (
	"fmt"
	"net/http"
)

// What follows answers calls to the schemas API. The wordings are ours where no sample is known.

// MissingSchemaScope is the 403 for reading schemas without a scope for them. It names a scope that apps cannot ask for.
func MissingSchemaScope() Refusal {
	return of(http.StatusForbidden, envelope{
		Message:  "One or more of the following scopes are required.",
		Context:  map[string][]string{"requiredGranularScopes": {"custom-object-read"}, "links": {scopesPage}},
		Category: "MISSING_SCOPES",
	})
}

// SchemaExists is the 409 for the name of an object type that exists.
func SchemaExists(name string) Refusal {
	return of(http.StatusConflict, envelope{
		Message: fmt.Sprintf("An object type named '%s' already exists.", name), Context: map[string][]string{"name": {name}},
		Category: "OBJECT_ALREADY_EXISTS",
	})
}

// SchemaName is the 400 for a name that no object type can have.
func SchemaName(name string) Refusal {
	return validation(fmt.Sprintf("Object type name %s must begin with a letter and hold only letters, digits and underscores", quoted(name)))
}

// SchemaLabels is the 400 for an object type without both labels.
func SchemaLabels() Refusal {
	return validation("Object type labels must have a singular and a plural form")
}

// SchemaWithoutPrimary is the 400 for an object type without a property by which people tell its records apart.
func SchemaWithoutPrimary() Refusal {
	return validation("A primary display property must be set")
}

// SchemaProperty is the 400 for a setting of an object type that names a property which it does not have.
func SchemaProperty(name string) Refusal {
	return validation(fmt.Sprintf("Property %s is not a property of the object type", quoted(name)))
}

// TooManySearchable is the 400 for more properties than a search can look through.
func TooManySearchable(most, got int) Refusal {
	return validation(fmt.Sprintf("An object type can have at most %d searchable properties, got %d", most, got))
}

// NotCustom is the 400 for a change to an object type that HubSpot defines.
func NotCustom(name string) Refusal {
	return validation(fmt.Sprintf("Object type %s is defined by HubSpot and cannot be changed", quoted(name)))
}

// SchemaInUse is the 400 for archiving an object type that has records.
func SchemaInUse(name string) Refusal {
	return validation(fmt.Sprintf("Object type %s still has records and cannot be deleted", quoted(name)))
}

// OtherSchema is the 400 for an association of two other object types than the one in the path.
func OtherSchema(name string) Refusal {
	return validation(fmt.Sprintf("One of fromObjectTypeId and toObjectTypeId must be the object type %s", quoted(name)))
}

// AssociationExists is the 409 for object types whose records can be associated already.
func AssociationExists(from, to string) Refusal {
	return of(http.StatusConflict, envelope{
		Message:  fmt.Sprintf("An association from object type %s to object type %s already exists.", from, to),
		Category: "OBJECT_ALREADY_EXISTS",
	})
}

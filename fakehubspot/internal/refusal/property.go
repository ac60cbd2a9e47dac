package refusal

import (
	"fmt"
	"net/http"
	"strings"
)

// What follows answers calls to the properties API. The wordings are ours where no sample is known.

// PropertyNotFound is the 404 for a property that does not exist.
func PropertyNotFound(name string) Refusal {
	return of(http.StatusNotFound, envelope{
		Message: fmt.Sprintf("Property %s does not exist", quoted(name)), Category: "OBJECT_NOT_FOUND",
	})
}

// PropertyExists is the 409 for the name of a property that exists.
func PropertyExists(name string) Refusal {
	return of(http.StatusConflict, envelope{
		Message: fmt.Sprintf("A property named '%s' already exists.", name), Context: map[string][]string{"name": {name}},
		Category: "OBJECT_ALREADY_EXISTS", SubCategory: "Properties.PROPERTY_WITH_NAME_EXISTS",
	})
}

// PropertyName is the 400 for a name that no property can have.
func PropertyName(name string) Refusal {
	return validation(fmt.Sprintf("Property name %s must begin with a lower-case letter and hold only a-z, 0-9 and _", quoted(name)))
}

// PropertyLabel is the 400 for a property without a label.
func PropertyLabel() Refusal { return validation("Property label must not be empty") }

// PropertyType is the 400 for a type that does not exist.
func PropertyType(kind string) Refusal {
	return validation(fmt.Sprintf("Property type %s is not one of string, number, date, datetime, enumeration, bool, phone_number", quoted(kind)))
}

// PropertyField is the 400 for a field type that the type of a property does not allow.
func PropertyField(field, kind string, allowed []string) Refusal {
	return validation(fmt.Sprintf("Field type %s does not go with type %s; use one of %s", quoted(field), quoted(kind), strings.Join(allowed, ", ")))
}

// PropertyGroup is the 400 for a property in a group that does not exist.
func PropertyGroup(group string) Refusal {
	return validation(fmt.Sprintf("Property group %s does not exist", quoted(group)))
}

// PropertyOptions is the 400 for an enumeration without options.
func PropertyOptions() Refusal { return validation("Enumeration properties must have options") }

// PropertyFormula is the 400 for a calculated property without a formula.
func PropertyFormula() Refusal {
	return validation("Properties of the field type \"calculation_equation\" must have a calculationFormula")
}

// PropertyMember is the 400 for a member of a definition with a value that it cannot have.
func PropertyMember(member, value string, allowed []string) Refusal {
	return validation(fmt.Sprintf("%s %s is not one of %s", member, quoted(value), strings.Join(allowed, ", ")))
}

// PropertyOption is the 400 for an option that is empty or duplicated.
func PropertyOption(value string) Refusal {
	return validation(fmt.Sprintf("Option value %s is empty or stands twice", quoted(value)))
}

// PropertyLimit is the 400 for one property or group more than an account can have.
func PropertyLimit(what string, most int) Refusal {
	return validation(fmt.Sprintf("The account has reached its limit of %d %s", most, what))
}

// RuleType is the 400 for a validation rule of a type that HubSpot does not have.
func RuleType(kind string, allowed []string) Refusal {
	return validation(fmt.Sprintf("Validation rule type %s is not one of %s", quoted(kind), strings.Join(allowed, ", ")))
}

// RuleArguments is the 400 for a validation rule with arguments that its type does not take.
func RuleArguments(kind, arguments string) Refusal {
	return validation(fmt.Sprintf("Validation rule %s does not take the arguments [%s]", kind, arguments))
}

// RuleNotFound is the 404 for a validation rule that a property does not have.
func RuleNotFound(property, kind string) Refusal {
	return of(http.StatusNotFound, envelope{
		Message: fmt.Sprintf("Property %s has no validation rule %s", quoted(property), quoted(kind)), Category: "OBJECT_NOT_FOUND",
	})
}

// PropertyNotUnique is the 400 for a property with unique values of an object type that can have none.
func PropertyNotUnique() Refusal {
	return validation("Properties with unique values cannot be created for this object type")
}

// PropertySize is the 400 for a property or a group with more options or text than there can be.
func PropertySize(options, text int) Refusal {
	return validation(fmt.Sprintf("The definition is too large: at most %d options and %d bytes of text are allowed", options, text))
}

// PropertyFixed is the 400 for a change to a property that HubSpot defines.
func PropertyFixed(name string) Refusal {
	return validation(fmt.Sprintf("Property %s is defined by HubSpot and cannot be changed", quoted(name)))
}

// PropertyKept is the 400 for archiving a property that HubSpot defines.
func PropertyKept(name string) Refusal {
	return validation(fmt.Sprintf("Property %s is defined by HubSpot and cannot be archived", quoted(name)))
}

// GroupNotFound is the 404 for a group that does not exist.
func GroupNotFound(name string) Refusal {
	return of(http.StatusNotFound, envelope{
		Message: fmt.Sprintf("Property group %s does not exist", quoted(name)), Category: "OBJECT_NOT_FOUND",
	})
}

// GroupExists is the 409 for the name of a group that exists.
func GroupExists(name string) Refusal {
	return of(http.StatusConflict, envelope{
		Message: fmt.Sprintf("A property group named '%s' already exists.", name), Category: "OBJECT_ALREADY_EXISTS",
	})
}

// GroupIncomplete is the 400 for a group without a name or a label.
func GroupIncomplete() Refusal { return validation("A property group needs a name and a label") }

// GroupInUse is the 400 for archiving a group that still has properties.
func GroupInUse(name string) Refusal {
	return validation(fmt.Sprintf("Property group %s still holds properties", quoted(name)))
}

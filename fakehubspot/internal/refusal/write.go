package refusal

import (
	"fmt"
	"net/http"
)

// InvalidProperties is the 400 for the values of a write that properties do
// not take, all of them at once: the message holds them as JSON, the errors
// repeat them.
func InvalidProperties(faults []PropertyFault) Refusal {
	details := make([]Detail, len(faults))
	for i, fault := range faults {
		details[i] = Detail{
			Message: fault.Message, Code: fault.Error,
			Context: map[string][]string{"propertyName": {fault.Name}},
		}
	}
	return Validation("Property values were not valid: "+string(compact(faults)), details...)
}

// UnknownObjectType is the 400 for an object type the account does not have.
func UnknownObjectType(name string) Refusal {
	return Of(http.StatusBadRequest, Envelope{Message: "Unable to infer object type from: " + name})
}

// UniqueTaken is the 409 for a value of a unique property that another record
// has.
func UniqueTaken(name, value string) Refusal {
	return Of(http.StatusConflict, Envelope{
		Message:  fmt.Sprintf("A record with value %q of the unique property %q already exists.", value, name),
		Category: "CONFLICT",
	})
}

// PropertyNotFound is the 404 of the properties API.
func PropertyNotFound(name string) Refusal {
	return Of(http.StatusNotFound, Envelope{
		Message: fmt.Sprintf("Property %q does not exist", name), Category: "OBJECT_NOT_FOUND",
	})
}

// PropertyExists is the 409 of the properties API.
func PropertyExists(name string) Refusal {
	return Of(http.StatusConflict, Envelope{
		Message: fmt.Sprintf("A property named '%s' already exists.", name), Category: "OBJECT_ALREADY_EXISTS",
	})
}

package refusal

import (
	"fmt"
	"net/http"
)

const invalidAssociations = "One or more associations are invalid"

// InvalidAssociation is the 400 for an association of a type that the object does not have.
func InvalidAssociation(category string, typeID int) Refusal {
	spec := fmt.Sprintf("%s=%d", category, typeID)
	return of(http.StatusBadRequest, envelope{
		Message: invalidAssociations, Category: "VALIDATION_ERROR",
		Context: map[string][]string{
			"associationSpec": {spec}, "INVALID_ASSOCIATION_TYPE_ID": {spec + " is not a valid association definition id"},
		},
	})
}

// NoAssociatedRecord is the 400 for an association with a record that does not exist. The object is named as "CONTACT" is.
// The words in the context are ours, after those of a type that does not exist.
func NoAssociatedRecord(object, id string) Refusal {
	spec := object + "=" + id
	return of(http.StatusBadRequest, envelope{
		Message: invalidAssociations, Category: "VALIDATION_ERROR",
		Context: map[string][]string{"objectId": {spec}, "INVALID_OBJECT_ID": {spec + " is not a valid object id"}},
	})
}

// SelfAssociation is the 400 for an association of a record with itself.
func SelfAssociation(id string) Refusal {
	return validation(fmt.Sprintf("Object %s cannot be associated to itself (%s)", id, id))
}

// Unrelated is the 400 for object types whose records cannot be associated, by their IDs. The wording is ours.
func Unrelated(from, to string) Refusal {
	return validation(fmt.Sprintf("Objects of type %s cannot be associated with objects of type %s", from, to))
}

// InvalidIdentifier is what a batch says about an ID that no record has.
func InvalidIdentifier(id string) Refusal {
	return of(http.StatusBadRequest, envelope{
		Message: id + " is not a valid ID", Category: "VALIDATION_ERROR", SubCategory: "crm.associations.INVALID_IDENTIFIER",
	})
}

// NoAssociations is the entry of a 207 answer for a record that is associated with none of another object type.
func NoAssociations(from, to, id string) BatchError {
	return BatchError{
		Status: "error", Category: "OBJECT_NOT_FOUND", SubCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
		Message: fmt.Sprintf("No %s is associated with %s %s.", to, from, id),
		Context: map[string][]string{"fromObjectId": {id}, "fromObjectType": {from}, "toObjectType": {to}},
	}
}

// UnknownAssociationName is the 400 for a type of association that v3 does not know by the name. The wording is ours.
func UnknownAssociationName(name string) Refusal {
	return validation("Invalid association type: " + name)
}

// TooManyAssociations is the 400 for an association beyond the limit of its type. The wording is ours.
func TooManyAssociations(id, spec string, most int) Refusal {
	return validation(fmt.Sprintf("Object %s has %d associations of type %s already, which is the limit", id, most, spec))
}

// LabelTaken is the 400 for a label that two object types have already. The wording is ours.
func LabelTaken(label string) Refusal {
	return validation("An association label " + quoted(label) + " already exists between the two objects")
}

// TooManyLabels is the 400 for a label beyond those that two object types can have. The wording is ours.
func TooManyLabels(most int) Refusal {
	return validation(fmt.Sprintf("There can be at most %d association labels between two objects", most))
}

// LabelName is the 400 for a name that a label cannot have. The wording is ours.
func LabelName(name string) Refusal {
	return validation("Invalid association label name " + quoted(name) + ": it must not have hyphens or begin with a digit")
}

// NoConfiguration is the 400 for a limit that a type of association does not have. The wording is ours.
func NoConfiguration(spec string) Refusal {
	return validation("There is no association limit for " + spec)
}

// BadConfiguration is the 400 for a limit that cannot be. The wording is ours.
func BadConfiguration(most, limit int) Refusal {
	return validation(fmt.Sprintf("maxToObjectIds must be between 1 and %d, got %d", limit, most))
}

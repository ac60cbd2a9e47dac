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

package refusal

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

const badRequest = http.StatusBadRequest

// NotFound is the 404 for a numeric ID that has no record.
func NotFound() Refusal {
	return of(http.StatusNotFound, envelope{Message: "resource not found"})
}

// ObjectNotFound is the 404 for an ID that is no number. The two spaces are HubSpot's.
func ObjectNotFound(id string) Refusal {
	return of(http.StatusNotFound, envelope{
		Message:  "Object not found.  objectId are usually numeric.",
		Context:  map[string][]string{"id": {id}},
		Category: "OBJECT_NOT_FOUND",
	})
}

// NotIdentifying is the 400 for an idProperty whose values are not unique.
func NotIdentifying(typeID, property string) Refusal {
	return validation("Unable to find an object by non-unique " + typeID + " property: " + property)
}

// NotUpsertable is the 400 for a batch that updates or upserts by a property whose values are not unique, the ID among
// them.
func NotUpsertable(typeID, property string) Refusal {
	return validation(fmt.Sprintf("Unable to perform update/upsert by non-unique %s property %s in portal ID %d", typeID, property, PortalID))
}

// RepeatedInBatch is the 400 for a batch of which several inputs write the same record.
func RepeatedInBatch(ids []string) Refusal {
	return of(badRequest, envelope{
		Message: "Duplicate IDs found in batch input: [" + strings.Join(ids, ", ") + "]. IDs must be unique",
		Context: map[string][]string{"ids": ids}, Category: "VALIDATION_ERROR",
	})
}

// Incomplete is the 400 for a new record that has none of the properties of which it needs one. The wording is ours.
func Incomplete(oneOf []string) Refusal {
	last := len(oneOf) - 1
	if last == 0 {
		return validation("The property " + oneOf[0] + " must be set.")
	}
	return validation("At least one of the properties " + strings.Join(oneOf[:last], ", ") + " and " + oneOf[last] + " must be set.")
}

// NothingToUpdate is the 400 for an update of one record that names no property.
func NothingToUpdate() Refusal {
	return validation("No properties found to update, please provide at least one.")
}

// MissingProperties is the 400 for a new record without properties that it needs. The object is named as "CALL" is.
func MissingProperties(object string, names []string) Refusal {
	return of(http.StatusBadRequest, envelope{
		Message:  "Error creating " + object + ". Some required properties were not set.",
		Category: "VALIDATION_ERROR", Context: map[string][]string{"properties": names},
	})
}

// MissingInUpdate is the 400 for an update that would leave a record without properties that the account's administrators
// require. No body is published: this one follows that of a create.
func MissingInUpdate(object string, names []string) Refusal {
	return of(http.StatusBadRequest, envelope{
		Message:  "Error updating " + object + ". Some required properties were not set.",
		Category: "VALIDATION_ERROR", Context: map[string][]string{"properties": names},
	})
}

// Conflict is the 409 for a value by which another record is known to exist: an email address of contacts. The object is named as
// "Contact" is.
func Conflict(object, existingID string) Refusal {
	return of(http.StatusConflict, envelope{
		Message: object + " already exists. Existing ID: " + existingID, Category: "CONFLICT",
	})
}

// UniqueTaken is the 400 for a value of a unique property that another record has. It names the record that was to be
// written, of a new one an ID that nobody will see, and then the one that has the value. How it names an object type of an
// account's own is a choice.
func UniqueTaken(t *object.Type, property, value string, writing, holder int64) Refusal {
	kind := "legacyObjectType=" + t.Word()
	if meta, inner, numbered := strings.Cut(t.TypeID, "-"); t.Own != "" && numbered {
		kind = "metaTypeId=" + meta + ", innerId=" + inner
	}
	return validation(fmt.Sprintf(
		"Cannot set PropertyValueCoordinates{portalId=%d, objectTypeId=ObjectTypeId{%s}, propertyName=%s, value=%s} on %d. %d already has that value.",
		PortalID, kind, property, value, writing, holder))
}

// DuplicateInBatch is the 400 for a value that only one record can have and that two inputs of a batch set. The
// wording is ours.
func DuplicateInBatch(property, value string) Refusal {
	return validation("Duplicate " + property + " in batch: " + value)
}

// SelfMerge is the 400 for a merge of a record with itself. The wording is ours.
func SelfMerge(id int64) Refusal {
	return validation(fmt.Sprintf("Cannot merge object %d with itself", id))
}

// TooManyIdentities is the 414 of a merge past 250 identities.
func TooManyIdentities() Refusal {
	return of(http.StatusRequestURITooLong, envelope{
		Message: "Cannot have more than 250 identities on a profile", Category: "VALIDATION_ERROR",
	})
}

// BatchError is one entry of a 207 answer's errors.
type BatchError struct {
	Status      string              `json:"status"`
	Category    string              `json:"category"`
	SubCategory string              `json:"subCategory,omitempty"`
	Message     string              `json:"message"`
	Context     map[string][]string `json:"context"`
}

// InBatch is what a 207 answer says in place of r about the inputs that context names.
func (r Refusal) InBatch(context map[string][]string) BatchError {
	entry := batchError(r.category, r.text, context)
	entry.SubCategory = r.subCategory
	return entry
}

// MissingRecords is the entry of a 207 answer for IDs that have no record. The object is named as "CONTACT" is.
func MissingRecords(object string, ids []string) BatchError {
	return batchError("OBJECT_NOT_FOUND",
		"Could not get some "+object+" objects, they may be deleted or not exist. Check that ids are valid.",
		map[string][]string{"ids": ids})
}

// UnknownProperties is the entry of a 207 answer for properties that do not exist. The wording is ours.
func UnknownProperties(names []string) BatchError {
	return batchError("OBJECT_NOT_FOUND", "Could not get some properties, they may be archived or not exist.",
		map[string][]string{"name": names})
}

func batchError(category, message string, context map[string][]string) BatchError {
	return BatchError{Status: "error", Category: category, Message: message, Context: context}
}

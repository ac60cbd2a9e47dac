package refusal

import (
	"fmt"
	"net/http"
	"strings"
)

// What follows answers calls to the pipelines API. The wordings are ours where no sample is known.

// PipelineNotFound is the 404 for a pipeline that does not exist.
func PipelineNotFound(id string) Refusal { return lacking("Pipeline", id) }

// StageNotFound is the 404 for a stage that the pipeline does not have.
func StageNotFound(id string) Refusal { return lacking("Pipeline stage", id) }

func lacking(what, id string) Refusal {
	return of(http.StatusNotFound, envelope{
		Message: fmt.Sprintf("%s %s does not exist", what, quoted(id)), Context: map[string][]string{"id": {id}},
		Category: "OBJECT_NOT_FOUND",
	})
}

// PipelineExists is the 409 for an ID or a label that another pipeline or stage has. what is either, with its kind.
func PipelineExists(what, value string) Refusal {
	return of(http.StatusConflict, envelope{Message: what + " " + quoted(value) + " already exists", Category: "CONFLICT"})
}

// PipelineInvalid is the 400 for a pipeline or a stage that cannot be.
func PipelineInvalid(message string) Refusal { return validation(message) }

// NoPipelines is the 400 for a pipeline of an object type that has none.
func NoPipelines(typeID string) Refusal {
	return validation("Object type " + typeID + " does not have pipelines")
}

// PipelineUsed is the 400 for a pipeline or a stage that records are in, where the caller asked that it be checked. Some of
// the records' IDs are in the context.
func PipelineUsed(what, id string, records []string) Refusal {
	return validation(fmt.Sprintf("%s %s is used by records: [%s]", what, quoted(id), strings.Join(records, ", ")),
		detail{Message: "The records must be moved first.", Context: map[string][]string{"ids": records}})
}

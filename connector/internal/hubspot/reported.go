package hubspot

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// reported is what an answer whose status is success says of errors. It borrows the answer.
type reported struct {
	status    string
	numErrors string
	errors    jsontext.Value
}

// longestStatus is how long the status of an answer, or its number of errors, may be: both are copied.
const longestStatus = 1 << 10

// member reads the value of a member of the answer, if it is about errors, and passes it otherwise.
func (r *reported) member(w *walk, name []byte) error {
	switch string(name) {
	case "status":
		return w.short(said.Words("status"), &r.status)
	case "numErrors":
		return w.short(said.Words("numErrors"), &r.numErrors)
	case "errors":
		r.errors = w.value()
	default:
		w.value()
	}
	return nil
}

// short reads a text or number that is copied. what names it in an error.
func (w *walk) short(what said.Text, to *string) error {
	value := w.value()
	if len(value) > longestStatus {
		return contractError(said.Words("%s of the answer is longer than %s bytes", what, said.Number(longestStatus)))
	}
	*to = text(value)
	return nil
}

// explanation returns it in the form in which HubSpot explains failures.
func (r *reported) explanation() *explanation {
	return &explanation{NumErrors: r.numErrors, Errors: []byte(r.errors), Status: r.status}
}

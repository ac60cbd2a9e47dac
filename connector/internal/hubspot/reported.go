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

// refusals passes each error of a batch on, those of parts that HubSpot has refused. One that is not about a part is an error of the
// whole answer, which is body.
func (r *reported) refusals(mask *said.Mask, body []byte, each func(*explanation)) error {
	failures, ok := r.explanation().parts()
	if !ok || len(r.errors) > maxErrors {
		return contractError(said.Words("errors of a batch is not a short array of errors: it begins with %s", mask.Start(r.errors)))
	}
	for i := range failures {
		if kind := kindOfPart(&failures[i]); kind != KindContract {
			return partError(mask, body, r)
		}
		each(&failures[i])
	}
	return nil
}

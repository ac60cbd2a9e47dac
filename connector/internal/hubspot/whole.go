package hubspot

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// maxErrors is how much of an answer that reports errors is searched for what they are.
const maxErrors = 1 << 20

// whole rejects an answer that reports errors although its status is success: it may lack what they concern. A batch may
// be partial; what its errors concern is accounted for one by one.
func (p *Page) whole(partial bool) error {
	reported := p.reported.explanation()
	switch {
	case reported.isEnvelope():
		return partError(p.mask, p.body.text(), &p.reported)
	case partial && p.reported.status != "" && !isComplete(p.reported.status):
		return contractError(said.Words("the batch is not complete: its status is %s", p.mask.Text(p.reported.status)))
	case partial && reported.hasErrors():
		return nil
	case reported.failed():
		return partError(p.mask, p.body.text(), &p.reported)
	default:
		return nil
	}
}

// wholeBody is whole for an answer without records.
func wholeBody(reported *reported, body []byte, mask *said.Mask) error {
	if reported.explanation().failed() {
		return partError(mask, body, reported)
	}
	return nil
}

// failed reports whether the explanation speaks of an error.
func (e *explanation) failed() bool { return e.isEnvelope() || e.hasErrors() || e.countsErrors() }

// isEnvelope reports whether it is that of an answer that is nothing but an error.
func (e *explanation) isEnvelope() bool {
	status, _ := e.Status.(string)
	return strings.EqualFold(status, "error")
}

// hasErrors reports whether errors are listed, in whatever form.
func (e *explanation) hasErrors() bool {
	switch text := strings.Join(strings.Fields(string(e.Errors[:min(len(e.Errors), 64)])), ""); text {
	case "", "null", "[]", "{}", "false", `""`, "0":
		return false
	default:
		return true
	}
}

// countsErrors reports whether the number of errors is not zero.
func (e *explanation) countsErrors() bool {
	switch n := e.NumErrors.(type) {
	case float64:
		return n != 0
	case string:
		return n != "" && n != "0"
	default:
		return false
	}
}

// partError is the error of an answer whose status is success and whose body reports errors.
func partError(mask *said.Mask, body []byte, reported *reported) *Error {
	var raw explanation
	switch {
	case len(body) <= maxErrors:
		raw = explained(body)
	case len(reported.errors) <= maxErrors:
		raw = reported.explanation().completed()
	default:
		return contractError(said.Words("the answer reports errors"))
	}
	e := explainedError(mask, &raw)
	e.Kind = kindOfPart(&raw)
	if e.Message.String() == "" {
		e.Message = said.Words("no explanation")
	}
	e.Message = said.Words("the answer reports errors: %s", e.Message)
	return e
}

// notJSON is a contract error about a body that may be a web page.
func notJSON(message said.Text, body []byte) *Error {
	e := contractError(message)
	if isWebPage("", body) {
		e.facts.cause = causeWebPage
	}
	return e
}

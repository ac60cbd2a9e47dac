// Package problem is the vendor's error catalogue: every answer that is not a success, in its exact shape.
//
// All bodies, their key order, their content types and their headers are in catalogue.go; nothing else in the module
// writes a vendor error. Sources: HubSpot's "Error handling" page and the captures named in docs/fidelity.md.
package problem

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// JSONType is the content type of every JSON answer of the vendor: no space before charset.
const JSONType = "application/json;charset=utf-8"

// CorrelationHeader names a request in headers; error bodies repeat its value as correlationId.
const CorrelationHeader = "X-HubSpot-Correlation-Id"

// htmlType is the content type of the pages that Jetty and the edge send instead of JSON.
const htmlType = "text/html;charset=iso-8859-1"

// Problem is one answer of the vendor that is not a success. It is also a Go error, so that rooms without HTTP
// (search, schema) can return it.
type Problem struct {
	// Status is the HTTP status code.
	Status int
	// Header holds further headers, such as Retry-After or Allow.
	Header http.Header
	// body makes the JSON body for a correlation id; nil for an HTML page or an empty body.
	body func(correlationID string) any
	// page is the HTML page, when the vendor sends one.
	page string
	// text says for Go callers what is wrong.
	text string
}

// Error says what is wrong, for Go callers.
func (p *Problem) Error() string {
	return fmt.Sprintf("%d %s: %s", p.Status, http.StatusText(p.Status), p.text)
}

// Body is the body for a correlation id and its content type; both are empty for an answer without a body.
func (p *Problem) Body(correlationID string) (body []byte, contentType string) {
	if p.body == nil {
		if p.page == "" {
			return nil, ""
		}
		return []byte(p.page), htmlType
	}
	body, err := json.Marshal(p.body(correlationID), json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(fmt.Sprintf("problem: a catalogue shape does not marshal: %v", err)) // shapes hold only strings
	}
	return body, JSONType
}

// Write answers with the problem. The correlation id is the one already set as CorrelationHeader.
func (p *Problem) Write(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range p.Header {
		header[name] = values
	}
	body, contentType := p.Body(header.Get(CorrelationHeader))
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	_, _ = bytes.NewReader(body).WriteTo(w) // the caller is gone; nobody is left to tell
}

// Package refusal is the one catalogue of the answers by which HubSpot
// refuses a request: status, headers and body, byte for byte where a published
// source or a capture has them, and marked as ours where none does.
package refusal

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// CorrelationHeader carries the ID of a request on every answer; the same ID
// is in the body of an error.
const CorrelationHeader = "X-HubSpot-Correlation-Id"

// JSON is the content type of HubSpot's JSON answers, without a space.
const JSON = "application/json;charset=utf-8"

// HTML is the content type of pages from the edge and from the servlet engine.
const HTML = "text/html;charset=utf-8"

// Refusal is one answer of the catalogue. The zero value is not useful: take
// one from the constructors or from ForStatus.
type Refusal struct {
	// Status is the HTTP status, 400 to 599.
	Status int
	// Header holds what is sent beside Content-Type and the correlation ID.
	Header http.Header

	// body makes the JSON body for a correlation ID; nil for a page and for an
	// answer without a body.
	body func(correlationID string) any
	page string
	// text is the message of the body, or what a page says.
	text string
	// category and subCategory are those of the general JSON body.
	category, subCategory string
}

// Error returns the status and what is wrong, so that endpoints can return a refusal as an error.
func (r Refusal) Error() string {
	return strconv.Itoa(r.Status) + " " + r.text
}

// of returns a refusal of status with the general JSON body. The envelope's
// Status and CorrelationID are filled in.
func of(status int, e envelope) Refusal {
	e.Status = "error"
	return Refusal{Status: status, text: e.Message, category: e.Category, subCategory: e.SubCategory, body: func(id string) any {
		answer := e
		answer.CorrelationID = id
		return answer
	}}
}

// With returns a copy of r that also sends the header.
func (r Refusal) With(key, value string) Refusal {
	header := maps.Clone(r.Header)
	if header == nil {
		header = http.Header{}
	}
	header.Set(key, value)
	r.Header = header
	return r
}

// Body returns the bytes of the body, nil when the answer has none.
func (r Refusal) Body(correlationID string) []byte {
	if r.body == nil {
		return []byte(r.page)
	}
	return compact(r.body(correlationID))
}

// Write answers with r. The correlation ID is the one that is already in
// w's headers.
func (r Refusal) Write(w http.ResponseWriter) {
	header := w.Header()
	maps.Copy(header, r.Header)
	body := r.Body(header.Get(CorrelationHeader))
	header.Del("Content-Type")
	switch {
	case r.body != nil:
		header.Set("Content-Type", JSON)
	case r.page != "":
		header.Set("Content-Type", HTML)
	default:
		// A nil value keeps net/http from guessing a type.
		header["Content-Type"] = nil
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(r.Status)
	_, _ = w.Write(body) // the client may be gone; there is nobody to tell
}

// compact encodes one of the catalogue's shapes without spaces, map keys sorted.
func compact(shape any) []byte {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // HubSpot's encoder leaves <, > and & alone
	if err := encoder.Encode(shape); err != nil {
		panic("refusal: a shape made of strings could not be encoded: " + err.Error())
	}
	return bytes.TrimSuffix(body.Bytes(), []byte("\n"))
}

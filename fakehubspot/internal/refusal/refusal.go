// Package refusal is the one catalogue of the answers by which HubSpot
// refuses a request: status, headers and body, byte for byte where a published
// source or a capture gives them, and said so where none does.
package refusal

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// CorrelationHeader carries the id of a request on every answer; the same id
// stands in the body of an error.
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
	// Header holds what is sent beside Content-Type and the correlation id.
	Header http.Header

	envelope *Envelope
	page     string
}

// Envelope is the JSON object of an error. Its fields stand in the order in
// which HubSpot writes them; absent ones are left out.
type Envelope struct {
	Status        string              `json:"status"`
	Message       string              `json:"message"`
	ErrorType     string              `json:"errorType,omitempty"`
	CorrelationID string              `json:"correlationId"`
	Errors        []Detail            `json:"errors,omitempty"`
	Context       map[string][]string `json:"context,omitempty"`
	Links         map[string]string   `json:"links,omitempty"`
	Category      string              `json:"category,omitempty"`
	SubCategory   string              `json:"subCategory,omitempty"`
	PolicyName    string              `json:"policyName,omitempty"`
	RequestID     string              `json:"requestId,omitempty"`
}

// Detail is one entry of an envelope's errors.
type Detail struct {
	Message     string              `json:"message"`
	Code        string              `json:"code,omitempty"`
	In          string              `json:"in,omitempty"`
	Context     map[string][]string `json:"context,omitempty"`
	SubCategory string              `json:"subCategory,omitempty"`
}

// Of makes a refusal of status with a JSON body. The envelope's Status and
// CorrelationID are filled in when it is written.
func Of(status int, e Envelope) Refusal {
	e.Status = "error"
	return Refusal{Status: status, envelope: &e}
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
	if r.envelope == nil {
		return []byte(r.page)
	}
	e := *r.envelope
	e.CorrelationID = correlationID
	if e.PolicyName != "" {
		e.RequestID = requestID(correlationID)
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // HubSpot's encoder leaves <, > and & alone
	if err := encoder.Encode(e); err != nil {
		panic("refusal: an envelope of strings could not be encoded: " + err.Error())
	}
	return bytes.TrimSuffix(body.Bytes(), []byte("\n"))
}

// Write answers with r. The correlation id is the one that already stands in
// w's headers.
func (r Refusal) Write(w http.ResponseWriter) {
	header := w.Header()
	for key, values := range r.Header {
		header[key] = values
	}
	body := r.Body(header.Get(CorrelationHeader))
	header.Del("Content-Type")
	switch {
	case r.envelope != nil:
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

// requestID derives the 32 hexadecimal digits of a rate-limit answer's
// requestId from the correlation id, so that it needs no source of its own.
func requestID(correlationID string) string {
	return string(bytes.ReplaceAll([]byte(correlationID), []byte("-"), nil))
}

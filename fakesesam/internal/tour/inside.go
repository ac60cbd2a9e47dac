package tour

import (
	"bytes"
	"io"
	"net/http"
)

// inside carries requests to a handler of this very program: no connection, no port to know, no name to be allowed.
type inside struct{ handler func() http.Handler }

// RoundTrip implements http.RoundTripper.
func (i inside) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:0"
	if r.Body == nil {
		r.Body = http.NoBody
	}
	answer := &recorded{header: http.Header{}, status: http.StatusOK}
	i.handler().ServeHTTP(answer, r)
	return &http.Response{
		StatusCode: answer.status, Header: answer.header, Body: io.NopCloser(&answer.body), Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(answer.body.Len()),
	}, nil
}

// recorded is an answer of the handler.
type recorded struct {
	header http.Header
	status int
	sent   bool
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (r *recorded) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorded) WriteHeader(status int) {
	if !r.sent {
		r.status, r.sent = status, true
	}
}

// Write implements http.ResponseWriter.
func (r *recorded) Write(text []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(text)
}

// Flush implements http.Flusher: handlers of streams ask for it.
func (r *recorded) Flush() {}

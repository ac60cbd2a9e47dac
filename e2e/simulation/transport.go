package simulation

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// transport carries the connector's calls to the fake's handler, and knows how many are under way.
type transport struct {
	handler http.Handler

	mu       sync.Mutex
	under    int           // way now
	most     int           // under way at any time
	together time.Duration // of all calls, one after the other
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (response *http.Response, err error) {
	began := time.Now()
	t.add(1)
	defer func() {
		t.add(-1)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.together += time.Since(began)
	}()
	defer func() {
		switch value := recover(); {
		case value == nil:
		case r.Context().Err() != nil:
			response, err = nil, r.Context().Err()
		case value == http.ErrAbortHandler: //nolint:errorlint // a value that was thrown, not an error that was returned
			response, err = nil, io.ErrUnexpectedEOF
		default:
			panic(value)
		}
	}()
	recorder := httptest.NewRecorder()
	t.handler.ServeHTTP(recorder, received(r))
	return recorder.Result(), nil
}

// received is the request as a server gets it.
func received(sent *http.Request) *http.Request {
	r := sent.Clone(sent.Context())
	r.Host, r.RequestURI = sent.URL.Host, sent.URL.RequestURI()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	return r
}

func (t *transport) add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.under += n
	t.most = max(t.most, t.under)
}

// answer is the connector's answer, as it arrives at whoever reads the pipe.
type answer struct {
	header http.Header
	status int
	body   *io.PipeWriter
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// Flush implements http.Flusher, which gin requires.
func (a *answer) Flush() {}

// errCut is what the reader of an answer gets that the connector has cut.
var errCut = errors.New("the connector has cut its answer")

// serve lets the handler answer the request, and ends the body as it ends the answer.
func (a *answer) serve(handler http.Handler, r *http.Request) {
	err := errCut
	defer func() {
		if value := recover(); value != nil && value != http.ErrAbortHandler { //nolint:errorlint // as above
			panic(value)
		}
		_ = a.body.CloseWithError(err) // never fails
	}()
	handler.ServeHTTP(a, r)
	err = nil
}

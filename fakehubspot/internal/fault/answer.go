package fault

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
)

// answer is what the handler behind a fault would have sent.
type answer struct {
	header http.Header
	status int
	body   []byte
}

// capture calls the next handler and keeps its answer in memory.
func (c *call) capture() *answer {
	w := &capturer{header: c.w.Header().Clone()}
	if w.header == nil {
		w.header = http.Header{}
	}
	c.next.ServeHTTP(w, c.r)
	w.WriteHeader(http.StatusOK)
	return &answer{header: w.header, status: w.status, body: w.body.Bytes()}
}

// send answers with a.
func (c *call) send(a *answer) {
	c.sendHeader(a, strconv.Itoa(len(a.body)))
	_, _ = c.w.Write(a.body) // the client may be gone
}

// sendPart sends a's headers, which announce the whole body, and the first n bytes of the body. They are on the wire
// when it returns.
func (c *call) sendPart(a *answer, n int) {
	c.sendHeader(a, strconv.Itoa(len(a.body)))
	_, _ = c.w.Write(a.body[:n])
	_ = http.NewResponseController(c.w).Flush()
}

// sendHeader sends a's status and headers, with length as Content-Length if the status allows a body.
func (c *call) sendHeader(a *answer, length string) {
	header := c.w.Header()
	clear(header)
	maps.Copy(header, a.header)
	if a.status >= 200 && a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		header.Set("Content-Length", length)
	}
	c.w.WriteHeader(a.status)
}

// capturer is an http.ResponseWriter that writes to memory.
type capturer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *capturer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *capturer) WriteHeader(code int) {
	if w.status == 0 && code >= 200 {
		w.status = code
	}
}

// Write implements http.ResponseWriter.
func (w *capturer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Flush implements http.Flusher, which gin requires by a type assertion.
func (w *capturer) Flush() { w.WriteHeader(http.StatusOK) }

package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// writeStall is how long a reader may leave one write waiting before it is
// given up. It is no bound on a whole answer, which may take hours.
const writeStall = 5 * time.Minute

// The body of a request says nothing to us: what is read away of it.
const (
	drainMost   = 1 << 20
	drainWithin = 10 * time.Second
)

// drain reads the body of the request away, whatever the route: only then
// does the server notice when the client goes away, and no client holds a
// connection by a body that comes drop by drop.
func (s *Server) drain(c *gin.Context) {
	if c.Request.Body == nil || c.Request.Body == http.NoBody {
		return
	}
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Now().Add(s.drainWithin))
	_, err := io.Copy(io.Discard, http.MaxBytesReader(c.Writer, c.Request.Body, drainMost))
	if err == nil {
		_ = control.SetReadDeadline(time.Time{})
		return
	}
	// The deadline stays: net/http would read on to save the connection.
	c.Header("Connection", "close")
	status := http.StatusBadRequest
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		status = http.StatusRequestEntityTooLarge
	}
	s.fail(c, status, fmt.Errorf("body of the request: %w", err))
}

// giveUpOnStall sees to it that no reader of any answer holds a connection by
// taking nothing.
func (s *Server) giveUpOnStall(c *gin.Context) {
	c.Writer = &patientWriter{c.Writer, http.NewResponseController(c.Writer), s.stall}
}

// patientWriter gives every write a deadline of its own. The kernel keeps it,
// so it is on the machine's own time; a writer without deadlines (a test's
// recorder) cannot stall.
type patientWriter struct {
	gin.ResponseWriter
	control *http.ResponseController
	stall   time.Duration
}

func (w *patientWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(w.stall))
	return w.ResponseWriter.Write(p)
}

// WriteString implements io.StringWriter, which gin writes texts by.
func (w *patientWriter) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

// Unwrap lets http.ResponseController through.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

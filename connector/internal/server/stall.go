package server

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// writeStall is how long a reader may leave one write waiting before it is given up. It does not bound a whole answer,
// which may take hours.
const writeStall = 5 * time.Minute

// giveUpOnStall keeps a reader that takes nothing from holding a connection, whatever the answer.
func (s *Server) giveUpOnStall(c *gin.Context) {
	c.Writer = &deadlineWriter{c.Writer, http.NewResponseController(c.Writer), s.stall}
}

// deadlineWriter gives every write a deadline of its own. The kernel keeps it, so it is on the machine's own clock; a
// writer without deadlines (a test's recorder) cannot stall.
type deadlineWriter struct {
	gin.ResponseWriter
	control *http.ResponseController
	stall   time.Duration
}

func (w *deadlineWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(w.stall))
	return w.ResponseWriter.Write(p)
}

// WriteString implements io.StringWriter, which gin uses for text.
func (w *deadlineWriter) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

// Unwrap returns the underlying writer to http.ResponseController.
func (w *deadlineWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

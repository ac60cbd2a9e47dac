package server

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// writeStall is how long a reader may leave one write waiting before it is given up. It does not bound a whole answer,
// which may take hours.
const writeStall = 5 * time.Minute

// giveUpOnStall keeps a reader that takes nothing from holding a connection, whatever the answer.
func (s *Server) giveUpOnStall(c *gin.Context) {
	c.Writer = &deadlineWriter{
		ResponseWriter: c.Writer, control: http.NewResponseController(c.Writer), clock: s.opts.Clock, stall: s.stall,
		body: pace{clock: s.opts.Clock},
	}
}

// writerOf returns the writer that giveUpOnStall has put in place.
func writerOf(c *gin.Context) *deadlineWriter {
	w, _ := c.Writer.(*deadlineWriter)
	return w
}

// deadlineWriter gives every write a deadline of its own, and knows how long its reader has taken nothing. The kernel
// keeps the deadline, so it is on the machine's own clock; a writer without deadlines (a test's recorder) cannot stall.
type deadlineWriter struct {
	gin.ResponseWriter
	control *http.ResponseController
	clock   clock.Clock
	stall   time.Duration
	body    pace // of the request that is answered

	mu      sync.Mutex
	waiting time.Time // since when a write has been waiting; zero if none is
	givenUp error     // why every write fails from now on
}

// pieces is how much is written with one deadline: a reader that is slow, but reads, may be sent a large record.
const pieces = 64 << 10

func (w *deadlineWriter) Write(p []byte) (int, error) {
	written := 0
	for piece := range slices.Chunk(p, pieces) {
		n, err := w.write(piece)
		if written += n; err != nil {
			return written, err
		}
	}
	return written, nil
}

func (w *deadlineWriter) write(p []byte) (int, error) {
	if err := w.begin(); err != nil {
		return 0, err
	}
	n, err := w.ResponseWriter.Write(p)
	return n, w.end(err)
}

// begin prepares a write.
func (w *deadlineWriter) begin() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.givenUp != nil {
		return w.givenUp
	}
	w.waiting = w.clock.Now()
	_ = w.control.SetWriteDeadline(time.Now().Add(w.stall))
	return nil
}

// end ends a write with err, and returns the reason for it if the reader was given up.
func (w *deadlineWriter) end(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = time.Time{}
	if err != nil && w.givenUp != nil {
		return w.givenUp
	}
	return err
}

// idle is how long a write has been waiting for the reader at now; zero if none is, or if the reader was given up.
func (w *deadlineWriter) idle(now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting.IsZero() || w.givenUp != nil {
		return 0
	}
	return now.Sub(w.waiting)
}

// waits reports whether the read cannot go on because of its reader.
func (w *deadlineWriter) waits() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.waiting.IsZero() || w.givenUp != nil
}

// giveUpBody ends the reading of the request's body, which has been waited for that long.
func (w *deadlineWriter) giveUpBody(waited time.Duration) {
	w.body.giveUp(waited)
	_ = w.control.SetReadDeadline(time.Unix(1, 0))
}

// giveUp ends the write that is waiting, and every later one, with the reason.
func (w *deadlineWriter) giveUp(reason error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.givenUp = reason
	_ = w.control.SetWriteDeadline(time.Unix(1, 0))
}

// WriteString implements io.StringWriter, which gin uses for text.
func (w *deadlineWriter) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

// Unwrap returns the underlying writer to http.ResponseController.
func (w *deadlineWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

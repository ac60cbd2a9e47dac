package server

import (
	"io"
	"net/http"
	"time"
)

// writeStall is how long a reader may take nothing at all before it is given
// up. It is no bound on a whole answer, which may take hours.
const writeStall = 5 * time.Minute

const (
	drainMost   = 1 << 20
	drainWithin = 10 * time.Second
)

// drain reads away the body of a POST, which says nothing to us: only then
// does the server notice when the client goes away.
func drain(w http.ResponseWriter, r *http.Request) error {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(drainWithin))
	_, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, drainMost))
	_ = control.SetReadDeadline(time.Time{})
	return err
}

// body is the answer's body: JSON, with a deadline that every write renews.
type body struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func newBody(w http.ResponseWriter) *body {
	return &body{w: w, control: http.NewResponseController(w)}
}

func (b *body) Write(p []byte) (int, error) {
	b.w.Header().Set("Content-Type", "application/json")
	// The kernel keeps this deadline, so it is on the machine's own time. A
	// writer without deadlines (a test's recorder) cannot stall.
	_ = b.control.SetWriteDeadline(time.Now().Add(writeStall))
	return b.w.Write(p)
}

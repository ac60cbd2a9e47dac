package connection

import (
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// Body is the body of a request, whose client may be silent for a limited time.
type Body struct {
	io.ReadCloser
	control     *http.ResponseController
	silence     time.Duration
	interrupted atomic.Bool
	// ended means that there is nothing more to read: the body has been read, or has failed.
	ended atomic.Bool
}

// NewBody returns the body of a request that has one.
func NewBody(w http.ResponseWriter, r *http.Request, silence time.Duration) *Body {
	b := &Body{ReadCloser: r.Body, control: http.NewResponseController(w), silence: silence}
	b.wait(clock.Deadline(silence)) // also for a body that nobody reads: the server discards it
	return b
}

// wait sets until when a read may take. Without a connection, as in a test of a handler, nothing waits.
func (b *Body) wait(until time.Time) { _ = b.control.SetReadDeadline(until) }

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// Read reads from the client; after a silence the error matches os.ErrDeadlineExceeded.
func (b *Body) Read(p []byte) (int, error) {
	b.wait(clock.Deadline(b.silence))
	if b.interrupted.Load() {
		b.wait(past)
	}
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		// What follows the body is the server's, which notices by reading whether the client is still there.
		b.wait(time.Time{})
		b.ended.Store(true)
	}
	return n, err
}

// patience is how long a client may be silent whose body nobody wants.
const patience = time.Second

// Discard reads what nobody wants, up to a limit. Most clients read an answer only once they have sent everything; without
// this the server would cut them off before they know why.
func (b *Body) Discard(limit int64) {
	for unwanted := make([]byte, 32<<10); limit > 0 && !b.ended.Load() && !b.interrupted.Load(); {
		b.wait(clock.Deadline(patience))
		n, err := b.ReadCloser.Read(unwanted)
		limit -= int64(n)
		if err != nil {
			b.wait(time.Time{})
			return
		}
	}
}

// Interrupt makes the read in progress fail, and the next one.
func (b *Body) Interrupt() {
	b.interrupted.Store(true)
	b.wait(past)
}

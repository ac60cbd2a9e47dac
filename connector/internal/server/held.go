package server

import "sync/atomic"

const (
	// heldBack is how much of the answer to a transform is kept until all of the body has been read: few clients read before they
	// have sent everything.
	heldBack = 8 << 20

	// leastHeld is how much is kept however much of others is.
	leastHeld = 256 << 10
)

// Held is what is kept of answers to transforms, over all requests of the process. So much of a few large ones takes no memory that is
// not there.
type Held struct {
	most int64
	now  atomic.Int64
}

// NewHeld returns what keeps most bytes at a time.
func NewHeld(most int64) *Held { return &Held{most: most} }

func (h *Held) add(n int) { h.now.Add(int64(n)) }

// keeps reports whether an answer of which n bytes are kept may go on being kept.
func (h *Held) keeps(n int) bool { return n < leastHeld || n < heldBack && h.now.Load() <= h.most }

package server

import (
	"fmt"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// pace is how long a body keeps its request waiting. A sender may need as long as it likes for each of its bytes, but keeps a place
// that others need only if it sends a piece before it has been waited for too long. Time in which nobody reads does not count.
type pace struct {
	clock clock.Clock

	mu      sync.Mutex
	waiting time.Time     // since when the body is being read; zero if it is not
	waited  time.Duration // before that, for the piece that is arriving
	got     int           // bytes of that piece
	givenUp error         // why nothing more is read
}

// slowError is the error of a body that has been given up.
type slowError struct{ waited time.Duration }

func (e *slowError) Error() string {
	return fmt.Sprintf("the body has brought less than %d KiB in %s, and another request needed its place", pieces>>10, e.waited.Truncate(time.Second))
}

// begin begins to wait for the body, unless that has been given up.
func (p *pace) begin() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.givenUp == nil {
		p.waiting = p.clock.Now()
	}
	return p.givenUp
}

// end ends the waiting: n bytes have come. Its error is why the body was given up, if it was.
func (p *pace) end(n int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waited += p.clock.Now().Sub(p.waiting)
	p.waiting = time.Time{}
	if p.got += n; p.got >= pieces {
		p.got, p.waited = 0, 0
	}
	return p.givenUp
}

// slow is how long the piece that is arriving has been waited for; zero if nobody waits now, or the body was given up.
func (p *pace) slow(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting.IsZero() || p.givenUp != nil {
		return 0
	}
	return p.waited + now.Sub(p.waiting)
}

// giveUp makes every later read fail. The caller ends the one that waits.
func (p *pace) giveUp(waited time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.givenUp = &slowError{waited}
}

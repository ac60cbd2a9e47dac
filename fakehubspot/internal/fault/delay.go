package fault

import (
	"net/http"
	"time"
)

// strikeDelay holds the request back, then lets it pass.
func strikeDelay(c *call) bool {
	c.wait(time.Duration(c.Delay))
	c.next.ServeHTTP(c.w, c.r)
	return true
}

// wait returns after d, or at once when the fault is removed or the server
// closes. When the client goes it ends the request.
func (c *call) wait(d time.Duration) {
	select {
	case <-c.gone: // removed already: a select would choose at random
		return
	default:
	}
	select {
	case <-c.set.after(d):
	case <-c.gone:
	case <-c.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

package fault

import (
	"net/http"
	"time"
)

// strikeDelay holds the request back for a while, then passes it on.
func strikeDelay(c *call) bool {
	c.wait(time.Duration(c.Delay))
	c.next.ServeHTTP(c.w, c.r)
	return true
}

// wait returns after d, or at once if the fault is removed or the server closes. If the client goes away, it ends the
// request.
func (c *call) wait(d time.Duration) {
	select {
	case <-c.gone: // already removed: one select would choose at random
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

package fault

import "net/http"

// strikeCut sends the headers and the first AfterBytes bytes of the body, then closes the connection. It never sends
// everything: at least the last byte is missing, or the headers if there is no body.
func strikeCut(c *call) bool {
	c.begin()
	panic(http.ErrAbortHandler)
}

// begin sends the part of a broken answer that still goes out.
func (c *call) begin() {
	if c.AfterBytes < 0 {
		return
	}
	if a := c.capture(); len(a.body) > 0 {
		c.sendPart(a, min(c.AfterBytes, len(a.body)-1))
	}
}

package fault

import "net/http"

// strikeHang sends nothing, or the first AfterBytes bytes of the body (-1 means nothing, as 0 does), until the client
// goes away or the fault is removed; in the latter case the answer goes on. Of an answer without a body it sends nothing, not even
// headers.
func strikeHang(c *call) bool {
	if c.AfterBytes <= 0 {
		c.hold()
		c.next.ServeHTTP(c.w, c.r)
		return true
	}
	a := c.capture()
	if len(a.body) == 0 {
		c.hold()
		c.send(a)
		return true
	}
	sent := min(c.AfterBytes, len(a.body)-1)
	c.sendPart(a, sent)
	c.hold()
	_, _ = c.w.Write(a.body[sent:])
	return true
}

// hold waits until the fault is removed or the client goes away.
func (c *call) hold() {
	select {
	case <-c.gone:
	case <-c.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

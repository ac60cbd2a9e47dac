package fault

import "net/http"

// strikeHang answers nothing, or with AfterBytes no more than that of the body
// (-1 as 0: nothing), until the client goes or the fault is removed; then the
// answer goes on.
func strikeHang(c *call) bool {
	if c.AfterBytes <= 0 {
		c.stand()
		c.next.ServeHTTP(c.w, c.r)
		return true
	}
	a := c.capture()
	sent := min(c.AfterBytes, max(len(a.body)-1, 0))
	c.sendPart(a, sent)
	c.stand()
	_, _ = c.w.Write(a.body[sent:])
	return true
}

// stand waits without end.
func (c *call) stand() {
	select {
	case <-c.gone:
	case <-c.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

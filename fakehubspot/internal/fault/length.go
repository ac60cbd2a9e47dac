package fault

import (
	"net/http"
	"strconv"
)

// defaultDelta is by how many bytes the length is off if the fault does not say.
const defaultDelta = 100

// strikeLength sends the whole body with a Content-Length that is Delta bytes off, then closes the connection: with a
// positive Delta the client waits for bytes that never come, with a negative one it finds more bytes than announced.
func strikeLength(c *call) bool {
	a := c.capture()
	if len(a.body) == 0 {
		c.send(a)
		return false
	}
	delta := c.Delta
	if delta == 0 {
		delta = defaultDelta
	}
	announced := max(len(a.body)+delta, 0)
	kept := min(announced, len(a.body))
	c.sendHeader(a, strconv.Itoa(announced))
	_, _ = c.w.Write(a.body[:kept])
	connection := http.NewResponseController(c.w)
	_ = connection.Flush()
	conn, _, err := connection.Hijack() // net/http itself refuses to send more than announced
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write(a.body[kept:])
	_ = conn.Close()
	return true
}

package fault

import (
	"net/http"
	"strconv"
)

// defaultDelta makes a length wrong that nobody asked to be wrong otherwise.
const defaultDelta = 100

// strikeLength sends the whole body under a Content-Length that is Delta bytes
// off, then closes the connection: with a positive Delta the client waits for
// bytes that never come, with a negative one it finds bytes it was not promised.
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
	promised := max(len(a.body)+delta, 0)
	kept := min(promised, len(a.body))
	c.sendHeader(a, strconv.Itoa(promised))
	_, _ = c.w.Write(a.body[:kept])
	connection := http.NewResponseController(c.w)
	_ = connection.Flush()
	conn, _, err := connection.Hijack() // net/http itself refuses to send more than promised
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write(a.body[kept:])
	_ = conn.Close()
	return true
}

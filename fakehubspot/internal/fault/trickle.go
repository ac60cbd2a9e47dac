package fault

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The defaults of a trickle.
const (
	defaultChunk = 64
	defaultPause = 100 * time.Millisecond
)

// strikeTrickle sends the whole answer, a few bytes at a time with pauses in between. If the fault is removed, the rest is
// sent at once.
func strikeTrickle(c *call) bool {
	a := c.capture()
	size, pause := c.Chunk, time.Duration(c.Delay)
	if size == 0 {
		size = defaultChunk
	}
	if pause == 0 {
		pause = defaultPause
	}
	c.sendHeader(a, strconv.Itoa(len(a.body)))
	connection := http.NewResponseController(c.w)
	first := true
	for piece := range slices.Chunk(a.body, size) {
		if !first {
			c.wait(pause)
		}
		first = false
		if _, err := c.w.Write(piece); err != nil {
			return true // the client is gone
		}
		_ = connection.Flush()
	}
	return true
}

package fault

import "slices"

// strikeMalformed ends a JSON body after AfterBytes bytes with text that makes it invalid; 0 means in the middle.
// Status, headers and length are those of a good answer.
func strikeMalformed(c *call) bool {
	a := c.capture()
	if len(a.body) == 0 {
		c.send(a)
		return false
	}
	kept := min(max(c.AfterBytes, 0), len(a.body))
	if c.AfterBytes == 0 {
		kept = len(a.body) / 2
	}
	// Within a string, this leaves the string open; anywhere else, two successive commas are an error.
	a.body = slices.Concat(a.body[:kept], []byte(",,}"))
	c.send(a)
	return true
}

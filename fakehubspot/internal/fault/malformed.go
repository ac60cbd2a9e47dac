package fault

import "slices"

// strikeMalformed ends a JSON body after AfterBytes bytes with what is no JSON;
// 0 is the middle of it. Status, headers and length are those of a good answer.
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
	// Inside a string it leaves the string open; anywhere else two commas in a
	// row are an error.
	a.body = slices.Concat(a.body[:kept], []byte(",,}"))
	c.send(a)
	return true
}

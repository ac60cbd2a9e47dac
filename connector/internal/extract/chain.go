package extract

import (
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// maxEmptyPages is how many empty pages in a row may announce a next one.
const maxEmptyPages = 100

// chain is a list's pages, each of which names the cursor of the next one, whatever that looks like.
type chain struct {
	cursors cycle
	empty   int // pages in a row
}

// follow reports whether another page follows. The error is that of a list which would never end.
func (c *chain) follow(page *hubspot.Page) (more bool, err error) {
	if c.empty++; len(page.Records) > 0 {
		c.empty = 0
	}
	switch {
	case !page.HasNext:
		return false, nil
	case c.cursors.repeats(page.Next):
		return false, errors.New("HubSpot list: the same cursor was returned a second time, so the list would never end")
	case c.empty >= maxEmptyPages:
		return false, fmt.Errorf("HubSpot list: %d empty pages in a row, each of which announced another page", c.empty)
	default:
		return true, nil
	}
}

// cycle finds a repeated cursor in constant memory (Brent's method): it remembers cursors number 1, 3, 7, 15 … and
// compares every other one with the last that it remembers.
type cycle struct {
	mark        string
	seen, power int
}

func (c *cycle) repeats(cursor string) bool {
	if c.seen > 0 && cursor == c.mark {
		return true
	}
	if c.seen++; c.seen > c.power {
		c.mark, c.power = cursor, 2*c.seen
	}
	return false
}

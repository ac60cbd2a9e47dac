package extract

import (
	"context"
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// maxEmptyPages is how many empty pages in a row may announce a next one.
const maxEmptyPages = 100

// listPages follows the cursor of a list until no next page is announced.
func (r *Run) listPages(ctx context.Context, q hubspot.ListQuery) pages {
	return func(yield func(*hubspot.Page, error) bool) {
		var cursors cycle
		empty := 0
		for more := true; more; {
			page, err := r.session.List(ctx, q)
			if err != nil {
				yield(nil, err)
				return
			}
			if err := r.fixHorizon(page); err != nil {
				page.Release()
				yield(nil, err)
				return
			}
			if empty++; len(page.Records) > 0 {
				empty = 0
			}
			more, q.After = page.HasNext, page.Next
			switch {
			case !more:
			case cursors.repeats(q.After):
				err = errors.New("HubSpot list: the same cursor was returned a second time, so the list would never end")
			case empty >= maxEmptyPages:
				err = fmt.Errorf("HubSpot list: %d empty pages in a row, each of which announced another page", empty)
			}
			if err != nil {
				page.Release()
				yield(nil, err)
				return
			}
			more = yield(page, nil) && more
		}
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

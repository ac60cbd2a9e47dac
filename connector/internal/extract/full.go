package extract

import (
	"context"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// maxEmptyPages bounds how many empty pages in a row are believed to have a
// following one.
const maxEmptyPages = 100

// everything reads all live contacts from the record store. Deletions need no
// telling: after a whole full run the node itself deletes what was not in it.
func (r *Run) everything(ctx context.Context, yield func(sesam.Entity, error) bool) error {
	pages := r.listPages(hubspot.ListQuery{Properties: r.properties})
	if !hubspot.ListTakes(r.properties) {
		pages = r.inBatches(r.listPages(hubspot.ListQuery{Properties: []string{"hs_object_id"}}))
	}
	_, err := eachPage(ctx, pages, func(page *hubspot.Page) bool {
		for i := range page.Records {
			rec := &page.Records[i]
			head, tail := r.hiddenPart(rec)
			if !yield(r.live(rec, head, tail), nil) {
				return false
			}
		}
		return true
	})
	return err
}

// inBatches reads the contacts of every page again with all the properties,
// where they are too many for the address of a list. The contents are younger
// than the list, which only makes them more than the horizon promises.
func (r *Run) inBatches(list fetch) fetch {
	return func(ctx context.Context) (*hubspot.Page, error) {
		page, err := list(ctx)
		if page == nil || err != nil || len(page.Records) == 0 {
			return page, err
		}
		defer page.Release()
		return r.session.ReadBatch(ctx, page, r.properties)
	}
}

// listPages follows the cursor of a list until no following page is named.
func (r *Run) listPages(q hubspot.ListQuery) fetch {
	var loop cycle
	empty, done := 0, false
	return func(ctx context.Context) (*hubspot.Page, error) {
		if done {
			return nil, nil
		}
		page, err := r.session.List(ctx, q)
		if err != nil {
			return nil, err
		}
		r.began(page)
		if empty++; len(page.Records) > 0 {
			empty = 0
		}
		switch {
		case !page.HasNext:
			done = true
		case loop.repeats(page.Next):
			page.Release()
			return nil, fmt.Errorf("HubSpot list: the cursor %q came a second time, the list would never end", page.Next)
		case empty >= maxEmptyPages:
			page.Release()
			return nil, fmt.Errorf("HubSpot list: %d empty pages in a row, each naming a following one", empty)
		}
		q.After = page.Next
		return page, nil
	}
}

// began fixes the horizon by the first page of the run. It runs before that
// page is handed on, so nobody reads the horizon at the same time.
func (r *Run) began(page *hubspot.Page) {
	if r.stamp.horizon.IsZero() {
		r.stamp.set(r.since, page.Began, r.opts.Settle)
	}
}

// cycle finds a repeated cursor in constant memory (Brent's method): it
// remembers the cursors number 1, 3, 7, 15 … and compares every other one with
// the last remembered.
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

package extract

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// everything reads all live records from the record store. Deletions need not be reported: after a complete full run the
// node itself deletes what was not in it.
func (r *Run) everything(ctx context.Context, yield yieldFunc) error {
	for page, err := range r.livePages(ctx) {
		if err != nil {
			return err
		}
		r.opts.Archives.alive(r.object, page.Records, &r.horizon)
		for i := range page.Records {
			entity, err := r.live(ctx, page, i)
			if err != nil {
				return err
			}
			if !yield(entity, nil) {
				return errStopped
			}
		}
	}
	return nil
}

// livePages reads the list of live records with the chosen properties. If they are too many for the URL of a list, the
// records of every page are read again by a batch: the values are then newer than the list, so they only contain more than
// the horizon promises.
func (r *Run) livePages(ctx context.Context) pages {
	if hubspot.ListTakes(r.properties) {
		return r.listPages(ctx, hubspot.ListQuery{Properties: r.properties}, nil)
	}
	return r.listPages(ctx, hubspot.ListQuery{Properties: []string{hubspot.PropertyID}}, func(ctx context.Context, listed *page) (*page, error) {
		batch, err := r.session.ReadBatch(ctx, listed.Page, r.properties)
		if err != nil {
			return nil, err
		}
		return &page{Page: batch, links: listed.links}, nil
	})
}

package extract

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// everything reads all live records from the record store. Deletions need not be reported: after a complete full run the
// node itself deletes what was not in it.
func (r *Run) everything(ctx context.Context, yield yieldFunc) error {
	for page, err := range ahead(ctx, r.livePages) {
		if err != nil {
			return err
		}
		for i := range page.Records {
			if !yield(r.live(&page.Records[i]), nil) {
				return errStopped
			}
		}
	}
	return nil
}

// livePages reads the list of live records with the chosen properties.
func (r *Run) livePages(ctx context.Context) pages {
	if hubspot.ListTakes(r.properties) {
		return r.listPages(ctx, hubspot.ListQuery{Properties: r.properties})
	}
	return r.inBatches(ctx, r.listPages(ctx, hubspot.ListQuery{Properties: []string{hubspot.PropertyID}}))
}

// inBatches reads the records of every page again with all properties, if there are too many for the URL of a list. The
// values are then newer than the list, so they only contain more than the horizon promises.
func (r *Run) inBatches(ctx context.Context, list pages) pages {
	return func(yield func(*hubspot.Page, error) bool) {
		for page, err := range list {
			if err == nil && len(page.Records) > 0 {
				page, err = r.session.ReadBatch(ctx, page, r.properties)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

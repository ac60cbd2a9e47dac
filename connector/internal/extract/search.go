package extract

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// searchPages searches for ever larger IDs and never pages by offset. No record can slip between two pages, whatever
// changes meanwhile, and neither the limit of 10,000 results nor thousands of records in one millisecond matter. Only the
// first answer tells HubSpot's time: if the offset turns out to vouch for nothing, the search starts anew from where it does.
func (r *Run) searchPages(ctx context.Context) pages {
	return func(yield func(*hubspot.Page, error) bool) {
		q := hubspot.SearchQuery{Since: r.since, Inclusive: r.opts.Inclusive, Properties: r.searchProperties()}
		var last uint64
		for more := true; more; {
			page, err := r.session.Search(ctx, q)
			if err != nil {
				yield(nil, err)
				return
			}
			if err = r.fixHorizon(page); err == nil && r.horizon.start.Before(q.Since) {
				page.Release()
				q.Since = r.horizon.start
				continue
			}
			if q.AfterID == "" {
				r.audit.announced = page.Total
			}
			if err == nil {
				last, err = ascending(page.Records, last)
			}
			if err != nil {
				page.Release()
				yield(nil, err)
				return
			}
			q.AfterID = strconv.FormatUint(last, 10)
			more = page.HasNext
			more = yield(page, nil) && more
		}
	}
}

// ascending checks that the IDs grow from record to record, starting after last, and returns the last one. If they do
// not, the next search would skip records.
func ascending(records []hubspot.Record, last uint64) (uint64, error) {
	for i := range records {
		id, err := strconv.ParseUint(string(records[i].ID), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("HubSpot search: id %.40s does not fit into 64 bits", records[i].ID)
		}
		if id <= last {
			return 0, fmt.Errorf("HubSpot search: id %d came after %d; the ids must ascend, otherwise records would be skipped", id, last)
		}
		last = id
	}
	return last, nil
}

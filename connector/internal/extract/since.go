package extract

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// changes reads what changed after the offset: live contacts by the search
// index, then the tombstones. Tombstones come last because what they tell was
// seen later and stays true: an id that was merged away never comes back, and
// the archive is read after every live contact.
func (r *Run) changes(ctx context.Context, yield func(sesam.Entity, error) bool) error {
	stopped, err := eachPage(ctx, r.searchPages(), func(page *hubspot.Page) bool {
		for i := range page.Records {
			rec := &page.Records[i]
			r.rememberMerged(rec)
			r.audit.seen++
			if rec.Archived {
				continue // the index is late; the archive will tell
			}
			head, tail := r.hiddenPart(rec)
			entity := r.live(rec, head, tail)
			if r.stamp.recent(entity.Updated) {
				r.audit.recent++
			}
			if !yield(entity, nil) {
				return false
			}
		}
		return true
	})
	if err == nil && !stopped && r.opts.Tombstones {
		stopped, err = r.tombstones(ctx, yield)
	}
	r.whole = err == nil && !stopped
	return err
}

// searchPages asks for ever larger ids, never by offset. No record can slip
// between two pages, whatever changes meanwhile, and neither the 10,000 cap
// nor thousands of records in one millisecond matter.
func (r *Run) searchPages() fetch {
	q := hubspot.SearchQuery{Field: r.opts.Field, Since: r.since, Inclusive: r.opts.Inclusive, Properties: r.searchProperties()}
	var last uint64
	done := false
	return func(ctx context.Context) (*hubspot.Page, error) {
		if done {
			return nil, nil
		}
		page, err := r.session.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		r.began(page)
		if q.AfterID == "" {
			r.audit.announced = page.Total
		}
		if last, err = ascending(page.Records, last); err != nil {
			page.Release()
			return nil, err
		}
		q.AfterID = strconv.FormatUint(last, 10)
		done = !page.HasNext
		return page, nil
	}
}

// ascending checks that the ids grow from record to record and beyond those
// of the page before, and gives the last one. If they do not, the next
// question would skip contacts.
func ascending(records []hubspot.Record, last uint64) (uint64, error) {
	for i := range records {
		id, err := strconv.ParseUint(string(records[i].ID), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("HubSpot search: id %.40s is too large a number", records[i].ID)
		}
		if id <= last {
			return 0, fmt.Errorf("HubSpot search: id %d came after %d; by ids that do not ascend contacts would be skipped", id, last)
		}
		last = id
	}
	return last, nil
}

// searchProperties are the properties a search must name: those wanted, and
// the merged ids, for the tombstones.
func (r *Run) searchProperties() []string {
	names := r.properties
	if len(names) == 0 {
		names = hubspot.DefaultProperties
	}
	if !r.opts.Tombstones || r.showMerged {
		return names
	}
	return append(slices.Clone(names), hubspot.MergedProperty)
}

// hiddenPart is the part of a record that was fetched for the tombstones
// alone and is not shown, so that a contact looks the same in both reads.
func (r *Run) hiddenPart(rec *hubspot.Record) (head, tail int) {
	if r.showMerged {
		return 0, 0
	}
	return rec.MergedHead, rec.MergedTail
}

package extract

import (
	"context"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// rememberMerged stores the IDs that were merged into rec until the end of the run.
func (r *Run) rememberMerged(rec *hubspot.Record) {
	if !r.deletions {
		return
	}
	for id := range mergedInto(rec) {
		r.merged = append(r.merged, idAt{id, r.horizon.ofRecord(rec).UnixMilli()})
	}
}

// tombstones reports the records archived after the offset, or an interval before it, and the IDs merged away.
func (r *Run) tombstones(ctx context.Context, yield yieldFunc) error {
	if err := r.archived(ctx, yield); err != nil {
		return err
	}
	var id []byte
	for _, m := range r.merged {
		id = strconv.AppendUint(id[:0], m.id, 10)
		if !yield(r.tombstone(id, time.UnixMilli(m.at)), nil) {
			return errStopped
		}
	}
	return nil
}

// archived reports the records archived after the offset, from memory or from HubSpot.
func (r *Run) archived(ctx context.Context, yield yieldFunc) error {
	known, age := r.opts.Archives.recall(ctx, r.object, &r.horizon, r.reportsAfter())
	if known == nil {
		if r.opts.Archives.interval > 0 {
			r.summary.Archive = ArchiveRead
		}
		return r.readArchive(ctx, yield)
	}
	r.summary.Archive, r.summary.ArchiveAge = ArchiveRemembered, age
	r.audit.blind = true
	for _, m := range r.opts.Archives.mergedIn(known) {
		if r.reports(time.UnixMilli(m.at)) {
			r.merged = append(r.merged, idAt{m.id, r.horizon.updated(time.UnixMilli(m.changed)).UnixMilli()})
		}
	}
	var id []byte
	for e := range r.opts.Archives.archivedIn(known, r.reports) {
		id = strconv.AppendUint(id[:0], e.id, 10)
		if !yield(r.tombstone(id, time.UnixMilli(e.at)), nil) {
			return errStopped
		}
	}
	return nil
}

// readArchive reports the records archived after the offset, and remembers all of them for other runs. HubSpot's list has
// neither an order nor a filter, so it is read as a whole; HubSpot empties it after 90 days.
func (r *Run) readArchive(ctx context.Context, yield yieldFunc) error {
	reading := r.opts.Archives.begin(r.object, &r.horizon)
	defer r.opts.Archives.end(reading)
	for page, err := range r.listPages(ctx, hubspot.ListQuery{Archived: true, Properties: []string{r.object.Merged}}, nil) {
		if err != nil {
			return err
		}
		r.opts.Archives.add(reading, page.Records)
		for i := range page.Records {
			rec := &page.Records[i]
			at, known := archivedAt(rec)
			if !known {
				at = r.horizon.limit // a repeated report is safe, a missing one is not
			} else if !r.reports(at) {
				continue
			}
			r.rememberMerged(rec)
			if !yield(r.tombstone(rec.ID, at), nil) {
				return errStopped
			}
		}
	}
	r.opts.Archives.keep(reading)
	return nil
}

// reportsAfter is where the deletions begin that the run reports. The offset vouches for them only up to an interval before
// it, because the run that returned it may have known the archive as it was then.
func (r *Run) reportsAfter() time.Time { return r.horizon.start.Add(-r.opts.Archives.interval) }

// reports reports whether the run reports a record that was archived at t.
func (r *Run) reports(t time.Time) bool {
	after := r.reportsAfter()
	return t.After(after) || r.opts.Inclusive && t.Equal(after)
}

func (r *Run) tombstone(id []byte, at time.Time) sesam.Entity {
	r.summary.Tombstones++
	if !at.Before(r.horizon.limit) {
		r.audit.left++
	}
	return sesam.Entity{ID: id, Updated: r.horizon.updated(at), Deleted: true}
}

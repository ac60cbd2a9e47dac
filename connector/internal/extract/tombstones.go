package extract

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// mergedAway is an ID that now belongs to another record. It is kept until the end of the run in 16 bytes.
type mergedAway struct {
	id uint64
	at int64 // milliseconds since 1970, already within the horizon
}

// rememberMerged stores the IDs that were merged into rec. A record is never its own tombstone, whatever its property
// says.
func (r *Run) rememberMerged(rec *hubspot.Record) {
	if !r.deletions || len(rec.Merged) == 0 {
		return
	}
	at := r.horizon.ofRecord(rec)
	for text := range bytes.SplitSeq(rec.Merged, []byte{';'}) {
		text = bytes.TrimSpace(text)
		id, err := strconv.ParseUint(string(text), 10, 64)
		if err != nil || bytes.Equal(text, rec.ID) {
			continue
		}
		r.merged = append(r.merged, mergedAway{id, at.UnixMilli()})
	}
}

// tombstones reports the records archived after the offset and the IDs merged away.
func (r *Run) tombstones(ctx context.Context, yield yieldFunc) error {
	for page, err := range r.archivedPages(ctx) {
		if err != nil {
			return err
		}
		for i := range page.Records {
			rec := &page.Records[i]
			at, err := sesam.ParseTime(string(rec.ArchivedAt))
			if err != nil {
				at = r.horizon.limit // unknown: a repeated report is safe, a missing one is not
			} else if !r.isAfterOffset(at) {
				continue
			}
			r.rememberMerged(rec)
			if !yield(r.tombstone(rec.ID, at), nil) {
				return errStopped
			}
		}
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

// archivedPages reads the archive. It has neither an order nor a filter, so it is read as a whole; HubSpot empties it
// after 90 days.
func (r *Run) archivedPages(ctx context.Context) pages {
	return r.listPages(ctx, hubspot.ListQuery{Archived: true, Properties: []string{r.object.Merged}}, nil)
}

// isAfterOffset reports whether something that happened at t is new to the node.
func (r *Run) isAfterOffset(t time.Time) bool {
	return t.After(r.horizon.start) || r.opts.Inclusive && t.Equal(r.horizon.start)
}

func (r *Run) tombstone(id []byte, at time.Time) sesam.Entity {
	r.summary.Tombstones++
	updated := r.horizon.updated(at)
	if r.horizon.isLimit(updated) {
		r.audit.left++
	}
	return sesam.Entity{ID: id, Updated: updated, Deleted: true}
}

package extract

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// mergedAway is an id that now belongs to another record. It is kept until
// the end of the run in 16 bytes.
type mergedAway struct {
	id uint64
	at int64 // milliseconds since 1970, already within the horizon
}

// rememberMerged notes the ids that were merged into rec. A record never
// buries itself, whatever its property says.
func (r *Run) rememberMerged(rec *hubspot.Record) {
	if !r.opts.Tombstones || len(rec.Merged) == 0 {
		return
	}
	at := r.stamp.of(rec.LastModified, rec.UpdatedAt)
	for text := range bytes.SplitSeq(rec.Merged, []byte{';'}) {
		text = bytes.TrimSpace(text)
		id, err := strconv.ParseUint(string(text), 10, 64)
		if err != nil || bytes.Equal(text, rec.ID) {
			continue
		}
		r.merged = append(r.merged, mergedAway{id, at.UnixMilli()})
	}
}

// tombstones tells of the ids merged away and of the contacts archived after
// the offset. The archive has no order and no filter, so it is read whole;
// HubSpot empties it after 90 days.
func (r *Run) tombstones(ctx context.Context, yield func(sesam.Entity, error) bool) (stopped bool, err error) {
	query := hubspot.ListQuery{Archived: true, Properties: []string{hubspot.MergedProperty}}
	stopped, err = eachPage(ctx, r.listPages(query), func(page *hubspot.Page) bool {
		for i := range page.Records {
			rec := &page.Records[i]
			at, err := sesam.ParseTime(string(rec.ArchivedAt))
			if err != nil {
				at = r.stamp.horizon // unknown: better told again than never
			} else if !r.after(at) {
				continue
			}
			r.rememberMerged(rec)
			if !yield(r.tombstone(rec.ID, at), nil) {
				return false
			}
		}
		return true
	})
	if err != nil || stopped {
		return stopped, err
	}
	var id []byte
	for _, m := range r.merged {
		id = strconv.AppendUint(id[:0], m.id, 10)
		if !yield(r.tombstone(id, time.UnixMilli(m.at)), nil) {
			return true, nil
		}
	}
	return false, nil
}

// after tells whether something that happened at t is news to the node.
func (r *Run) after(t time.Time) bool {
	return t.After(r.since) || r.opts.Inclusive && t.Equal(r.since)
}

func (r *Run) tombstone(id []byte, at time.Time) sesam.Entity {
	r.summary.Tombstones++
	updated := r.stamp.at(at)
	if r.stamp.recent(updated) {
		r.audit.left++
	}
	return sesam.Entity{ID: id, Updated: updated, Deleted: true}
}

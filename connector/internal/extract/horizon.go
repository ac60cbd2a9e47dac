package extract

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// fullMargin is how far the horizon of a full run lies before its start. The list reads the record store itself, so no
// index lags behind, but the Date header from which the start is taken has whole seconds only.
const fullMargin = time.Second

// horizon determines the _updated of every entity of a run. A node stores the largest one of a successful run as its
// offset, and the offset promises that every change up to it has been delivered. So no _updated may lie beyond the limit,
// up to which HubSpot is known to have returned everything, nor before the offset the run started from, which would be
// forgetting.
type horizon struct {
	since time.Time // zero for a full run
	began time.Time // a lower bound, in HubSpot's own time, of when the run began to read
	limit time.Time // zero before the first page
	start time.Time // where a since-run begins to read: at its offset, or earlier if that vouches for nothing
}

// fixHorizon sets the horizon by the first page of the run. It runs before that page is passed on, so that nothing reads
// the horizon at the same time. The error is that of an offset which HubSpot's clock will not reach soon.
func (r *Run) fixHorizon(page *hubspot.Page) error {
	if !r.horizon.limit.IsZero() {
		return nil
	}
	r.horizon.set(r.since, page.Began, r.opts.Settle)
	if r.Full() {
		return nil
	}
	r.summary.Ahead = max(r.since.Sub(page.Began), 0)
	if r.summary.Ahead > maxAhead {
		return &AheadError{Since: r.since, Now: page.Began}
	}
	r.horizon.start = r.opts.Offsets.start(r.object, r.since, page.Began, r.horizon.limit)
	return nil
}

// set fixes the limit by the time at which the run began to read.
func (h *horizon) set(since, began time.Time, settle time.Duration) {
	h.since, h.began = since, began
	if since.IsZero() {
		settle = fullMargin
	}
	h.limit = began.Add(-settle).UTC().Truncate(time.Millisecond)
}

// updated is the _updated of something that happened at t.
func (h *horizon) updated(t time.Time) time.Time {
	if t.After(h.limit) {
		t = h.limit
	}
	if t.Before(h.since) {
		t = h.since
	}
	return t
}

// isLimit reports whether updated belongs to something that happened at the limit or later.
func (h *horizon) isLimit(updated time.Time) bool { return updated.Equal(h.updated(h.limit)) }

// ofRecord is the _updated of a record. If none of its times is valid, the limit is the latest that is safe.
func (h *horizon) ofRecord(rec *hubspot.Record) time.Time {
	if t, ok := changed(rec); ok {
		return h.updated(t)
	}
	return h.updated(h.limit)
}

// alive is a time at which a record that the run has read as a live one certainly was alive, in milliseconds since 1970:
// when it was last changed, but not before the limit, because HubSpot has returned what was true then or later.
func (h *horizon) alive(rec *hubspot.Record) int64 {
	at := h.limit
	if t, ok := changed(rec); ok && t.After(at) {
		at = t
	}
	return at.UnixMilli()
}

// changed is when a record was last changed, by the first of its times that is valid.
func changed(rec *hubspot.Record) (t time.Time, ok bool) {
	for _, text := range [...][]byte{rec.Modified, rec.UpdatedAt} {
		if len(text) == 0 {
			continue
		}
		if t, err := sesam.ParseTime(string(text)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// archivedAt is when a record was archived, if HubSpot says so in a valid form.
func archivedAt(rec *hubspot.Record) (t time.Time, ok bool) {
	t, err := sesam.ParseTime(string(rec.ArchivedAt))
	return t, err == nil
}

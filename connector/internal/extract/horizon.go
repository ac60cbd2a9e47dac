package extract

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// fullMargin is how far the horizon of a full run lies before its start. The
// list reads the record store itself, so no index is late, but the Date
// header that the start is taken from has whole seconds only.
const fullMargin = time.Second

// stamper gives every entity its _updated. A node stores the largest one of
// a successful run as its offset, and the offset promises: every change up to
// here has been delivered. So no _updated may lie beyond the horizon, up to
// which HubSpot is known to have shown everything, nor before the offset the
// run started from, which would be forgetting.
type stamper struct {
	since   time.Time // zero for a full run
	horizon time.Time
}

// set fixes the horizon by the first answer of the run: began is a lower
// bound, in HubSpot's own time, of when it began to read.
func (s *stamper) set(since, began time.Time, settle time.Duration) {
	s.since = since
	if since.IsZero() {
		settle = fullMargin
	}
	s.horizon = began.Add(-settle).UTC().Truncate(time.Millisecond)
}

// at is _updated of something that happened at t.
func (s *stamper) at(t time.Time) time.Time {
	if t.After(s.horizon) {
		t = s.horizon
	}
	if t.Before(s.since) {
		t = s.since
	}
	return t
}

// recent tells whether an _updated was given to something that happened at the
// horizon or later.
func (s *stamper) recent(updated time.Time) bool { return updated.Equal(s.at(s.horizon)) }

// of is _updated of a record, by the first of the given times that can be
// read. Where none can, the horizon is the latest it can safely be.
func (s *stamper) of(times ...[]byte) time.Time {
	for _, text := range times {
		if len(text) == 0 {
			continue
		}
		if t, err := sesam.ParseTime(string(text)); err == nil {
			return s.at(t)
		}
	}
	return s.at(s.horizon)
}

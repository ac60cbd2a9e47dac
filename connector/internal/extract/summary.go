package extract

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Summary is what a run did, for its log line and the metrics.
type Summary struct {
	Horizon    time.Time // no offset beyond it was given; zero before the first answer
	Emitted    int       // live contacts
	Tombstones int       // deleted contacts, merged-away ids included
	// Doubt is set where HubSpot's own count and what was emitted disagree by
	// more than changes during the run explain; tombstones must be on, or
	// what was archived meanwhile is not known.
	Doubt string
	hubspot.Stats
}

// Summary may be asked for once the entities have ended.
func (r *Run) Summary() Summary {
	s := r.summary
	s.Horizon = r.stamp.horizon
	s.Stats = r.session.Stats()
	if r.whole && r.opts.Tombstones {
		s.Doubt = r.audit.verdict()
	}
	return s
}

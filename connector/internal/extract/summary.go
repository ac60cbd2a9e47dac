package extract

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Summary is what a run did, for its log line and the metrics.
type Summary struct {
	Horizon    time.Time     // no offset beyond it was returned; zero before the first answer
	Emitted    int           // live records
	Tombstones int           // deleted records, including merged-away IDs
	Linked     bool          // associations were asked for
	Links      int           // of these, those returned
	Cursors    int           // most cursors that were read with at a time
	OneCursor  string        // why a list was read with one only, "" if nothing is in the way of more
	Ahead      time.Duration // how far the offset lies ahead of HubSpot's clock
	Archive    ArchiveUse    // where the deletions come from, "" if every run reads the archive
	ArchiveAge time.Duration // how long ago the archive was read, if it is remembered
	// Doubt is set if HubSpot's own count and what was read differ by more than changes during the run explain. It needs
	// tombstones: without them it is unknown what was archived meanwhile.
	Doubt string
	hubspot.Stats
}

// ArchiveUse is how a run has learnt what was archived.
type ArchiveUse string

// The ways to learn what was archived.
const (
	ArchiveRead       ArchiveUse = "read"       // from HubSpot
	ArchiveRemembered ArchiveUse = "remembered" // from a run before
)

// Summary may be called once the entities have ended.
func (r *Run) Summary() Summary {
	s := r.summary
	s.Horizon = r.horizon.limit
	s.OneCursor = r.opts.Cursors.reason(r.object).reason
	s.Linked = len(r.associations) > 0
	s.Stats = r.session.Stats()
	if r.complete && r.deletions {
		s.Doubt = r.audit.doubt(r.object.Name)
	}
	return s
}

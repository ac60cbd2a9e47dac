package pump

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// plan is what a run is going to do.
type plan struct {
	sync   string
	rescan bool
	// since is nil for everything.
	since *string
	// seen tracks a full run into a dataset; nil otherwise.
	seen *dataset.Tracker
	// began is when the full run began, before the restart that interrupted it, if one did.
	began time.Time
	// resumed tells that the run goes on with a full run that was interrupted, or with a full set in several requests.
	resumed bool
	// unwritten tells that what it goes on with left entities unwritten.
	unwritten bool
	// open tells that more parts of a full set are to come: nothing is deleted yet.
	open bool
}

// plan decides between full, partial and incremental: a rescan that is asked for or due, no offset, or a source without
// offsets makes it full.
func (p *Pump) plan(r Request, s *State, now time.Time, background bool) (plan, error) {
	cfg, strategy := p.Pipe.Pump, p.Pipe.Strategy()
	out := plan{sync: SyncIncremental, began: now}
	if r.Body != nil {
		out.join(r, s.Sequence)
		return out, nil
	}
	// A rescan by cron has a job of its own when it runs in the background.
	byCron := p.background == nil && schedule.RescanDue(cfg, s.history(), now)
	out.rescan = r.Kind == Rescan || byCron || cfg.RescanRunCount > 0 && s.SinceRescan+1 >= cfg.RescanRunCount
	switch {
	case s.Resume != nil && !background && strategy == config.StrategyChronological:
		out.sync, out.resumed, out.rescan = SyncFull, true, s.Resume.Rescan
		out.began, out.seen, out.unwritten = s.Resume.Began, s.Resume.Seen, s.Resume.Unwritten
		since := s.Resume.Offset.String()
		out.since = &since
		return out, nil
	case out.rescan || strategy == config.StrategyNone || s.Offset.IsZero():
		out.sync = SyncFull
		if strategy != config.StrategyNone {
			out.since = p.Pipe.Source.InitialSinceValue
		}
		return out, nil
	}
	from := s.Offset
	if n := cfg.PartialRescanRunCount; n > 0 && s.SincePartial+1 >= n {
		out.sync = SyncPartial
		var err error
		if from, err = from.Minus(cfg.PartialRescanDelta); err != nil {
			return out, err
		}
	}
	since := from.String()
	out.since = &since
	return out, nil
}

// track begins deletion tracking from the sink's present end.
func (p *Pump) track(tx *dataset.Tx, out *plan, background bool) error {
	if !p.Pipe.Sink.DeletionTracking && !background {
		return nil
	}
	m, err := tx.MetaOrNone(p.Pipe.Sink.Dataset)
	if err != nil {
		return err
	}
	if background {
		out.seen = dataset.NewGuard(m.Next)
	} else {
		out.seen = dataset.NewTracker(m.Next)
	}
	return nil
}

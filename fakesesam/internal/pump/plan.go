package pump

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// plan says what a run will do.
type plan struct {
	sync   string
	rescan bool
	// since is where reading begins; nil means at the beginning.
	since *string
	// Unfinished describes the full run. A resumed one goes on with what an interrupted run, or the earlier parts of a set,
	// left unfinished: Began is then when those began.
	Unfinished
	resumed bool
	// open means that more parts of a full set will follow: nothing is deleted yet.
	open bool
}

// complete reports whether a run with this plan has read everything when it completes.
func (p *plan) complete() bool { return p.sync == SyncFull && !p.open }

// planRun decides between full, partial and incremental. A run is full when a rescan is requested or due, when a dataset that
// the rules are joined with has changed, when there is no offset, or when the source has no offsets.
func (p *Pump) planRun(r Request, s *State, now time.Time, joined map[string]int64, background bool) (plan, error) {
	cfg, strategy := p.Pipe.Pump, p.Pipe.Strategy()
	out := plan{sync: SyncIncremental, Unfinished: Unfinished{Began: now, Joined: joined}}
	if r.Body != nil {
		out.receive(r, s.Sequence)
		return out, nil
	}
	// In the background, rescans by cron have a job of their own.
	byCron := p.background == nil && schedule.RescanDue(cfg, s.history(), now)
	out.rescan = r.Kind == Rescan || byCron || cfg.RescanRunCount > 0 && s.SinceRescan+1 >= cfg.RescanRunCount
	switch {
	case p.resumes(s.Resume) && !background && strategy == config.StrategyChronological:
		since := s.Resume.Offset.String()
		return plan{sync: SyncFull, resumed: true, rescan: s.Resume.Rescan, Unfinished: s.Resume.Unfinished, since: &since}, nil
	case out.rescan || p.outdated(s, joined) || strategy == config.StrategyNone || s.Offset.IsZero():
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
		if from, err = from.minus(cfg.PartialRescanDelta); err != nil {
			return out, err
		}
	}
	since := from.String()
	out.since = &since
	return out, nil
}

// resumes reports whether an interrupted full run can be continued. For a json sink it is one that a sequence belongs to: what
// the receiver got from another kind of run is no part of a full set.
func (p *Pump) resumes(r *Resume) bool {
	return r != nil && (p.Receiver != nil) == (r.Sent != nil)
}

// receive plans a run for entities that a client has sent: they are a part of the set unless the client says that they are
// all of it.
func (p *plan) receive(r Request, s *Sequence) {
	if !r.Full {
		return
	}
	p.sync = SyncFull
	if r.Part == nil {
		return
	}
	p.open = !r.Part.Last
	if s != nil && s.ID == r.Part.Sequence {
		p.resumed, p.Unfinished = true, s.Unfinished
	}
}

// track begins deletion tracking at the present end of the sink's dataset.
func (p *Pump) track(tx *dataset.Tx, out *plan, background bool) error {
	if !p.Pipe.Sink.DeletionTracking && !background {
		return nil
	}
	m, err := tx.MetaOrNone(p.Pipe.Sink.Dataset)
	if err != nil {
		return err
	}
	if background {
		out.Seen = dataset.NewGuard(m.Next)
	} else {
		out.Seen = dataset.NewTracker(m.Next)
	}
	return nil
}

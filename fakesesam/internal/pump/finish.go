package pump

import (
	"errors"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// finish stores the outcome of the run, with the log's last event, in one transaction.
func (x *execution) finish(runErr error) (Run, error) {
	read, written := x.counters.reader, x.counters.writer
	out := Run{
		SyncType: x.plan.sync, Outcome: Completed, Rescan: x.plan.rescan, Began: x.began, Ended: x.Clock.Now().UTC(),
		Processed: read.read, Changed: written.changes, Deleted: written.deleted, WriteErrors: read.writeErrors,
		Warning: x.warning(),
	}
	if runErr != nil {
		out.Outcome, out.Reason, out.Error, out.err = Failed, reasonOf(runErr), x.Mask(runErr.Error()), runErr
	}
	err := x.update(func(tx *dataset.Tx) error {
		if runErr == nil && (x.sweeps() || x.sentWhole()) && !x.background {
			if err := x.resolveGone(tx); err != nil {
				return err
			}
		}
		return x.changeIn(tx, func(tx *dataset.Tx, s *State) error { return x.store(tx, s, &out, runErr) })
	})
	return out, err
}

// store puts the outcome into the pump's state, the log and the sink's description.
func (x *execution) store(tx *dataset.Tx, s *State, out *Run, runErr error) error {
	if runErr != nil {
		x.settleFailed(s)
	} else {
		x.settleCompleted(s)
	}
	switch {
	case errors.Is(runErr, errTripped):
		s.Offset, s.Resume = x.before, nil
	case errors.Is(runErr, service.ErrConflict) && x.plan.sync == SyncFull:
		s.Offset, s.Resume = Offset{}, nil // the receiver has lost the set: it must be sent from its beginning
	}
	next := x.reschedule(s, out.Ended)
	out.Offset = s.Offset.String()
	last := int64(-1)
	if x.isLogged(s, out) {
		out.Logged = true
		s.Logged = out.Ended
		var err error
		if last, err = x.logEnd(tx, out, runErr, next); err != nil {
			return err
		}
	}
	s.Last = out
	if err := x.keep(tx, s, out, last); err != nil {
		return err
	}
	if runErr != nil {
		return nil
	}
	return x.describe(tx)
}

// settleFailed keeps how far a run of a chronological source came.
func (x *execution) settleFailed(s *State) {
	s.Failed++
	chronological := x.Pipe.Strategy() == config.StrategyChronological
	if chronological && !x.background && x.batches > 0 && !x.offset.IsZero() {
		x.checkpoint(s, x.offset, x.unwritten)
	}
}

// settleCompleted stores the offset and counts the run.
func (x *execution) settleCompleted(s *State) {
	s.Succeeded++
	if x.background {
		// Incremental runs went on meanwhile; their offset may be further.
		if x.offset.after(s.Offset) {
			s.Offset = x.offset
		}
	} else {
		s.Offset, s.Resume = x.offset, nil
	}
	s.SinceRescan++
	s.SincePartial++
	if x.plan.sync == SyncFull {
		s.Sequence = x.openSequence()
	}
	if x.plan.complete() {
		s.Rescanned, s.SinceRescan, s.SincePartial, s.Joined = x.plan.Began, 0, 0, x.plan.Joined
	}
	if x.plan.sync == SyncPartial {
		s.SincePartial = 0
	}
}

// openSequence returns the full set that the run leaves unfinished; nil when it read the whole set, or its last part.
func (x *execution) openSequence() *Sequence {
	if !x.plan.open {
		return nil
	}
	part, rest := x.request.Part, x.plan.Unfinished
	rest.Unwritten = x.unwritten
	return &Sequence{Unfinished: rest, ID: part.Sequence, Request: part.ID}
}

// reschedule returns when the next run is scheduled.
func (x *execution) reschedule(s *State, ended time.Time) time.Time {
	if x.background {
		s.RescanTried = ended
	} else {
		s.Next = x.nextTime(schedule.History{Known: s.Known, Ended: ended})
	}
	return s.Next
}

// isLogged reports whether the run goes into the log: it failed, it changed something, or the configuration says so.
func (x *execution) isLogged(s *State, out *Run) bool {
	cfg := x.Pipe.Pump
	idle := out.Changed+out.Deleted == 0
	if !cfg.LogEventsNoopRunsChangesOnly {
		idle = idle && out.Processed == 0
	}
	old := cfg.NotificationGranularity > 0 && out.Ended.Sub(s.Logged) > cfg.NotificationGranularity
	troubled := out.Outcome == Failed || x.chronology.count > 0 || x.counters.reader.readErrors+x.counters.reader.writeErrors > 0
	return x.started.written || x.started.pending || troubled || !idle || cfg.LogEventsNoopRuns || old
}

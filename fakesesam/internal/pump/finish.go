package pump

import (
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// finish stores what the run came to, with the log's last event, in one transaction.
func (r *run) finish(runErr error) (Run, error) {
	out := Run{
		SyncType: r.plan.sync, Outcome: Completed, Rescan: r.plan.rescan, Began: r.began, Ended: r.Clock.Now().UTC(),
		Processed: r.metrics.read, Changed: r.metrics.changes, Deleted: r.metrics.deleted, WriteErrors: r.metrics.writeErrors,
	}
	if runErr != nil {
		out.Outcome, out.Reason, out.Error = Failed, reasonOf(runErr), r.Mask(runErr.Error())
	}
	err := r.update(func(tx *dataset.Tx) error {
		if runErr == nil && r.sweeps() && !r.background {
			if err := r.dropGone(tx); err != nil {
				return err
			}
		}
		return r.changeIn(tx, func(tx *dataset.Tx, s *State) error { return r.store(tx, s, &out, runErr) })
	})
	return out, err
}

// store puts what the run came to into the pump's state, the log and the sink's description.
func (r *run) store(tx *dataset.Tx, s *State, out *Run, runErr error) error {
	r.settle(s, out)
	if errors.Is(runErr, errTripped) {
		s.Offset, s.Resume = r.before, nil
	}
	next := s.Next
	if r.background {
		s.RescanTried = out.Ended
	} else {
		next = r.nextTime(schedule.History{Known: s.Known, Ended: out.Ended})
		s.Next = next
	}
	out.Offset = s.Offset.String()
	if r.toLog(s, out) {
		out.Logged = true
		s.Logged = out.Ended
		if err := r.end(tx, out, runErr, next); err != nil {
			return err
		}
	}
	s.Last = out
	if runErr != nil {
		return nil
	}
	return r.describe(tx)
}

// settle brings the pump's state up to date: the offset of a run that succeeded, or of a chronological one as far as it
// came.
func (r *run) settle(s *State, out *Run) {
	chronological := r.Pipe.Strategy() == config.StrategyChronological
	if out.Outcome == Failed {
		s.Failed++
		if chronological && !r.background && r.batches > 0 && !r.offset.IsZero() {
			r.advance(s, r.offset, r.unwritten)
		}
		return
	}
	s.Succeeded++
	if r.background {
		// Incremental runs went on meanwhile; theirs may be further.
		if r.offset.After(s.Offset) {
			s.Offset = r.offset
		}
	} else {
		s.Offset, s.Resume = r.offset, nil
	}
	s.SinceRescan++
	s.SincePartial++
	if r.plan.sync == SyncFull {
		s.Sequence = r.sequence()
	}
	if r.plan.sync == SyncFull && !r.plan.open {
		s.Rescanned, s.SinceRescan, s.SincePartial = r.plan.began, 0, 0
	}
	if r.plan.sync == SyncPartial {
		s.SincePartial = 0
	}
}

// toLog tells whether the run is worth an entry: it failed, it changed something, or it is asked for.
func (r *run) toLog(s *State, out *Run) bool {
	cfg := r.Pipe.Pump
	idle := out.Changed+out.Deleted == 0
	if !cfg.LogEventsNoopRunsChangesOnly {
		idle = idle && out.Processed == 0
	}
	old := cfg.NotificationGranularity > 0 && out.Ended.Sub(s.Logged) > cfg.NotificationGranularity
	troubled := out.Outcome == Failed || r.metrics.readErrors+r.metrics.writeErrors > 0
	return r.started || r.starting || troubled || !idle || cfg.LogEventsNoopRuns || old
}

// end writes pump-completed or pump-failed.
func (r *run) end(tx *dataset.Tx, out *Run, runErr error, next time.Time) error {
	if err := r.start(tx); err != nil {
		return err
	}
	left, _, err := r.counts(tx)
	if err != nil {
		return err
	}
	elapsed := out.Ended.Sub(out.Began)
	fields := map[string]any{
		"start_time":            stamp(out.Began),
		"end_time":              stamp(out.Ended),
		"total_time":            fmt.Sprintf("%.6f", elapsed.Seconds()),
		"sync_type":             out.SyncType,
		"pump_definition":       r.EffectivePump(),
		"pump_started_location": r.location,
		"user":                  r.request.User,
		"retry_entities_exist":  left > 0,
		"entities_succeeded":    r.metrics.read - r.metrics.writeErrors,
		"entities_failed":       r.metrics.writeErrors,
		"pipe_offset":           out.Offset,
		"metrics":               r.metrics.event(elapsed),
	}
	if !next.IsZero() {
		fields["next_interval"] = round(next.Sub(out.Ended).Seconds())
	}
	if failed, ok := errors.AsType[*entityError](runErr); ok && !failed.noted {
		u := unwritten{Name: nameOf(failed.entity), Entity: failed.entity}
		if err := r.writeError(tx, &u, r.failure(failed)); err != nil {
			return err
		}
	}
	kind := eventCompleted
	if runErr != nil {
		kind = eventFailed
		maps.Copy(fields, r.failure(runErr))
		fields["reason_why_stopped"] = out.Reason
		fields["exception_entity"] = nil
		if failed, ok := errors.AsType[*entityError](runErr); ok {
			fields["exception_entity"] = r.masked(failed.entity)
		}
		fields["node_build_info"] = buildInfo()
	}
	_, err = r.event(tx, kind, kind, fields)
	return err
}

package pump

import (
	"context"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// write writes batches as they arrive: all that are waiting, in one transaction.
func (x *execution) write(ctx context.Context, batches <-chan *batch) error {
	var waiting []*batch
	for first := range batches {
		waiting = append(waiting[:0], first)
	more:
		for len(waiting) < x.perCommit {
			select {
			case next, ok := <-batches:
				if !ok {
					break more
				}
				waiting = append(waiting, next)
			default:
				break more
			}
		}
		begin := x.Clock.Now()
		x.active.writes(Step{Doing: WritingBatch, Batch: x.batches + len(waiting)})
		if err := x.commit(waiting); err != nil {
			return err
		}
		x.active.writes(Step{})
		x.counters.writer.sinkTime += x.Clock.Now().Sub(begin)
		for _, b := range waiting {
			x.room.Release(b.weight)
			b.release()
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// commit writes batches, and what must be stored together with them, in one transaction.
func (x *execution) commit(batches []*batch) error {
	var g group
	checkpoint := x.checkpointDue(len(batches))
	err := x.update(func(tx *dataset.Tx) error {
		var err error
		if g, err = x.putAll(tx, batches); err != nil {
			return err
		}
		if g.changes > 0 {
			if err := x.logStarted(tx); err != nil {
				return err
			}
		}
		switch {
		case x.breaker.tripped(x.counters.writer.changes + g.changes):
			return x.trip(tx)
		case checkpoint:
			return x.saveCheckpoint(tx, g)
		default:
			return nil
		}
	})
	if err != nil {
		return fmt.Errorf("writing to %s: %w", x.Pipe.Sink.Dataset, err)
	}
	x.register(&g, len(batches))
	if x.breaker.tripped(x.counters.writer.changes) {
		return x.breaker.error()
	}
	return nil
}

// register counts batches that have been written, and moves the offset after them.
func (x *execution) register(g *group, batches int) {
	x.counters.writer.changes += g.changes
	x.counters.writer.passed += g.read - g.failed
	x.counters.writer.add(g.queueCounters)
	x.unwritten = x.unwritten || g.failed > 0
	x.batches += batches
	x.active.processed.Add(int64(g.read))
	x.active.changed.Add(int64(g.changes))
	if x.Pipe.Strategy() == config.StrategyChronological && x.request.Body == nil {
		x.offset = g.reached
	}
}

// group says what writing a group of batches did.
type group struct {
	read, changes int
	reached       Offset // the offset after the last batch
	queueCounters
}

// putAll writes batches.
func (x *execution) putAll(tx *dataset.Tx, batches []*batch) (group, error) {
	var g group
	for _, b := range batches {
		g.read, g.reached = g.read+b.read, b.reached
		for i := range b.entities {
			e := &b.entities[i]
			change, err := x.put(tx, e)
			if err != nil {
				return g, err
			}
			if change.Written {
				g.changes++
			}
			if e.attempt == nil {
				continue
			}
			if err := x.recordAttempt(tx, e.attempt, &g.queueCounters); err != nil {
				return g, err
			}
		}
	}
	return g, nil
}

// put writes one entity, or deletes one that the rules now filter out.
func (x *execution) put(tx *dataset.Tx, o *outcome) (dataset.Change, error) {
	switch {
	case o.filtered:
		return tx.Remove(x.Pipe.Sink.Dataset, o.entity.ID, x.plan.Seen)
	case o.keep:
		return tx.Append(x.Pipe.Sink.Dataset, o.entity, x.plan.Seen)
	default:
		return dataset.Change{}, nil
	}
}

// checkpointDue reports whether n more batches pass the next checkpoint of a chronological source.
func (x *execution) checkpointDue(n int) bool {
	every := x.Pipe.CheckpointInterval
	return x.Pipe.Strategy() == config.StrategyChronological && every > 0 && x.batches/every != (x.batches+n)/every
}

// saveCheckpoint stores the offset in the middle of a run.
func (x *execution) saveCheckpoint(tx *dataset.Tx, g group) error {
	if x.background || x.request.Body != nil || g.reached.IsZero() {
		return nil
	}
	return x.changeIn(tx, func(_ *dataset.Tx, s *State) error {
		x.checkpoint(s, g.reached, x.unwritten || g.failed > 0)
		return nil
	})
}

// checkpoint records how far an unfinished run of a chronological source has come. A full run can be resumed from there. A
// rescan does not move the pump's offset: incremental runs are further already.
func (x *execution) checkpoint(s *State, reached Offset, unwritten bool) {
	if x.plan.sync == SyncFull {
		rest := x.plan.Unfinished
		rest.Unwritten = unwritten
		s.Resume = &Resume{Unfinished: rest, Offset: reached, Rescan: x.plan.rescan, Sent: x.sent()}
	}
	if !x.plan.rescan {
		s.Offset = reached
	}
}

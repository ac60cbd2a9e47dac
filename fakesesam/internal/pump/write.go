package pump

import (
	"context"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// write writes batches as they come, as many as wait in one transaction.
func (r *run) write(ctx context.Context, batches <-chan batch) error {
	for first := range batches {
		group := []batch{first}
	more:
		for len(group) < r.perCommit {
			select {
			case next, ok := <-batches:
				if !ok {
					break more
				}
				group = append(group, next)
			default:
				break more
			}
		}
		begin := time.Now()
		if err := r.commit(group); err != nil {
			return err
		}
		r.metrics.sinkTime += time.Since(begin)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// commit writes batches, and what has to be known together with them, in one transaction.
func (r *run) commit(group []batch) error {
	var g grouped
	checkpoint := r.checkpointDue(len(group))
	err := r.update(func(tx *dataset.Tx) error {
		var err error
		if g, err = r.putAll(tx, group); err != nil {
			return err
		}
		if g.changes > 0 {
			if err := r.start(tx); err != nil {
				return err
			}
		}
		switch {
		case r.breaker.tripped(r.metrics.changes + g.changes):
			return r.trip(tx)
		case checkpoint:
			return r.save(tx, g)
		default:
			return nil
		}
	})
	if err != nil {
		return fmt.Errorf("writing to %s: %w", r.Pipe.Sink.Dataset, err)
	}
	r.metrics.changes += g.changes
	r.metrics.dead += g.dead
	r.unwritten = r.unwritten || g.unwritten > 0
	r.batches += len(group)
	r.active.processed.Add(int64(g.read))
	if r.Pipe.Strategy() == config.StrategyChronological && r.request.Body == nil {
		r.offset = g.offset
	}
	if r.breaker.tripped(r.metrics.changes) {
		return r.breaker.error()
	}
	return nil
}

// grouped is what came of a group of batches.
type grouped struct {
	read, changes int
	offset        Offset // after the last batch
	noted
}

// putAll writes batches.
func (r *run) putAll(tx *dataset.Tx, group []batch) (grouped, error) {
	var g grouped
	for _, b := range group {
		g.read, g.offset = g.read+b.read, b.offset
		for i := range b.entities {
			e := &b.entities[i]
			change, err := r.put(tx, e)
			if err != nil {
				return g, err
			}
			if change.Written {
				g.changes++
			}
			if e.note == nil {
				continue
			}
			if err := r.hear(tx, e.note, &g.noted); err != nil {
				return g, err
			}
		}
	}
	return g, nil
}

// put writes one entity, or a deleted version of one that the rules let through no longer.
func (r *run) put(tx *dataset.Tx, o *outcome) (dataset.Change, error) {
	switch {
	case o.filtered:
		return tx.Remove(r.Pipe.Sink.Dataset, o.entity.ID, r.plan.seen)
	case o.keep:
		return tx.Append(r.Pipe.Sink.Dataset, o.entity, r.plan.seen)
	default:
		return dataset.Change{}, nil
	}
}

// checkpointDue tells whether writing n more batches passes the next checkpoint of a chronological source.
func (r *run) checkpointDue(n int) bool {
	every := r.Pipe.CheckpointInterval
	return r.Pipe.Strategy() == config.StrategyChronological && every > 0 && r.batches/every != (r.batches+n)/every
}

// save stores the offset in the middle of a run: of a full run as where it resumes, else as the pump's.
func (r *run) save(tx *dataset.Tx, g grouped) error {
	if r.background || r.request.Body != nil || g.offset.IsZero() {
		return nil
	}
	return r.changeIn(tx, func(_ *dataset.Tx, s *State) error {
		r.advance(s, g.offset, r.unwritten || g.unwritten > 0)
		return nil
	})
}

// advance notes how far an unfinished run of a chronological source has come. A full run stays to be finished, and a
// rescan leaves the offset alone: incremental runs are further already.
func (r *run) advance(s *State, offset Offset, unwritten bool) {
	if r.plan.sync == SyncFull {
		s.Resume = &Resume{Offset: offset, Began: r.plan.began, Rescan: r.plan.rescan, Seen: r.plan.seen, Unwritten: unwritten}
	}
	if !r.plan.rescan {
		s.Offset = offset
	}
}

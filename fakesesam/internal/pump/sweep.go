package pump

import (
	"context"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// sweepIDs is how many IDs are examined in one transaction, so that the store is not blocked for long.
const sweepIDs = 5000

// sweeps reports whether deletion tracking follows the run: only a full run that was read to its end qualifies. An entity that
// could not be written cannot be told from one that is gone, so one such entity prevents all deletions.
func (x *execution) sweeps() bool {
	return x.plan.complete() && x.plan.Seen != nil && x.Pipe.Sink.DeletionTracking && !x.unwritten
}

// sweep is deletion tracking: it deletes what a full run did not see.
func (x *execution) sweep(ctx context.Context) error {
	if !x.sweeps() {
		return nil
	}
	x.active.writes(Step{Doing: Sweeping})
	for after := ""; ; {
		next, err := x.sweepStep(after)
		if err != nil {
			return fmt.Errorf("deletion tracking in %s: %w", x.Pipe.Sink.Dataset, err)
		}
		if x.breaker.tripped(x.counters.writer.changes + x.counters.writer.deleted) {
			return x.breaker.error()
		}
		if next == "" {
			return nil
		}
		after = next
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// sweepStep examines the IDs after one, and returns the ID to continue after; "" for the end. Where nothing is gone, as in
// nearly every run, it writes nothing: a commit costs more than to look.
func (x *execution) sweepStep(after string) (next string, err error) {
	var gone bool
	err = x.Store.View(func(tx *dataset.Tx) error {
		gone, next, err = tx.Unseen(x.Pipe.Sink.Dataset, x.plan.Seen, after, sweepIDs)
		return err
	})
	if err != nil || !gone {
		return next, err
	}
	var deleted int
	err = x.update(func(tx *dataset.Tx) error {
		deleted, next, err = tx.Sweep(x.Pipe.Sink.Dataset, x.plan.Seen, after, sweepIDs, x.Pipe.Sink.MarkDeletionTracked)
		if err == nil && deleted > 0 {
			err = x.logStarted(tx)
		}
		if err == nil && x.breaker.tripped(x.counters.writer.changes+x.counters.writer.deleted+deleted) {
			err = x.trip(tx)
		}
		return err
	})
	if err == nil {
		x.counters.writer.deleted += deleted
	}
	return next, err
}

package pump

import (
	"context"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// sweepStep is how many ids are looked at in one transaction: the store is not held up for long.
const sweepStep = 5000

// sweeps tells whether deletion tracking follows the run: after a full one that was read to its end. What could not be
// written of the source cannot be told from what is gone from it, so one such entity keeps everything.
func (r *run) sweeps() bool {
	return r.plan.sync == SyncFull && !r.plan.open && r.plan.seen != nil && r.Pipe.Sink.DeletionTracking && !r.unwritten
}

// sweep is deletion tracking: what a full run did not see is deleted.
func (r *run) sweep(ctx context.Context) error {
	if !r.sweeps() {
		return nil
	}
	for after := ""; ; {
		var deleted int
		err := r.update(func(tx *dataset.Tx) error {
			var err error
			deleted, after, err = tx.Sweep(r.Pipe.Sink.Dataset, r.plan.seen, after, sweepStep, r.Pipe.Sink.MarkDeletionTracked)
			if err == nil && deleted > 0 {
				err = r.start(tx)
			}
			if err == nil && r.breaker.tripped(r.metrics.changes+r.metrics.deleted+deleted) {
				err = r.trip(tx)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("deletion tracking in %s: %w", r.Pipe.Sink.Dataset, err)
		}
		r.metrics.deleted += deleted
		if r.breaker.tripped(r.metrics.changes + r.metrics.deleted) {
			return r.breaker.error()
		}
		if after == "" {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

package pump

import (
	"context"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// retriesPerCommit is how many waiting entities are tried in one transaction.
const retriesPerCommit = 100

// again tries once more what waits, before anything is read: what the source gives now is newer, and must win. The
// circuit breaker does not count these, for they could not be read again after a rollback.
func (r *run) again(ctx context.Context) error {
	if r.background || r.plan.resumed {
		// A rescan beside other runs does not know what is newer, and one that goes on would have them undeleted.
		return nil
	}
	t, err := newTransformer(r.Pipe.Program)
	if err != nil {
		return err
	}
	tries := slices.DeleteFunc(slices.Clone(r.queue), func(u unwritten) bool { return u.Dead })
	for some := range slices.Chunk(tries, retriesPerCommit) {
		var count noted
		changes := 0
		err := r.update(func(tx *dataset.Tx) error {
			for _, u := range some {
				changed, err := r.tryAgain(tx, t, u, &count)
				if err != nil {
					return err
				}
				if changed {
					changes++
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.metrics.changes += changes
		r.metrics.failedRetries += count.failedRetries
		r.metrics.dead += count.dead
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// tryAgain tells whether something was written.
func (r *run) tryAgain(tx *dataset.Tx, t *transformer, u unwritten, count *noted) (bool, error) {
	if there, err := tx.State(retryKey(r.Pipe.ID, u.Name), &u); err != nil || !there {
		return false, err // discarded meanwhile
	}
	out, err := t.apply(u.Entity)
	if err == nil {
		err = r.fits(&out)
	}
	if err != nil {
		u.Attempts++
		count.failedRetries++
		return false, r.keep(tx, &u, &entityError{entity: u.Entity, err: err}, count)
	}
	change, err := r.put(tx, &out)
	if err != nil {
		return false, err
	}
	return change.Written, r.resolve(tx, &u, nil)
}

// dropGone empties the queue after a full run in which every entity could be written: what still waits was not among them.
func (r *run) dropGone(tx *dataset.Tx) error {
	all, err := r.queued(tx)
	if err != nil {
		return err
	}
	for _, u := range all {
		if err := r.resolve(tx, &u, nil); err != nil {
			return err
		}
	}
	return nil
}

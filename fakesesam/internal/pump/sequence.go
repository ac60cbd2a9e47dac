package pump

import (
	"context"
	"errors"
	"net/http"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// beginSequence begins what a json sink sends in this run. A full run that was interrupted goes on with its sequence: for the
// receiver it is one set.
func (x *execution) beginSequence(r *Resume) {
	switch {
	case x.Receiver == nil:
	case x.plan.resumed:
		x.sequence = service.Continue(x.Receiver, *r.Sent)
	default:
		x.sequence = service.NewSequence(x.Receiver, x.ID(), x.plan.sync == SyncFull)
	}
}

// sent returns how far the sequence has come; nil without one.
func (x *execution) sent() *service.Progress {
	if x.sequence == nil {
		return nil
	}
	progress := x.sequence.Progress
	return &progress
}

// sentWhole reports whether a receiver has accepted everything that there is.
func (x *execution) sentWhole() bool {
	return x.sequence != nil && x.plan.complete() && !x.unwritten
}

// redeliver is retry for a json sink: it sends queued entities again, each alone.
func (x *execution) redeliver(ctx context.Context, t *transformer, some []queued) error {
	defer t.memory.Reset()
	failures := make([]error, 0, len(some))
	sent := 0
	var ended error
	for _, q := range some {
		var one parcel
		o, err := t.whole(ctx, q.Entity)
		if err == nil {
			o.origin = &origin{entity: q.Entity}
			one, err = x.pack(&o)
		}
		if _, uncalled := errors.AsType[*CallError](err); uncalled {
			ended = err
		}
		if err == nil {
			if err = x.post(ctx, one.texts, 1, never); err != nil && (!isRefusal(err) || x.isAway(err)) {
				ended = err
			}
		}
		if ctx.Err() != nil {
			ended = context.Cause(ctx)
		}
		if ended != nil {
			break // which says nothing about the entity
		}
		if failures = append(failures, err); err == nil {
			sent += len(one.texts)
		}
	}
	var count queueCounters
	err := x.update(func(tx *dataset.Tx) error {
		count = queueCounters{}
		for i, failure := range failures {
			if err := x.retried(tx, some[i], failure, &count); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	x.counters.writer.changes += sent
	x.counters.writer.add(count)
	return ended
}

// isAway reports whether a service answers that it cannot take anything now, and the pipe lets no entity wait for that. Then the others
// need not be tried, and none of them gets nearer to being given up.
func (x *execution) isAway(err error) bool {
	failed, answered := errors.AsType[*service.Error](err)
	return answered && (failed.Status >= http.StatusInternalServerError || failed.Status == http.StatusTooManyRequests) && x.writeRetries(err).MaxWaiting == 0
}

// retried updates the queue after an entity was sent again.
func (x *execution) retried(tx *dataset.Tx, q queued, failure error, count *queueCounters) error {
	if there, err := tx.State(queueKey(x.Pipe.ID, q.Name), &queued{}); err != nil || !there {
		return err // discarded meanwhile
	}
	if failure == nil {
		return x.resolve(tx, &q, q.Entity)
	}
	q.Attempts++
	count.failedRetries++
	return x.enqueue(tx, &q, &entityError{entity: q.Entity, err: failure}, count)
}

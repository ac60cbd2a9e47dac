package pump

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// How much has been read and is not yet written: when the disk is slow, more batches wait and each commit takes more of them.
// What is being written counts, too.
const (
	waitingBatches   = 1024
	batchesPerCommit = waitingBatches
	waitingBytes     = 4 << 20
)

// execution is a run in progress.
type execution struct {
	*Pump
	request Request
	active  *active
	// background means a rescan during which incremental runs go on.
	background bool
	began      time.Time

	plan    plan
	breaker breaker
	// complete is the time up to which a dataset source was complete when the run began, in microseconds since 1970.
	complete int64
	// queue is what could not be written before this run.
	queue []queued

	// before is the offset at the beginning of the run, offset the one after what has been written.
	before, offset Offset
	counters       counters
	// unwritten means that this run, or the one that it resumes, could not write something.
	unwritten bool
	// room is what may still be read before something is written, in bytes.
	room *semaphore.Weighted
	// batches counts the batches written, for checkpoints.
	batches int
	// chronology is what was out of order.
	chronology chronology

	// doubt is what a real node might not accept of what a service has answered; "" for nothing.
	doubt string

	// sequence is what a json sink posts; nil for a dataset sink.
	sequence *service.Sequence

	started startedEvent
	traffic *traffic
	// delivering means that batches are being posted, and not yet the queue.
	delivering bool
}

// execute runs the pump once. Every failure ends as a Run.
func (x *execution) execute(ctx context.Context) Run {
	ctx = service.Observed(ctx, x)
	err := x.prepare(ctx)
	if err == nil {
		err = x.transfer(ctx)
	}
	if err == nil {
		err = x.sweep(ctx)
	}
	if err != nil {
		err = because(context.Cause(ctx), err)
	}
	out, finishErr := x.finish(err)
	x.remember(nil)
	if finishErr != nil {
		out.Outcome, out.Reason, out.Error, out.err = Failed, reasonStore, x.Mask(finishErr.Error()), finishErr
		x.Log.ErrorContext(ctx, "the end of a run could not be stored", "pipe", x.Pipe.ID, "error", out.Error)
		x.remember(&out)
	}
	x.warn(ctx)
	x.Log.InfoContext(ctx, "run", "pipe", x.Pipe.ID, "sync_type", out.SyncType, "outcome", out.Outcome, "processed", out.Processed,
		"changed", out.Changed, "deleted", out.Deleted, "offset", out.Offset, "error", out.Error)
	return out
}

// because returns why a run failed: what ended it, if that is known, and what failed, unless that is only a read that was cut.
func because(cause, err error) error {
	_, read := errors.AsType[*source.ReadError](err)
	switch {
	case cause == nil || errors.Is(err, cause):
		return err
	case read:
		return cause
	default:
		return fmt.Errorf("%w: %w", cause, err)
	}
}

// prepare plans the run and retries what earlier runs could not write.
func (x *execution) prepare(ctx context.Context) error {
	s, err := x.load()
	if err != nil {
		return err
	}
	x.offset, x.before = s.Offset, s.Offset
	var joined map[string]int64
	err = x.Store.View(func(tx *dataset.Tx) error {
		joined, err = x.joined(tx)
		return err
	})
	if err != nil {
		return err
	}
	if x.plan, err = x.planRun(x.request, &s, x.began, joined, x.background); err != nil {
		return err
	}
	x.active.planned(x.plan.sync)
	x.unwritten = x.plan.Unwritten
	if x.plan.resumed && x.request.Body == nil {
		x.offset = s.Resume.Offset
	}
	x.beginSequence(s.Resume)
	err = x.Store.View(func(tx *dataset.Tx) error {
		if err := x.held(tx); err != nil {
			return err
		}
		if x.complete, err = x.completeness(tx); err != nil {
			return err
		}
		x.queue, err = x.readQueue(tx)
		return err
	})
	if err != nil {
		return err
	}
	if x.Pipe.Sink.SetInitialOffset == config.PopulatedInitially {
		if err := x.guarded(func(tx *dataset.Tx) error { return populate(tx, x.Pipe.Sink.Dataset) }); err != nil {
			return err
		}
	}
	if x.Pipe.Pump.LogEventsNoopRuns {
		if err := x.update(x.logStarted); err != nil {
			return err
		}
	}
	if err := x.retryQueue(ctx); err != nil {
		return err
	}
	// What was retried does not belong to this run: neither the breaker nor deletion tracking counts it.
	return x.Store.View(func(tx *dataset.Tx) error {
		if x.breaker, err = x.arm(tx); err != nil {
			return err
		}
		if x.plan.sync != SyncFull || x.plan.resumed {
			return nil
		}
		return x.track(tx, &x.plan, x.background)
	})
}

// transfer reads, transforms and writes everything that the source yields.
func (x *execution) transfer(ctx context.Context) error {
	x.active.reads(Step{Doing: ReadingSource})
	if x.Receiver != nil {
		return x.deliverAll(ctx)
	}
	batches := make(chan *batch, waitingBatches)
	group, ctx := errgroup.WithContext(ctx)
	x.room = semaphore.NewWeighted(waitingBytes)
	p, err := x.producer(ctx, batches)
	if err != nil {
		return err
	}
	var readErr error
	group.Go(func() error {
		defer close(batches)
		defer x.active.reads(Step{})
		// When reading fails the writer still writes every full batch, so this is not the group's error.
		readErr = p.produce(ctx)
		return nil
	})
	group.Go(func() error { return x.write(ctx, batches) })
	err = group.Wait()
	x.chronology = p.chronology
	if err == nil {
		err = readErr
	}
	if err == nil {
		err = x.checkEmpty()
	}
	if err == nil {
		x.arrive(p.reached)
	}
	return err
}

// checkEmpty returns an error when the source of a full run is empty and must not be.
func (x *execution) checkEmpty() error {
	if x.counters.reader.read == 0 && x.plan.sync == SyncFull && !x.plan.resumed && x.Pipe.Source.IfSourceEmpty == "fail" {
		return errors.New(`the source is empty, and if_source_empty is "fail"`)
	}
	return nil
}

// arrive moves the offset after what has been read to its end.
func (x *execution) arrive(reached Offset) {
	if x.request.Body == nil && x.Pipe.Strategy() != config.StrategyNone {
		x.offset = reached
	}
}

// producer returns the reader of the run.
func (x *execution) producer(ctx context.Context, out chan<- *batch) (*producer, error) {
	t, err := x.newTransformer()
	if err != nil {
		return nil, err
	}
	p := &producer{
		pump: x.Pump, source: x.Source, since: x.plan.since, transformer: t, tolerance: x.tolerance(), out: out, room: x.room,
		reached: x.offset, counters: &x.counters.reader, watch: &x.active.watch, readError: x.logReadError,
	}
	if x.request.Body != nil {
		p.source = x.request.Body
	} else {
		p.watched = x.Pipe.Source.IsChronological
		if len(x.Calls) == 0 { // otherwise it would call services
			p.superseded = t.superseded(ctx, x.Pipe.Source.Entities)
		}
	}
	p.begin()
	return p, nil
}

// tolerance is that of a run that knows what is newest. A background rescan does not know, so the first entity that fails
// ends it, and it leaves the queue alone.
func (x *execution) tolerance() *tolerance {
	if x.background {
		return newTolerance(config.WriteRetries{SingleEntities: x.Pipe.Pump.WriteRetries.SingleEntities}, nil)
	}
	return newTolerance(x.Pipe.Pump.WriteRetries, x.queue)
}

// errAbandoned ends what remains of a run that nobody waits for any more.
var errAbandoned = errors.New("the run did not end when it was stopped; what it does now is discarded")

// guarded runs f in a transaction, unless the run has been abandoned.
func (x *execution) guarded(f func(tx *dataset.Tx) error) error {
	return x.Store.Update(func(tx *dataset.Tx) error {
		if x.active.abandoned.Load() {
			return errAbandoned
		}
		return f(tx)
	})
}

// update runs f in a transaction, which may have to begin the log.
func (x *execution) update(f func(tx *dataset.Tx) error) error {
	x.started.pending = false
	if err := x.guarded(f); err != nil {
		return err
	}
	x.started.written = x.started.written || x.started.pending
	return nil
}

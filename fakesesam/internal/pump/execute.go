package pump

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Batches that may wait for the writer, and that it writes in one transaction: when the disk is slow more of them wait,
// and each commit is worth more.
const (
	waitingBatches   = 16
	batchesPerCommit = 16
)

// run is a run under way.
type run struct {
	*Pump
	request Request
	active  *active
	plan    plan
	began   time.Time
	metrics metrics
	offset  Offset
	// background tells a rescan that incremental runs go on beside.
	background bool
	// started tells whether pump-started is in the log, at location: it is written with the first change, so that a run
	// without changes leaves no trace.
	started  bool
	location int64
	// starting tells that the transaction under way writes pump-started.
	starting bool
	breaker  breaker
	// complete is up to when a dataset source was complete when the run began, in microseconds since 1970.
	complete int64
	// queue is what could not be written before this run.
	queue []unwritten
	// unwritten tells that this run, or an interrupted one it goes on with, left something unwritten.
	unwritten bool
	// before is the offset the run began with.
	before Offset
	// batches counts those written, for checkpoints.
	batches int
}

// execute runs the pump once. Whatever happens ends as a Run.
func (p *Pump) execute(ctx context.Context, request Request, a *active, background bool) Run {
	r := &run{Pump: p, request: request, active: a, background: background, began: p.Clock.Now().UTC()}
	err := r.prepare(ctx)
	if err == nil {
		err = r.transfer(ctx)
	}
	if err == nil {
		err = r.sweep(ctx)
	}
	if err != nil {
		if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
			err = fmt.Errorf("%w: %w", cause, err)
		}
	}
	out, finishErr := r.finish(err)
	if finishErr != nil {
		out.Outcome, out.Reason, out.Error = Failed, "the end of the run could not be stored", p.Mask(finishErr.Error())
		p.Log.ErrorContext(ctx, "the end of a run could not be stored", "pipe", p.Pipe.ID, "error", out.Error)
	}
	p.Log.InfoContext(ctx, "run", "pipe", p.Pipe.ID, "sync_type", out.SyncType, "outcome", out.Outcome, "processed", out.Processed,
		"changed", out.Changed, "deleted", out.Deleted, "offset", out.Offset, "error", out.Error)
	return out
}

// transfer reads, transforms and writes everything the source gives.
func (r *run) transfer(ctx context.Context) error {
	batches := make(chan batch, waitingBatches)
	group, ctx := errgroup.WithContext(ctx)
	produced := r.metrics
	from := r.Source
	if r.request.Body != nil {
		from = r.request.Body
	}
	transformer, err := newTransformer(r.Pipe.Program)
	if err != nil {
		return err
	}
	p := producer{
		pump: r.Pump, source: from, transformer: transformer, plan: r.plan, out: batches, offset: r.offset, metrics: &produced,
		readError: r.readError, tolerance: r.tolerance(),
	}
	var readErr error
	group.Go(func() error {
		defer close(batches)
		// The writer goes on to the last full batch when reading fails, so this is not the group's error.
		readErr = p.produce(ctx)
		return nil
	})
	group.Go(func() error { return r.write(ctx, batches) })
	err = group.Wait()
	r.metrics.read, r.metrics.readErrors, r.metrics.writeErrors = produced.read, produced.readErrors, produced.writeErrors
	r.metrics.sourceTime, r.metrics.transformTime = produced.sourceTime, produced.transformTime
	if err != nil {
		return err
	}
	if readErr != nil {
		return readErr
	}
	if r.metrics.read == 0 && r.plan.sync == SyncFull && !r.plan.resumed && r.Pipe.Source.IfSourceEmpty == "fail" {
		return errors.New(`the source is empty, and if_source_empty is "fail"`)
	}
	if r.request.Body == nil && r.Pipe.Strategy() != config.StrategyNone {
		r.offset = p.offset
	}
	return nil
}

// tolerance is that of a run which knows what is newest: a rescan beside other runs does not, so it ends with the first
// entity that fails and leaves the queue alone.
func (r *run) tolerance() *tolerance {
	if r.background {
		return newTolerance(config.WriteRetries{}, nil)
	}
	return newTolerance(r.Pipe.Pump.WriteRetries, r.queue)
}

// readError puts a failed read into the log at once: the run may go on for long, with retries.
func (r *run) readError(err error) error {
	fields := r.failure(err)
	fields["error_code"] = codeOf(err)
	fields["event_time"] = stamp(r.Clock.Now())
	fields["metrics"] = (&metrics{readErrors: 1}).event(0)
	return r.Store.Update(func(tx *dataset.Tx) error {
		_, err := r.event(tx, eventReadError+":"+r.ID(), eventReadError, fields)
		return err
	})
}

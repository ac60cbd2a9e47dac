package pump

import (
	"context"
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// delivery posts the batches of a run to the service of a json sink, one after another. A batch has been dealt with when each
// of its entities was accepted, or is in the queue; only then does the offset move past it.
type delivery struct {
	*execution
	tolerance *tolerance
	// done is what of the present batch has been dealt with.
	done group
	// attempts is what the queue must know of it.
	attempts []*attempt
}

// deliverAll reads, transforms and posts everything that the source yields.
func (x *execution) deliverAll(ctx context.Context) error {
	p, err := x.producer(ctx, nil)
	if err != nil {
		return err
	}
	x.delivering = true
	d := &delivery{execution: x, tolerance: p.tolerance}
	p.deliver = d.deliver
	err = p.produce(ctx)
	x.active.reads(Step{})
	x.chronology = p.chronology
	if err == nil {
		err = x.checkEmpty()
	}
	if err == nil {
		err = x.sequence.End(ctx, !x.unwritten, d.again(ctx))
	}
	if err == nil {
		x.arrive(p.reached)
	}
	return err
}

// deliver posts a batch and stores how far it came.
func (d *delivery) deliver(ctx context.Context, b *batch) error {
	defer b.release()
	begin := d.Clock.Now()
	d.done, d.attempts = group{reached: d.offset}, nil
	err := d.batch(ctx, b)
	d.counters.writer.sinkTime += d.Clock.Now().Sub(begin)
	if err == nil {
		d.done.read, d.done.reached = b.read, b.reached
	}
	if stored := d.store(); stored != nil {
		return stored
	}
	return err
}

// batch posts the entities of a batch in requests of as many as the sink allows, until one ends the run.
func (d *delivery) batch(ctx context.Context, b *batch) error {
	parcels := make([]parcel, 0, len(b.entities))
	for i := range b.entities {
		o := &b.entities[i]
		one, err := d.pack(o)
		if failed := failureOf(o); failed != nil {
			err = failed.err
		}
		if err != nil && !d.Pipe.Pump.WriteRetries.SingleEntities {
			return d.judge(ctx, &one, err) // before anything of the batch is sent
		}
		if err != nil {
			o.attempt = &attempt{failure: &entityError{err: err}}
		}
		parcels = append(parcels, one)
	}
	for len(parcels) > 0 {
		if failed := failureOf(parcels[0].outcome); failed != nil {
			if err := d.judge(ctx, &parcels[0], failed.err); err != nil {
				return err
			}
			parcels = parcels[1:]
			continue
		}
		n := fitting(parcels, d.Pipe.Sink.Service.BatchSize)
		if err := d.together(ctx, parcels[:n]); err != nil {
			return err
		}
		parcels = parcels[n:]
	}
	return nil
}

func failureOf(o *outcome) *entityError {
	if o.attempt == nil {
		return nil
	}
	return o.attempt.failure
}

// fitting returns how many parcels fit into one request: at least one, and none that has failed already.
func fitting(parcels []parcel, size int) int {
	entities := 0
	for n := range parcels {
		entities += len(parcels[n].texts)
		if n > 0 && entities > size || failureOf(parcels[n].outcome) != nil {
			return n
		}
	}
	return len(parcels)
}

// together posts some parcels, and then each alone if the service refuses them.
func (d *delivery) together(ctx context.Context, parcels []parcel) error {
	var texts [][]byte
	for i := range parcels {
		texts = append(texts, parcels[i].texts...)
	}
	err := d.post(ctx, texts, d.Pipe.Sink.Service.BatchSize, d.again(ctx))
	switch {
	case err == nil:
		for i := range parcels {
			d.accepted(&parcels[i])
		}
		return nil
	case !isRefusal(err):
		return err
	case !d.Pipe.Pump.WriteRetries.SingleEntities:
		d.counters.reader.writeErrors += len(parcels)
		return fmt.Errorf("%w: a batch of %d, and fallback_to_single_entities_on_batch_fail is false", err, len(texts))
	}
	for i := range parcels {
		one := &parcels[i]
		alone := err // of a request with one entity, this is all there is to know
		if len(texts) > 1 || len(one.texts) == 0 {
			alone = d.post(ctx, one.texts, 1, never)
		}
		switch {
		case alone == nil:
			d.accepted(one)
		case !isRefusal(alone):
			return alone
		default:
			if err := d.judge(ctx, one, alone); err != nil {
				return err
			}
		}
	}
	return nil
}

// isRefusal reports whether an error says that the service has not accepted what was sent. Anything else ends the run at once.
func isRefusal(err error) bool {
	_, answered := errors.AsType[*service.Error](err)
	return answered && !errors.Is(err, service.ErrConflict)
}

// post posts entities, at most so many in one request.
func (x *execution) post(ctx context.Context, texts [][]byte, size int, again func(int, *service.Error) (bool, error)) error {
	for len(texts) > 0 {
		some := texts[:min(size, len(texts))]
		texts = texts[len(some):]
		if err := x.sequence.Send(ctx, some, again); err != nil {
			return err
		}
	}
	return nil
}

// again repeats a request as often as batch_retries allows, after a pause.
func (x *execution) again(ctx context.Context) func(int, *service.Error) (bool, error) {
	return func(attempt int, failed *service.Error) (bool, error) {
		limits := x.writeRetries(failed)
		if attempt >= limits.BatchRetries {
			return false, nil
		}
		return true, x.active.pause(ctx, x.Clock, limits.Delay, failed.Status)
	}
}

// never repeats nothing.
func never(int, *service.Error) (bool, error) { return false, nil }

// writeRetries returns what applies after a failure: if a service has answered, also what its system has for the status.
func (p *Pump) writeRetries(err error) config.WriteRetries {
	if failed, answered := errors.AsType[*service.Error](err); answered && p.WriteRetry != nil {
		return p.Pipe.Pump.WriteRetriesWith(p.WriteRetry(failed.Status))
	}
	return p.Pipe.Pump.WriteRetries
}

// accepted registers that everything of a source entity was accepted.
func (d *delivery) accepted(one *parcel) {
	d.done.changes += len(one.texts)
	if one.origin == nil {
		return
	}
	d.done.read++
	d.done.reached = one.origin.reached
	if name, queued := d.tolerance.succeeded(one.origin.entity); queued {
		d.attempts = append(d.attempts, &attempt{name: name, entity: one.origin.entity})
	}
}

// judge decides what the failure of an entity means: it waits for a retry, or the run ends, or both.
func (d *delivery) judge(ctx context.Context, one *parcel, cause error) error {
	d.counters.reader.writeErrors++
	if one.origin == nil {
		return fmt.Errorf("%w: entity %q, which the service of a transform has added, cannot be retried alone", cause, one.entity.ID)
	}
	failure := &entityError{entity: one.origin.entity, place: one.origin.place, err: cause}
	limits, name := d.writeRetries(cause), nameOf(failure.entity)
	verdict := d.tolerance.failed(name, sumOf(failure.entity), limits)
	if verdict == endRun {
		return failure
	}
	d.done.read++
	d.done.reached = one.origin.reached
	d.attempts = append(d.attempts, &attempt{name: name, entity: failure.entity, failure: failure})
	switch {
	case verdict == queueAndEnd:
		failure.queued = true
		return failure
	case verdict == queueAndContinue && limits.Delay > 0:
		return d.active.pause(ctx, d.Clock, limits.Delay, 0)
	default:
		return nil
	}
}

// store stores what the batch has done to the queue and, from time to time, the offset.
func (d *delivery) store() error {
	if d.done.read == 0 && d.done.changes == 0 {
		return nil
	}
	checkpoint := d.checkpointDue(1)
	begins := d.done.changes > 0 && !d.started.written
	if checkpoint || begins || len(d.attempts) > 0 {
		before := d.done
		err := d.update(func(tx *dataset.Tx) error {
			d.done = before
			if begins {
				if err := d.logStarted(tx); err != nil {
					return err
				}
			}
			for _, a := range d.attempts {
				if err := d.recordAttempt(tx, a, &d.done.queueCounters); err != nil {
					return err
				}
			}
			if checkpoint {
				return d.saveCheckpoint(tx, d.done)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	d.register(&d.done, 1)
	return nil
}

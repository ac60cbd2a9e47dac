package pump

import (
	"bytes"
	"context"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// producer reads and transforms. It runs concurrently with the writer, so that reading does not wait for the disk.
type producer struct {
	pump   *Pump
	source source.Source
	since  *string
	out    chan<- *batch
	room   *semaphore.Weighted

	transformer *transformer
	tolerance   *tolerance
	counters    *readerCounters
	watch       *watch
	// deliver, if not nil, takes full batches instead of out, and judges what failed.
	deliver func(ctx context.Context, b *batch) error
	// waiting is what the chain has yet to transform.
	waiting waiting
	// readError is called for each failed read.
	readError func(err error) error

	// superseded are the entities, counted from 0, that are not written because a later one has the same _id.
	superseded map[int]bool
	// place counts the entities of this read.
	place int
	// watched means that the order is watched.
	watched    bool
	chronology chronology

	batch *batch
	// reached is the offset after what has been read.
	reached Offset
}

// produce sends full batches, and the last one when the source has been read to its end. When a read fails, the incomplete
// batch is not sent.
func (p *producer) produce(ctx context.Context) error {
	begin := p.reached
	for attempt := 0; ; attempt++ {
		err := p.read(ctx)
		if err == nil {
			return p.send(ctx)
		}
		failed, ok := errors.AsType[*source.ReadError](err)
		if !ok {
			return err
		}
		p.counters.readErrors++
		if err := p.readError(err); err != nil {
			return err
		}
		retries, delay := p.pump.readRetries(failed.Status)
		if attempt >= retries {
			return err
		}
		// What was read already is read again: the dataset drops what it has already. What is not there any more has no part in
		// the offset, because it may not have been written.
		p.begin()
		p.reached = begin
		if err := p.watch.pause(ctx, p.pump.Clock, delay, failed.Status); err != nil {
			return err
		}
	}
}

// readRetries returns the pump's own read retries, else those that the system configures for the status.
func (p *Pump) readRetries(status int) (int, time.Duration) {
	cfg := p.Pipe.Pump
	if cfg.MaxReadRetries > 0 || p.Retry == nil {
		return cfg.MaxReadRetries, cfg.ReadRetryDelay
	}
	return p.Retry(status)
}

func (p *producer) read(ctx context.Context) error {
	p.place, p.chronology = 0, chronology{}
	now := p.pump.Clock.Now
	last := now()
	for raw, err := range p.source.Read(ctx, p.since) {
		read := now()
		p.counters.sourceTime += read.Sub(last)
		if err != nil {
			return err
		}
		if err := p.take(ctx, raw); err != nil {
			return err
		}
		last = now()
		p.counters.transformTime += last.Sub(read)
		if p.batch.read < p.pump.Pipe.BatchSize {
			continue
		}
		if err := p.send(ctx); err != nil {
			return err
		}
		last = now()
	}
	p.counters.sourceTime += now().Sub(last)
	return ctx.Err()
}

// take transforms one entity into the batch.
func (p *producer) take(ctx context.Context, raw []byte) error {
	p.counters.read++
	p.watch.read.Store(int64(p.counters.read))
	p.batch.read++
	p.place++
	if p.superseded[p.place-1] {
		p.batch.reached = p.reached
		return nil
	}
	from := taken{raw: raw, place: p.counters.read}
	if len(p.transformer.chain.calls) > 0 {
		return p.hold(ctx, from)
	}
	out, err := p.transformer.apply(ctx, raw)
	from.updated = out.updated
	if p.watched && ctx.Err() == nil {
		p.chronology.note(out.updated, raw)
	}
	return p.accept(ctx, from, out, err)
}

// taken is a source entity that has been read.
type taken struct {
	raw     []byte
	place   int // counted from 1
	updated Offset
}

// accept puts what has become of a source entity into the batch.
func (p *producer) accept(ctx context.Context, from taken, out outcome, err error) error {
	if err == nil {
		err = p.pump.checkSize(&out)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx) // which says nothing about the entity
	}
	if err != nil {
		return p.failed(ctx, from, err)
	}
	if p.deliver != nil {
		p.advance(from.updated)
		out.origin = &origin{entity: bytes.Clone(from.raw), place: from.place, reached: p.reached}
		p.batch.entities = append(p.batch.entities, out)
		return nil
	}
	if name, queued := p.tolerance.succeeded(from.raw); queued {
		out.attempt = &attempt{name: name, entity: bytes.Clone(from.raw)}
	}
	p.batch.entities = append(p.batch.entities, out.created...)
	if out.keep || out.filtered || out.attempt != nil {
		p.batch.entities = append(p.batch.entities, out)
	}
	p.advance(from.updated)
	return nil
}

// failed queues an entity that failed, or ends the run with it; both when it is one too many in a row.
func (p *producer) failed(ctx context.Context, from taken, err error) error {
	failure := &entityError{entity: bytes.Clone(from.raw), place: from.place, err: err}
	name := nameOf(from.raw)
	if p.deliver != nil {
		p.advance(from.updated)
		p.batch.entities = append(p.batch.entities, outcome{
			attempt: &attempt{name: name, entity: failure.entity, failure: failure},
			origin:  &origin{entity: failure.entity, place: from.place, reached: p.reached},
		})
		return nil
	}
	p.counters.writeErrors++
	judged := p.tolerance.failed(name, sumOf(from.raw), p.tolerance.limits)
	if judged == endRun {
		if err := p.sendBefore(ctx); err != nil {
			return err
		}
		return failure
	}
	p.batch.entities = append(p.batch.entities, outcome{attempt: &attempt{name: name, entity: failure.entity, failure: failure}})
	p.advance(from.updated)
	switch delay := p.pump.Pipe.Pump.WriteRetries.Delay; {
	case judged == queueAndEnd:
		failure.queued = true
		if err := p.send(ctx); err != nil {
			return err
		}
		return failure
	case judged == queueAndContinue && delay > 0:
		return p.watch.pause(ctx, p.pump.Clock, delay, 0)
	default:
		return nil
	}
}

// sendBefore sends the entities of the batch before one that ends the run: with single entities they are written all the same.
func (p *producer) sendBefore(ctx context.Context) error {
	if !p.tolerance.limits.SingleEntities {
		return nil
	}
	p.batch.read--
	return p.send(ctx)
}

// advance moves the offset past an entity.
func (p *producer) advance(updated Offset) {
	switch p.pump.Pipe.Strategy() {
	case config.StrategyChronological:
		if !updated.IsZero() {
			p.reached = updated
		}
	case config.StrategyMax:
		if updated.after(p.reached) {
			p.reached = updated
		}
	case config.StrategyNone:
	}
	p.batch.reached = p.reached
}

// begin begins a new batch.
func (p *producer) begin() {
	p.batch, p.waiting = newBatch(), waiting{}
	p.transformer.memory = &p.batch.memory
}

// send hands the batch over to the writer, as soon as there is room.
func (p *producer) send(ctx context.Context) error {
	if err := p.transformWaiting(ctx); err != nil {
		return err
	}
	full := p.batch
	if full.read == 0 {
		return nil
	}
	if p.deliver != nil {
		p.begin()
		return p.deliver(ctx, full)
	}
	if err := p.room.Acquire(ctx, full.weigh()); err != nil {
		return context.Cause(ctx)
	}
	p.begin()
	select {
	case p.out <- full:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

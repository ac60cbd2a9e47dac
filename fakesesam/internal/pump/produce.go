package pump

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// batch is what is transformed and written together.
type batch struct {
	entities []outcome
	// read counts the source entities, also those a filter dropped.
	read int
	// offset is the pump's offset after this batch.
	offset Offset
}

// producer reads and transforms. It runs beside the writer, so that reading does not wait for the disk.
type producer struct {
	pump    *Pump
	source  source.Source
	plan    plan
	out     chan<- batch
	batch   batch
	offset  Offset
	metrics *metrics

	transformer *transformer
	tolerance   *tolerance
	// readError is told of each failed read.
	readError func(err error) error
}

// produce sends full batches, and the last one when the source was read to its end. Of a read that fails the batch under
// way is not sent: it is not known to be whole.
func (p *producer) produce(ctx context.Context) error {
	for attempt := 0; ; attempt++ {
		err := p.read(ctx)
		var failed *source.ReadError
		if err == nil {
			return p.send(ctx)
		}
		if !errors.As(err, &failed) {
			return err
		}
		p.metrics.readErrors++
		if err := p.readError(err); err != nil {
			return err
		}
		retries, delay := p.pump.retries(failed.Status)
		if attempt >= retries {
			return err
		}
		// What was read already is read again: its equals are dropped by the dataset.
		p.batch = batch{}
		if err := p.pump.Clock.Sleep(ctx, delay); err != nil {
			return err
		}
	}
}

// retries gives the pump's own read retries, else what the system wants for this status.
func (p *Pump) retries(status int) (int, time.Duration) {
	cfg := p.Pipe.Pump
	if cfg.MaxReadRetries > 0 || p.Retry == nil {
		return cfg.MaxReadRetries, cfg.ReadRetryDelay
	}
	return p.Retry(status)
}

func (p *producer) read(ctx context.Context) error {
	last := time.Now()
	for raw, err := range p.source.Read(ctx, p.plan.since) {
		read := time.Now()
		p.metrics.sourceTime += read.Sub(last)
		if err != nil {
			return err
		}
		if err := p.take(ctx, raw); err != nil {
			return err
		}
		last = time.Now()
		p.metrics.transformTime += last.Sub(read)
		if p.batch.read < p.pump.Pipe.BatchSize {
			continue
		}
		if err := p.send(ctx); err != nil {
			return err
		}
		last = time.Now()
	}
	p.metrics.sourceTime += time.Since(last)
	return ctx.Err()
}

// take transforms one entity into the batch.
func (p *producer) take(ctx context.Context, raw []byte) error {
	p.metrics.read++
	p.batch.read++
	out, err := p.transformer.apply(raw)
	if err == nil {
		err = p.pump.fits(&out)
	}
	if err != nil {
		return p.failed(ctx, raw, out.updated, err)
	}
	if name, heard := p.tolerance.succeeded(raw); heard {
		out.note = &note{name: name, entity: bytes.Clone(raw)}
	}
	if out.keep || out.filtered || out.note != nil {
		p.batch.entities = append(p.batch.entities, out)
	}
	p.advance(out.updated)
	return nil
}

// failed lets an entity that failed wait in the batch, or ends the run with it; both when it is one too many in a row.
func (p *producer) failed(ctx context.Context, raw []byte, updated Offset, err error) error {
	p.metrics.writeErrors++
	failure := &entityError{entity: bytes.Clone(raw), place: p.metrics.read, err: err}
	name := nameOf(raw)
	judged := p.tolerance.failed(name, sumOf(raw))
	if judged == endRun {
		return failure
	}
	p.batch.entities = append(p.batch.entities, outcome{note: &note{name: name, entity: failure.entity, failure: failure}})
	p.advance(updated)
	switch delay := p.pump.Pipe.Pump.WriteRetries.Delay; {
	case judged == noteAndEnd:
		failure.noted = true
		if err := p.send(ctx); err != nil {
			return err
		}
		return failure
	case judged == noteAndGoOn && delay > 0:
		return p.pump.Clock.Sleep(ctx, delay)
	default:
		return nil
	}
}

// advance moves the offset past an entity.
func (p *producer) advance(updated Offset) {
	switch p.pump.Pipe.Strategy() {
	case config.StrategyChronological:
		if !updated.IsZero() {
			p.offset = updated
		}
	case config.StrategyMax:
		if updated.After(p.offset) {
			p.offset = updated
		}
	case config.StrategyNone:
	}
	p.batch.offset = p.offset
}

func (p *producer) send(ctx context.Context) error {
	if p.batch.read == 0 {
		return nil
	}
	full := p.batch
	p.batch = batch{entities: make([]outcome, 0, p.pump.Pipe.BatchSize)}
	select {
	case p.out <- full:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

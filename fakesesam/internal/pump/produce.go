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
		if err := p.take(raw); err != nil {
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
func (p *producer) take(raw []byte) error {
	p.metrics.read++
	p.batch.read++
	out, err := p.transformer.apply(raw)
	if err != nil {
		p.metrics.writeErrors++
		return &entityError{entity: bytes.Clone(raw), place: p.metrics.read, err: err}
	}
	if out.keep || out.filtered {
		p.batch.entities = append(p.batch.entities, out)
	}
	switch p.pump.Pipe.Strategy() {
	case config.StrategyChronological:
		if !out.updated.IsZero() {
			p.offset = out.updated
		}
	case config.StrategyMax:
		if out.updated.After(p.offset) {
			p.offset = out.updated
		}
	case config.StrategyNone:
	}
	p.batch.offset = p.offset
	return nil
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

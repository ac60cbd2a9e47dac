package pump

import (
	"bytes"
	"context"
	"errors"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// waiting is the part of a batch that waits for the calls of a chain: they take many entities at a time.
type waiting struct {
	sources []taken
	items   []item
}

// hold runs the rules before the first call on a source entity, and lets the result wait for the call.
func (p *producer) hold(ctx context.Context, from taken) error {
	items, updated, err := p.transformer.first(ctx, from.raw, len(p.waiting.sources))
	from.updated = updated
	if ctx.Err() != nil {
		return context.Cause(ctx) // which says nothing about the entity
	}
	if p.watched {
		p.chronology.note(updated, from.raw)
	}
	if err != nil {
		if before := p.transformWaiting(ctx); before != nil {
			return before
		}
		return p.failed(ctx, from, err)
	}
	from.raw = bytes.Clone(from.raw)
	p.waiting.sources = append(p.waiting.sources, from)
	p.waiting.items = append(p.waiting.items, items...)
	return nil
}

// transformWaiting takes what waits through the chain and into the batch.
func (p *producer) transformWaiting(ctx context.Context) error {
	w := p.waiting
	p.waiting = waiting{}
	if len(w.sources) == 0 {
		return nil
	}
	items, err := p.transformer.chain.run(ctx, w.items)
	if err != nil {
		return err
	}
	outcomes, added := sorted(items, len(w.sources))
	for _, o := range added {
		if o.err == nil {
			o.err = p.pump.checkSize(&o.outcome)
		}
		if o.err != nil {
			return &CallError{o.err}
		}
		p.batch.entities = append(p.batch.entities, o.outcome)
	}
	p.batch.read -= len(w.sources)
	for i, from := range w.sources {
		p.batch.read++
		outcomes[i].updated = from.updated
		if err := p.accept(ctx, from, outcomes[i].outcome, outcomes[i].err); err != nil {
			return err
		}
	}
	return nil
}

// transformed is what the transforms have made of a source entity, or why the sink cannot take it.
type transformed struct {
	outcome
	err error
}

// sorted returns what has become of each of n source entities, and what nobody knows the source of. The latter must be written
// first: only then does the offset of a source entity say that all before it has been dealt with.
func sorted(items []item, n int) (outcomes, added []transformed) {
	outcomes = make([]transformed, n)
	for _, it := range items {
		o, err := emitted(it.Output)
		if it.source < 0 {
			added = append(added, transformed{o, err})
			continue
		}
		into := &outcomes[it.source]
		if into.keep || into.filtered {
			into.created = append(into.created, outcome{entity: into.entity, keep: into.keep, filtered: into.filtered})
		}
		into.entity, into.keep, into.filtered, into.err = o.entity, o.keep, o.filtered, errors.Join(into.err, err)
	}
	return outcomes, added
}

// first runs the rules before the first call on a source entity, whose index the items get. It returns the entity's offset,
// if it has one, even when the rules fail.
func (t *transformer) first(ctx context.Context, raw []byte, source int) ([]item, Offset, error) {
	in, err := dataset.DecodeObject(raw)
	if err != nil {
		return nil, Offset{}, err
	}
	updated, err := t.offset(in)
	if err != nil {
		return nil, updated, err
	}
	result, err := applied(ctx, t.program, t.env, in)
	if err != nil {
		return nil, updated, err
	}
	return itemsOf(result, source), updated, nil
}

// whole takes one source entity through all transforms.
func (t *transformer) whole(ctx context.Context, raw []byte) (outcome, error) {
	if len(t.chain.calls) == 0 {
		return t.apply(ctx, raw)
	}
	items, updated, err := t.first(ctx, raw, 0)
	if err == nil {
		items, err = t.chain.run(ctx, items)
	}
	if err != nil {
		return outcome{updated: updated}, err
	}
	for i := range items {
		items[i].source = 0 // whatever it is, it comes from there
	}
	outcomes, _ := sorted(items, 1)
	outcomes[0].updated = updated
	return outcomes[0].outcome, outcomes[0].err
}

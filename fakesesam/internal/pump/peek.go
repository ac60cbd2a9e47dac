package pump

import (
	"context"
	"errors"
	"iter"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Stage is a stage of an entity on its way through a pipe.
type Stage int

// Stages of a pipe.
const (
	// BeforeTransforms is the entity as the source yields it.
	BeforeTransforms Stage = iota
	// AfterTransforms is the entity as the sink would receive it, with the source's _updated. Services whose calls have side
	// effects are not called.
	AfterTransforms
	// Published is AfterTransforms with all calls: it is what an endpoint sink publishes.
	Published
)

// Peek reads a pipe's source after an offset, or from the beginning if since is nil, without running the pump: nothing is
// written and no offset moves.
func (p *Pump) Peek(ctx context.Context, since *string, stage Stage) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := p.unreadable(stage); err != nil {
			yield(nil, err)
			return
		}
		var t *transformer
		if stage != BeforeTransforms {
			var err error
			if t, err = p.newTransformer(); err != nil {
				yield(nil, err)
				return
			}
			t.chain.preview = stage == AfterTransforms
		}
		if t != nil && len(p.Calls) > 0 {
			p.peekCalled(ctx, since, t, yield)
			return
		}
		for raw, err := range p.Source.Read(ctx, since) {
			if err == nil && t != nil {
				if err = t.shown(ctx, raw, func(entity []byte) bool { return yield(entity, nil) }); err == nil {
					continue
				}
			}
			if errors.Is(err, errEnough) || !yield(raw, err) || err != nil {
				return
			}
		}
	}
}

// peekCalled reads as many entities as a batch has and takes them through all transforms, again and again.
func (p *Pump) peekCalled(ctx context.Context, since *string, t *transformer, yield func([]byte, error) bool) {
	var (
		items []item
		from  []Offset
	)
	flush := func() error {
		done, err := t.chain.run(ctx, items)
		if err != nil {
			return err
		}
		for _, it := range done {
			o, err := emitted(it.Output)
			if it.source >= 0 {
				o.updated = from[it.source]
			}
			if err == nil {
				err = t.show(o, func(entity []byte) bool { return yield(entity, nil) })
			}
			if err != nil {
				return err
			}
		}
		items, from = nil, nil
		return nil
	}
	for raw, err := range p.Source.Read(ctx, since) {
		var some []item
		var updated Offset
		if err == nil {
			some, updated, err = t.first(ctx, raw, len(from))
		}
		if items, from = append(items, some...), append(from, updated); err == nil && len(from) == p.Pipe.BatchSize {
			err = flush()
		}
		if err != nil {
			if !errors.Is(err, errEnough) {
				yield(nil, err)
			}
			return
		}
	}
	if err := flush(); err != nil && !errors.Is(err, errEnough) {
		yield(nil, err)
	}
}

// errEnough means that no more entities are wanted.
var errEnough = errors.New("enough")

// unreadable returns why the entities of a stage cannot be read; nil if they can. A sink that this node does not have is no
// reason.
func (p *Pump) unreadable(stage Stage) error {
	if p.Source != nil && (stage == BeforeTransforms || p.Pipe.Program != nil) {
		return nil
	}
	if p.Source != nil {
		return refused(p.Pipe.Untransformed())
	}
	if err := p.Refusal(); err != nil {
		return err
	}
	return ErrNotPumped
}

// shown yields what becomes of a source entity, as JSON.
func (t *transformer) shown(ctx context.Context, raw []byte, yield func([]byte) bool) error {
	defer t.memory.Reset()
	out, err := t.apply(ctx, raw)
	if err != nil {
		return err
	}
	return t.show(out, yield)
}

// show yields an outcome and what was created with it, as JSON.
func (t *transformer) show(out outcome, yield func([]byte) bool) error {
	offset, err := out.updated.MarshalJSON()
	if err != nil {
		return err
	}
	for _, o := range append(out.created, out) {
		if !o.keep {
			continue
		}
		t.text = o.entity.AppendJSON(t.text[:0], dataset.Member{Key: []byte("_updated"), Value: offset})
		if !yield(t.text) {
			return errEnough
		}
	}
	return nil
}

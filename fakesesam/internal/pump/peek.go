package pump

import (
	"context"
	"errors"
	"iter"
)

// Stage is a stage of an entity on its way through a pipe.
type Stage int

// Stages of a pipe.
const (
	// BeforeTransforms is the entity as the source yields it.
	BeforeTransforms Stage = iota
	// AfterTransforms is the entity as the sink would receive it, with the source's _updated.
	AfterTransforms
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
		if stage == AfterTransforms {
			var err error
			if t, err = p.newTransformer(); err != nil {
				yield(nil, err)
				return
			}
		}
		for raw, err := range p.Source.Read(ctx, since) {
			if err == nil && stage == AfterTransforms {
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
	offset, err := out.updated.MarshalJSON()
	if err != nil {
		return err
	}
	for _, o := range append(out.created, out) {
		if !o.keep {
			continue
		}
		t.text = o.entity.AppendJSON(t.text[:0], "_updated", offset)
		if !yield(t.text) {
			return errEnough
		}
	}
	return nil
}

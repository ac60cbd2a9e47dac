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
		if !p.Pipe.Valid() || p.Source == nil {
			yield(nil, ErrInvalid)
			return
		}
		t, err := p.newTransformer()
		if err != nil {
			yield(nil, err)
			return
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

// shown yields what becomes of a source entity, as JSON.
func (t *transformer) shown(ctx context.Context, raw []byte, yield func([]byte) bool) error {
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

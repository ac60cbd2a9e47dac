package pump

import (
	"context"
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
			if t, err = newTransformer(p.Pipe.Program); err != nil {
				yield(nil, err)
				return
			}
		}
		var buf []byte
		for raw, err := range p.Source.Read(ctx, since) {
			if err == nil && stage == AfterTransforms {
				var keep bool
				buf, keep, err = t.shown(buf[:0], raw)
				if err == nil && !keep {
					continue
				}
				raw = buf
			}
			if !yield(raw, err) || err != nil {
				return
			}
		}
	}
}

// unreadable returns why the entities of a stage cannot be read; nil if they can. A sink that this node does not have is no
// reason.
func (p *Pump) unreadable(stage Stage) error {
	if p.Source != nil && (stage == BeforeTransforms || p.Pipe.Program != nil) {
		return nil
	}
	if err := p.Refusal(); err != nil {
		return err
	}
	return ErrNotPumped
}

// shown appends a transformed entity as JSON.
func (t *transformer) shown(dst, raw []byte) ([]byte, bool, error) {
	out, err := t.apply(raw)
	if err != nil || !out.keep {
		return dst, false, err
	}
	offset, err := out.updated.MarshalJSON()
	if err != nil {
		return dst, false, err
	}
	return out.entity.AppendJSON(dst, "_updated", offset), true, nil
}

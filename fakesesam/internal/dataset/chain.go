package dataset

import (
	"context"
	"fmt"
	"iter"
)

// Mark is a version of an entity without its content.
type Mark struct {
	Offset    int64
	Timestamp int64
	Deleted   bool
	// Size is that of its properties, in bytes.
	Size int
}

// Marks returns the versions of an entity, the newest first, but no more than most; more reports whether there are others.
// An entity that does not exist has none.
func (s *Store) Marks(ctx context.Context, name, id string, most int) (marks []Mark, more bool, err error) {
	err = s.chain(ctx, name, id, func(v *Version) bool {
		if more = len(marks) == most; !more {
			marks = append(marks, Mark{v.Offset, v.Timestamp, v.Deleted, len(v.Members)})
		}
		return !more
	})
	return marks, more, err
}

// Versions returns the versions of an entity, the newest first. An entity that does not exist has none.
func (s *Store) Versions(ctx context.Context, name, id string) iter.Seq2[*Version, error] {
	return func(yield func(*Version, error) bool) {
		marks := make([]int64, 0, 1)
		err := s.chain(ctx, name, id, func(v *Version) bool {
			marks = append(marks, v.Offset)
			return true
		})
		// The content is read version by version: a reader may be slow, and a view must be short.
		for _, offset := range marks {
			if err != nil {
				break
			}
			var v *Version
			if err = ctx.Err(); err == nil {
				err = s.View(func(tx *Tx) error {
					v, err = tx.At(name, offset)
					return err
				})
			}
			if err == nil && (v == nil || v.ID != id) {
				return // the dataset has been deleted and written anew, or rolled back
			}
			if err == nil && !yield(v, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// At returns the version at an offset, with its content; nil if none is shown there.
func (tx *Tx) At(name string, offset int64) (*Version, error) {
	l, err := tx.dataset(name, false)
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, fmt.Errorf("dataset %q: %w", name, ErrNoDataset)
	}
	if offset < 0 || offset >= l.visible(l.meta.Next, false) {
		return nil, nil
	}
	v, err := decodeVersion(offsetKey(offset), l.versions.Get(offsetKey(offset)))
	if err != nil {
		return nil, err
	}
	v.Members = append([]byte(nil), v.Members...)
	return &v, v.intact(&[]byte{})
}

// chain visits the versions of an entity, the newest first, until visit returns false. What it visits is valid only then.
func (s *Store) chain(ctx context.Context, name, id string, visit func(*Version) bool) error {
	at, begun := int64(-1), false
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.View(func(tx *Tx) error {
			l, err := tx.dataset(name, false)
			if err != nil {
				return err
			}
			if l == nil {
				return fmt.Errorf("dataset %q: %w", name, ErrNoDataset)
			}
			if !begun {
				begun = true
				if at, err = l.shown(id, l.visible(l.meta.Next, false)); err != nil {
					return err
				}
			}
			for range chunkVersions {
				if at < 0 || at >= l.meta.Next {
					at = -1
					return nil
				}
				v, err := decodeVersion(offsetKey(at), l.versions.Get(offsetKey(at)))
				if err != nil {
					return err
				}
				if v.ID != id || !visit(&v) {
					at = -1
					return nil
				}
				at = v.Previous
			}
			return nil
		})
		if err != nil || at < 0 {
			return err
		}
	}
}

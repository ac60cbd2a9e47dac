package source

import (
	"context"
	"encoding/json"
	"iter"
)

// Embedded returns the entities of the pipe's own configuration.
type Embedded struct {
	Entities []json.RawMessage
}

// Read returns all entities; an embedded source has no offsets.
func (s Embedded) Read(ctx context.Context, _ *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, e := range s.Entities {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

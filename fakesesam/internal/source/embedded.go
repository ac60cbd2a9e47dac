package source

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// Embedded returns the entities of the pipe's own configuration.
type Embedded struct {
	Entities []json.RawMessage
}

// Read returns all entities; an embedded source has no offsets.
func (s Embedded) Read(ctx context.Context, _ *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for i, e := range s.Entities {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if dataset.TooDeep(e) {
				yield(nil, &ReadError{Code: CodeEntity, Source: "the entities of the configuration", Err: service.TooDeep(i + 1)})
				return
			}
			if !yield(dataset.Readable(e), nil) {
				return
			}
		}
	}
}

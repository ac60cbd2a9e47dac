package source

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// Body reads the entities of the body of one request.
type Body struct {
	Reader io.Reader
	// Interrupt, if not nil, makes a pending read of the body fail.
	Interrupt func()
}

// Read returns the entities of the body. It has no offsets, and can be read once.
func (s Body) Read(ctx context.Context, _ *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if s.Interrupt != nil {
			defer context.AfterFunc(ctx, s.Interrupt)()
		}
		entities := service.NewEntities(s.Reader)
		for {
			raw, err := entities.Next()
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return
			}
			if err != nil {
				yield(nil, &ReadError{Code: CodeEntity, Source: "the request body", Err: err})
				return
			}
			if !yield(raw, nil) {
				return
			}
		}
	}
}

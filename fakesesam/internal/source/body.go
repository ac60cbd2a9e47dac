package source

import (
	"context"
	"errors"
	"io"
	"iter"
)

// Body reads the entities of one request somebody has sent us.
type Body struct {
	Reader io.Reader
}

// Read gives the entities of the body; it has no offsets and can be read once.
func (s Body) Read(_ context.Context, _ *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		entities := newArray(s.Reader)
		for {
			raw, err := entities.next()
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return
			}
			if err != nil {
				yield(nil, &ReadError{Code: CodeEntity, Source: "the request's body", Err: err})
				return
			}
			if !yield(raw, nil) {
				return
			}
		}
	}
}

package source

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Dataset reads a dataset of this node, deleted entities included.
type Dataset struct {
	Store   *dataset.Store
	Name    string
	History bool
}

// Read gives the entities with an offset greater than since. A dataset that does not exist yet is empty.
func (s Dataset) Read(ctx context.Context, since *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		after := int64(-1)
		if since != nil {
			var err error
			if after, err = strconv.ParseInt(*since, 10, 64); err != nil {
				yield(nil, s.error(fmt.Errorf("the offset must be a whole number, it is %q", *since)))
				return
			}
		}
		var buf []byte
		for v, err := range s.Store.Entities(ctx, s.Name, dataset.Query{Since: after, History: s.History, Deleted: true}) {
			if errors.Is(err, dataset.ErrNoDataset) {
				return
			}
			if err != nil {
				yield(nil, s.error(err))
				return
			}
			buf = v.AppendJSON(buf[:0])
			if !yield(buf, nil) {
				return
			}
		}
	}
}

func (s Dataset) error(err error) error {
	return &ReadError{Code: CodeCommunication, Source: "dataset " + s.Name, Err: err}
}

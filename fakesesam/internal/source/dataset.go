package source

import (
	"context"
	"errors"
	"iter"
	"math"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"
)

// Dataset reads a dataset of this node, including deleted entities.
type Dataset struct {
	Store *dataset.Store
	Name  string
	// History reads every version instead of the latest of each entity.
	History bool
	// Subset is the part to read; nil for all of it.
	Subset *subset.Subset
	// WithoutReplaced omits entities that have $replaced true.
	WithoutReplaced bool
	// Completeness are the datasets whose completeness limits what is read; empty for no limit.
	Completeness []string
}

// Read returns the entities with an offset greater than since; a negative one means all of them. A dataset that does not exist yet is empty.
//
// With a limit, it ends at the first entity that is newer: a later one, however old, would move the offset past the one
// that is held back, which would then never be read.
func (s Dataset) Read(ctx context.Context, since *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		after := int64(-1)
		if since != nil {
			var err error
			if after, err = dataset.ParseSince(*since); err != nil {
				yield(nil, s.error(err))
				return
			}
		}
		// This comes before the first entity is read: what is written from now on is held back, not missed.
		newest, err := s.newest()
		if err != nil {
			yield(nil, s.error(err))
			return
		}
		var buf []byte
		q := dataset.Query{Since: after, History: s.History, Deleted: true, Where: s.wanted}
		for v, err := range s.Store.Entities(ctx, s.Name, q) {
			if errors.Is(err, dataset.ErrNoDataset) {
				return
			}
			if err != nil {
				yield(nil, s.error(err))
				return
			}
			if v.Timestamp > newest {
				return
			}
			buf = v.AppendJSON(buf[:0])
			if !yield(buf, nil) {
				return
			}
		}
	}
}

// newest returns the _ts up to which entities may be read: the lowest completeness of the datasets. A dataset that does
// not exist, or whose completeness is unknown, lets nothing through.
func (s Dataset) newest() (int64, error) {
	newest := int64(math.MaxInt64)
	err := s.Store.View(func(tx *dataset.Tx) error {
		for _, name := range s.Completeness {
			m, err := tx.MetaOrNone(name)
			if err != nil {
				return err
			}
			newest = min(newest, m.Completeness)
		}
		return nil
	})
	return newest, err
}

// wanted reports whether a version is to be read at all.
func (s Dataset) wanted(v *dataset.Version) bool {
	return (s.Subset == nil || s.Subset.Has(v)) && (!s.WithoutReplaced || !replaced(v))
}

// replaced reports whether another entity has replaced this one.
func replaced(v *dataset.Version) bool {
	object := append(append([]byte{'{'}, v.Members...), '}')
	for _, m := range dataset.Split(object, nil) {
		if string(m.Key) == "$replaced" {
			return string(m.Value) == "true"
		}
	}
	return false
}

func (s Dataset) error(err error) error {
	return &ReadError{Code: CodeCommunication, Source: "dataset " + s.Name, Err: err}
}

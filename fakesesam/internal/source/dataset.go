package source

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"
)

// Dataset reads a dataset of this node, deleted entities included.
type Dataset struct {
	Store *dataset.Store
	Name  string
	// History gives every version, not only the latest of each entity.
	History bool
	// Subset is the part to read; nil for everything.
	Subset *subset.Subset
	// WithoutReplaced leaves out entities that have $replaced true.
	WithoutReplaced bool
	// Completeness are the datasets whose completeness bounds what is given; none for no bound.
	Completeness []string
}

// Read gives the entities with an offset greater than since. A dataset that does not exist yet is empty.
//
// With a bound it ends at the first entity that is newer: one further on, however old, would take the offset past the one
// held back, which would then never come.
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
		// Before the first entity is read: what is written from now on is held back, not missed.
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

// newest gives the _ts up to which entities may be given: the least completeness of the datasets that bound it. One that
// is not there, or not known to be complete up to any time, lets nothing through.
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

// wanted tells whether a version is one to read at all.
func (s Dataset) wanted(v *dataset.Version) bool {
	return (s.Subset == nil || s.Subset.Has(v)) && (!s.WithoutReplaced || !replaced(v))
}

// replaced tells whether another entity stands for this one.
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

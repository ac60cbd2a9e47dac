package pump

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// Env returns what the rules of a pipe use of the node, for one run.
func (p *Pump) Env() dtl.Env {
	return dtl.Env{Now: p.Clock.Now, NewID: p.ID, Datasets: dtl.NewDatasets(datasets{p.Store, p.Pipe.Source.Dataset})}
}

// datasets are the entities that rules are joined with: without the properties that the node adds, of which the result would
// change although the entity is the same.
type datasets struct {
	store *dataset.Store
	// source is the dataset of the pipe's source; "" if that is something else.
	source string
}

// Entity returns an entity; nil if there is none.
func (d datasets) Entity(name, id string) (entity map[string]any, err error) {
	err = d.store.View(func(tx *dataset.Tx) error {
		v, err := tx.Get(name, id)
		if err != nil || v == nil || v.Deleted {
			return err
		}
		entity, err = entityOf(v)
		return err
	})
	if errors.Is(err, dataset.ErrNoDataset) {
		return nil, nil
	}
	return entity, err
}

// Entities visits all entities of a dataset.
func (d datasets) Entities(ctx context.Context, name string) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		for v, err := range d.store.Entities(ctx, name, dataset.Query{Since: -1}) {
			if errors.Is(err, dataset.ErrNoDataset) {
				return
			}
			var entity map[string]any
			if err == nil {
				entity, err = entityOf(v)
			}
			if !yield(entity, err) || err != nil {
				return
			}
		}
	}
}

// Previous returns the version of a source entity before this one.
func (d datasets) Previous(ctx context.Context, source map[string]any) (map[string]any, error) {
	number, _ := source["_previous"].(json.Number)
	offset, err := number.Int64()
	if d.source == "" || err != nil {
		return nil, nil // there is none
	}
	q := dataset.Query{Since: offset - 1, Limit: 1, History: true, Deleted: true, Uncommitted: true}
	for v, err := range d.store.Entities(ctx, d.source, q) {
		if err != nil {
			return nil, err
		}
		if v.Offset != offset || v.ID != source["_id"] {
			return nil, nil
		}
		entity, err := entityOf(v)
		if err == nil {
			entity["_deleted"] = v.Deleted
		}
		return entity, err
	}
	return nil, nil
}

func entityOf(v *dataset.Version) (map[string]any, error) {
	entity, err := dataset.DecodeObject(append(append([]byte{'{'}, v.Members...), '}'))
	if err == nil {
		entity["_id"] = v.ID
	}
	return entity, err
}

// joined returns where the datasets that the rules are joined with end now; nil without such datasets.
func (p *Pump) joined(tx *dataset.Tx) (map[string]int64, error) {
	var ends map[string]int64
	for _, name := range p.Pipe.Reads() {
		m, err := tx.MetaOrNone(name)
		if err != nil {
			return nil, err
		}
		if ends == nil {
			ends = map[string]int64{}
		}
		ends[name] = m.Next
	}
	return ends, nil
}

// outdated reports whether a dataset that the rules are joined with has changed since everything was read: any entity may
// have to change with it. That of the sink does not count, because the pipe itself changes it.
func (p *Pump) outdated(s *State, now map[string]int64) bool {
	before, after := maps.Clone(s.Joined), maps.Clone(now)
	delete(before, p.Pipe.Sink.Dataset)
	delete(after, p.Pipe.Sink.Dataset)
	return !maps.Equal(before, after)
}

package dtl

import (
	"context"
	"iter"
)

// Store is where a program finds entities besides the one that it transforms. A dataset that does not exist is empty;
// deleted entities are not there.
type Store interface {
	// Entity returns an entity; nil if there is none.
	Entity(dataset, id string) (map[string]any, error)
	// Entities visits all entities of a dataset.
	Entities(ctx context.Context, dataset string) iter.Seq2[map[string]any, error]
	// Previous returns the version of a source entity before this one, with _deleted; nil if there is none, or if the source
	// is not a dataset.
	Previous(ctx context.Context, source map[string]any) (map[string]any, error)
}

// Datasets are the datasets that the entities of one run are joined with. An index is made when a join first needs it, and
// kept: what is written during the run is not in it. It is for one goroutine.
type Datasets struct {
	store   Store
	indexes map[*hop]entries
}

// entries are the _ids of the entities that have a value, by the key of the value.
type entries map[string][]string

// NewDatasets returns the datasets of a store for one run.
func NewDatasets(store Store) *Datasets { return &Datasets{store: store, indexes: map[*hop]entries{}} }

// candidates visits the entities in which the inner side of a join may have one of the values, in the order of their _ids.
func (d *Datasets) candidates(s *scope, h *hop, values []any, visit func(entity map[string]any)) {
	for _, id := range d.ids(s, h, values) {
		if !s.spend(1) {
			return
		}
		entity, err := d.store.Entity(h.dataset, id)
		if err != nil {
			s.fail(err)
			return
		}
		if entity != nil && s.spend(len(entity)) {
			visit(entity)
		}
	}
}

func (d *Datasets) ids(s *scope, h *hop, values []any) []string {
	found := map[string]bool{}
	for _, value := range values {
		if !s.spend(1) {
			return nil
		}
		if h.byID {
			if id, ok := textOf(value); ok {
				found[id] = true
			}
			continue
		}
		for _, id := range d.entries(s, h)[s.key(value)] {
			found[id] = true
		}
	}
	return sortedKeys(found)
}

// entries returns the index of a join; each of the dataset's entities is work of its own.
func (d *Datasets) entries(s *scope, h *hop) entries {
	if made, ok := d.indexes[h]; ok {
		return made
	}
	made := entries{}
	for entity, err := range d.store.Entities(s.ctx, h.dataset) {
		e := &evaluation{ctx: s.ctx, env: s.env}
		inner := &scope{evaluation: e}
		inner.root = inner
		if err == nil {
			id, _ := entity["_id"].(string)
			inner.bind(h.slot, entity)
			for _, value := range listOf(h.inner(inner)) {
				if value != nil {
					key := e.key(value)
					made[key] = append(made[key], id)
				}
			}
			err = e.err
		}
		if err != nil {
			s.interrupted = s.interrupted || e.interrupted
			s.fail(err)
			return nil
		}
	}
	d.indexes[h] = made
	return made
}

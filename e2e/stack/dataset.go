package stack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// Entity is an entity of a dataset.
type Entity map[string]any

// ID returns the entity's _id.
func (e Entity) ID() string { id, _ := e["_id"].(string); return id }

// Live returns the newest version of each entity that is not deleted, by _id.
func (s *Sesam) Live(ctx context.Context, dataset string) (map[string]Entity, error) {
	entities, err := s.entities(ctx, dataset, "history=false&deleted=false")
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Entity, len(entities))
	for _, entity := range entities {
		if _, twice := byID[entity.ID()]; twice {
			return nil, fmt.Errorf("dataset %s: the latest version of %q is duplicated", dataset, entity.ID())
		}
		byID[entity.ID()] = entity
	}
	return byID, nil
}

// History returns every version in the dataset, oldest first.
func (s *Sesam) History(ctx context.Context, dataset string) ([]Entity, error) {
	return s.entities(ctx, dataset, "history=true&deleted=true")
}

func (s *Sesam) entities(ctx context.Context, dataset, query string) ([]Entity, error) {
	var entities []Entity
	err := s.http.call(ctx, http.MethodGet, "/api/datasets/"+url.PathEscape(dataset)+"/entities?"+query, nil, &entities)
	return entities, err
}

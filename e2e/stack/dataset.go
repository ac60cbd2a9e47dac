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

// Property returns one of the properties that the entity has from HubSpot, or "".
func (e Entity) Property(name string) string {
	properties, _ := e["properties"].(map[string]any)
	value, _ := properties[name].(string)
	return value
}

// Associated returns the IDs of the records of an object type that the entity is associated with.
func (e Entity) Associated(other string) []string {
	associations, _ := e["associations"].(map[string]any)
	ends, _ := associations[other].([]any)
	var ids []string
	for _, end := range ends {
		end, _ := end.(map[string]any)
		if id, ok := end["id"].(string); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

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

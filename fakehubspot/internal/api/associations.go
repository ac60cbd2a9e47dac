package api

import (
	"cmp"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// associationInput is one associated record in the body of a create.
type associationInput struct {
	To struct {
		ID string `json:"id"`
	} `json:"to"`
	Types []struct {
		Category string `json:"associationCategory"`
		TypeID   int    `json:"associationTypeId"`
	} `json:"types"`
}

// linksOf checks the associations of a create. A type without a category is one of HubSpot's own.
func linksOf(o *store.Store, inputs []associationInput) ([]association.Link, error) {
	var links []association.Link
	for _, input := range inputs {
		switch _, numeric := store.ParseID(input.To.ID); {
		case input.To.ID == "":
			return nil, refusal.MissingFields("id")
		case len(input.Types) == 0:
			return nil, refusal.MissingFields("types")
		case !numeric:
			return nil, idError(input.To.ID)
		}
		for _, kind := range input.Types {
			link, err := association.New(cmp.Or(kind.Category, association.HubSpotDefined), kind.TypeID, o.Type.Plural, input.To.ID)
			if err != nil {
				return nil, err
			}
			links = append(links, link)
		}
	}
	return links, nil
}

// associated are the associations with one object type in an answer.
type associated struct {
	Results []associatedRecord `json:"results"`
}

type associatedRecord struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// appendAssociations appends the member "associations". Unknown names and object types without associations are left
// out; so is the member when nothing remains.
func (show selection) appendAssociations(b []byte, r *record.Record) []byte {
	all := map[string]associated{}
	for _, name := range show.associations {
		plural, known := object.Plural(name)
		if !known {
			continue
		}
		var results []associatedRecord
		for _, link := range show.object.Links(r.ID, plural) {
			results = append(results, associatedRecord{link.To.ID, link.Type})
		}
		if results != nil {
			all[plural] = associated{results}
		}
	}
	if len(all) == 0 {
		return b
	}
	encoded, err := json.Marshal(all, json.Deterministic(true))
	if err != nil {
		panic("api: associations cannot be marshalled: " + err.Error()) // they hold only texts
	}
	return slices.Concat(b, []byte(`,"associations":`), encoded)
}

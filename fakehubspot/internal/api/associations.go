package api

import (
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// associationInput is one tie in the body of a create.
type associationInput struct {
	To struct {
		ID string `json:"id"`
	} `json:"to"`
	Types []struct {
		Category string `json:"associationCategory"`
		TypeID   int    `json:"associationTypeId"`
	} `json:"types"`
}

// associations checks the ties of a create.
func associations(inputs []associationInput) ([]store.Association, error) {
	var all []store.Association
	for _, input := range inputs {
		for _, kind := range input.Types {
			a, err := store.NewAssociation(kind.TypeID, input.To.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, a)
		}
	}
	return all, nil
}

// objectNames are the names under which the other objects can be asked for.
var objectNames = map[string]string{
	"companies": "companies", "company": "companies", "0-2": "companies",
	"deals": "deals", "deal": "deals", "0-3": "deals",
	"tickets": "tickets", "ticket": "tickets", "0-5": "tickets",
}

// tied are the ties to one object in an answer.
type tied struct {
	Results []tie `json:"results"`
}

type tie struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// appendAssociations appends the member "associations". Names that mean nothing, and objects without ties, are left out;
// so is the member when nothing remains.
func (s *server) appendAssociations(b []byte, r *record.Record, asked []string) []byte {
	all := map[string]tied{}
	for _, name := range asked {
		object := objectNames[name]
		var results []tie
		for _, a := range s.Store.Associations(r.ID, object) {
			results = append(results, tie{a.ID, a.Type})
		}
		if results != nil {
			all[object] = tied{results}
		}
	}
	if len(all) == 0 {
		return b
	}
	encoded, err := json.Marshal(all, json.Deterministic(true))
	if err != nil {
		panic("api: ties do not marshal: " + err.Error()) // they hold only texts
	}
	return slices.Concat(b, []byte(`,"associations":`), encoded)
}

package api

import (
	"cmp"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// associationInput is one associated record in the body of a create.
type associationInput struct {
	To    reference  `json:"to"`
	Types []typeSpec `json:"types"`
}

// typeSpec is a type of association in a body. Without a category it is one of HubSpot's own.
type typeSpec struct {
	Category string `json:"associationCategory"`
	TypeID   int    `json:"associationTypeId"`
}

func (t typeSpec) kind() association.Kind {
	return association.Kind{Category: cmp.Or(t.Category, association.HubSpotDefined), ID: t.TypeID}
}

// tiesOf checks the associations of a create. The types say which object type the other record has.
func tiesOf(account *store.Account, o *store.Store, inputs []associationInput) ([]store.Tie, error) {
	var ties []store.Tie
	for _, input := range inputs {
		id, numeric := store.ParseID(input.To.ID)
		switch {
		case input.To.ID == "":
			return nil, refusal.MissingFields("id")
		case len(input.Types) == 0:
			return nil, refusal.MissingFields("types")
		case !numeric:
			return nil, idError(input.To.ID)
		}
		own, err := tiesTo(account, o, id, input.Types)
		if err != nil {
			return nil, err
		}
		ties = append(ties, own...)
	}
	return ties, nil
}

// tiesTo are the associations with one record ID: one for each object type that the types lead to.
func tiesTo(account *store.Account, o *store.Store, id int64, specs []typeSpec) ([]store.Tie, error) {
	var ties []store.Tie
	for _, spec := range specs {
		t, err := account.Associations.Of(o.Type.TypeID, spec.kind())
		if err != nil {
			return nil, err
		}
		to := association.Ref{TypeID: t.To, ID: id}
		i := slices.IndexFunc(ties, func(tie store.Tie) bool { return tie.To == to })
		if i < 0 {
			i, ties = len(ties), append(ties, store.Tie{To: to})
		}
		ties[i].Kinds = append(ties[i].Kinds, t.Kind)
	}
	return ties, nil
}

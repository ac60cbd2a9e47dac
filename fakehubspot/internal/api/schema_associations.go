package api

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"

// associationDefinition is a type of association from one object type to another, its fields in the order in which the
// vendor sends them.
type associationDefinition struct {
	From string `json:"fromObjectTypeId"`
	To   string `json:"toObjectTypeId"`
	Name string `json:"name"`
	ID   string `json:"id"`
}

func associationsFrom(*store.Store) []associationDefinition { return []associationDefinition{} }

func relate(*store.Account, *store.Store, *store.Store) {}

package hub

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// tieLimit is the most records of another object type that a record can be associated with by a type.
type tieLimit struct {
	Object string `json:"object"` // of the other records
	Type   string `json:"type"`   // its name
	Max    int    `json:"max"`
}

// exportLimits writes the limits that the account set, of object types by their IDs.
func exportLimits(taken association.Snapshot, known map[string]*object.Type, write func(line) error) error {
	for _, limit := range taken.Limits() {
		from, to := known[limit.Type.From], known[limit.Type.To]
		if from == nil || to == nil {
			continue
		}
		if err := write(line{Kind: kindLimit, Limit: tieLimit{to.Plural, limit.Type.Name, limit.Max}}.about(from)); err != nil {
			return err
		}
	}
	return nil
}

// takeLimit limits a type of association. Records that have more keep what they have.
func (all *imported) takeLimit(o *store.Store, limit tieLimit) error {
	from, to := o.Type.TypeID, all.typeID(limit.Object)
	named, known := all.into.account.Associations.Named(from, to, limit.Type)
	if !known {
		return fmt.Errorf("limit: %s have no association of type %.100q to %.100q; use %s",
			o.Type.Plural, limit.Type, limit.Object, all.typeNames(from, to))
	}
	if err := bound.Int("limit.max", limit.Max, 1, association.MaxLimit); err != nil {
		return err
	}
	all.into.account.Associations.SetLimit(named.Kind, limit.Max)
	return nil
}

package hub

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// tie is an association of a record: the other one, and the name of a type.
type tie struct {
	Object string `json:"object"`
	ID     string `json:"id"`
	Type   string `json:"type"`
}

// tieType is a type of association that the account added, in one direction.
type tieType struct {
	ID      int    `json:"id"`
	Object  string `json:"object"` // of the other records
	Name    string `json:"name"`
	Label   string `json:"label,omitzero"`
	Inverse int    `json:"inverse"`
}

// exportTies writes the account's own types of associations, their limits and all associations, each once.
func exportTies(taken store.Snapshot, write func(line) error) error {
	known := map[string]*object.Type{}
	for _, o := range taken.Objects {
		known[o.Type.TypeID] = o.Type
	}
	about := func(from string, l line) error { return write(l.about(known[from])) }
	for _, t := range taken.Ties.Own() {
		if known[t.From] == nil || known[t.To] == nil {
			continue
		}
		l := line{Kind: kindType, Type: tieType{t.ID, known[t.To].Plural, t.Name, t.Label, t.Inverse}}
		if err := about(t.From, l); err != nil {
			return err
		}
	}
	if err := exportLimits(taken.Ties, known, write); err != nil {
		return err
	}
	for link := range taken.Ties.Links() {
		if known[link.From.TypeID] == nil || known[link.To.TypeID] == nil {
			continue
		}
		for _, t := range link.Types {
			l := line{Kind: kindTie, ID: idText(link.From.ID), Tie: tie{known[link.To.TypeID].Plural, idText(link.To.ID), t.Name}}
			if err := about(link.From.TypeID, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeTie adds an association of a record of an object type.
func (all *imported) takeTie(o *store.Store, id int64, t tie) error {
	other, err := ParseID("tie.id", t.ID)
	if err != nil {
		return err
	}
	from, to := o.Ref(id), association.Ref{TypeID: all.typeID(t.Object), ID: other}
	named, known := all.into.account.Associations.Named(from.TypeID, to.TypeID, t.Type)
	if !known {
		return fmt.Errorf("tie: %s have no association of type %.100q to %.100q; use %s",
			o.Type.Plural, t.Type, t.Object, all.typeNames(from.TypeID, to.TypeID))
	}
	if from == to {
		return fmt.Errorf("tie: record %d cannot be associated with itself", id)
	}
	all.state.Ties = append(all.state.Ties, store.StateTie{From: from, To: to, Kind: named.Kind})
	return nil
}

// typeID returns the ID of an object type by any of its names; other names stay.
func (all *imported) typeID(name string) string {
	if o, known := all.into.account.Object(name); known {
		return o.Type.TypeID
	}
	return name
}

// typeNames lists the names that associations between two object types can have.
func (all *imported) typeNames(from, to string) string {
	var names []string
	for _, t := range all.into.account.Associations.Types(from, to) {
		names = append(names, t.Name)
	}
	if names == nil {
		return "object types that can be associated"
	}
	return "one of " + strings.Join(names, ", ")
}

// maxTypeID is the highest ID of a type that an account added.
const maxTypeID = 1_000_000_000

// takeType adds a type of association that the account added.
func (all *imported) takeType(o *store.Store, t tieType) error {
	switch err := errors.Join(bound.Text("type.name", t.Name, maxName), bound.Text("type.label", t.Label, maxName),
		bound.Int("type.id", t.ID, 1, maxTypeID), bound.Int("type.inverse", t.Inverse, 1, maxTypeID)); {
	case err != nil:
		return err
	case t.Name == "":
		return errors.New("type.name must not be empty")
	}
	known := all.into.account.Associations.Own()
	if slices.ContainsFunc(known, func(other *association.Type) bool { return other.ID == t.ID }) {
		return fmt.Errorf("type.id %d is duplicated", t.ID)
	}
	if len(known) >= maxNames {
		return fmt.Errorf("type %q is one too many: an import has at most %d", t.Name, maxNames)
	}
	all.into.account.Associations.Restore(association.Type{
		Kind: association.Kind{Category: association.UserDefined, ID: t.ID}, From: o.Type.TypeID, To: all.typeID(t.Object),
		Name: t.Name, Label: t.Label, Inverse: t.Inverse,
	})
	return nil
}

package api

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
)

// tieShape is an associated record with the types by which it is associated.
type tieShape struct {
	ID    jsontext.Value `json:"toObjectId"`
	Types []typeShape    `json:"associationTypes"`
}

// typeShape is a type of association. One without a label has null.
type typeShape struct {
	Category string  `json:"category"`
	TypeID   int     `json:"typeId"`
	Label    *string `json:"label"`
}

func typeShapeOf(t *association.Type) typeShape {
	shape := typeShape{Category: t.Category, TypeID: t.ID}
	if t.IsLabel() {
		shape.Label = &t.Label
	}
	return shape
}

// recordID is an ID as an edition writes it: a number or a text.
func (e edition) recordID(id int64) jsontext.Value {
	text := strconv.FormatInt(id, 10)
	if e.textIDs {
		text = `"` + text + `"`
	}
	return jsontext.Value(text)
}

func (e edition) ties(page []association.Tie) []tieShape {
	all := make([]tieShape, len(page))
	for i, tie := range page {
		all[i] = tieShape{ID: e.recordID(tie.To), Types: make([]typeShape, len(tie.Types))}
		for j, t := range tie.Types {
			all[i].Types[j] = typeShapeOf(t)
		}
	}
	return all
}

// pairShape is two associated records, with the labels that the first has for the second.
type pairShape struct {
	FromTypeID string         `json:"fromObjectTypeId"`
	FromID     jsontext.Value `json:"fromObjectId"`
	ToTypeID   string         `json:"toObjectTypeId"`
	ToID       jsontext.Value `json:"toObjectId"`
	Labels     []string       `json:"labels"`
}

func (e edition) pair(from, to association.Ref, types []*association.Type) pairShape {
	labels := []string{}
	for _, t := range types {
		if t.IsLabel() {
			labels = append(labels, t.Label)
		}
	}
	return pairShape{from.TypeID, e.recordID(from.ID), to.TypeID, e.recordID(to.ID), labels}
}

// defaultShape is one direction of an association without a label.
type defaultShape struct {
	Spec typeSpec  `json:"associationSpec"`
	From reference `json:"from"`
	To   reference `json:"to"`
}

func defaultShapeOf(t *association.Type, from, to association.Ref) defaultShape {
	return defaultShape{typeSpec{t.Category, t.ID}, referenceTo(from), referenceTo(to)}
}

func referenceTo(ref association.Ref) reference { return reference{strconv.FormatInt(ref.ID, 10)} }

// flat lists each type of each tie by itself, as v3 does.
func flat(page []association.Tie) []associatedRecord {
	all := []associatedRecord{}
	for _, tie := range page {
		for _, t := range tie.Types {
			all = append(all, associatedRecord{strconv.FormatInt(tie.To, 10), t.Name})
		}
	}
	return all
}

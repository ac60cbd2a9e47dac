package hub

import (
	"fmt"
	"math"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Ref names a record by any name of its object type and its ID, as callers do.
type Ref struct{ Object, ID string }

// AssociationType names a type of association: by category and ID or, without an ID, by its label.
type AssociationType struct {
	Category string
	TypeID   int
	Label    string
}

// Associate adds types to what associates two records; without types, only that they are associated. An account has them
// from both sides.
func (h *Hub) Associate(from, to Ref, types []AssociationType) error {
	return h.associate(from, to, types, func(with store.Associating, a, b association.Ref, kinds []association.Kind) error {
		return with.Add(a, b, kinds...)
	})
}

// Dissociate takes types away from what associates two records; without types, all of them.
func (h *Hub) Dissociate(from, to Ref, types []AssociationType) error {
	return h.associate(from, to, types, func(with store.Associating, a, b association.Ref, kinds []association.Kind) error {
		if len(kinds) > 0 {
			return with.Remove(a, b, kinds...)
		}
		with.Disassociate(a, b)
		return nil
	})
}

func (h *Hub) associate(
	from, to Ref, types []AssociationType, change func(store.Associating, association.Ref, association.Ref, []association.Kind) error,
) error {
	st := h.state()
	one, first, err := st.parse("from", from)
	if err != nil {
		return err
	}
	other, second, err := st.parse("to", to)
	if err != nil {
		return err
	}
	return st.account.Associate(one, other, func(a store.Associating) error {
		left, right, err := a.Ends(first, second)
		if err != nil {
			return err
		}
		kinds, err := kindsOf(a.Ties(), one, other, types)
		if err != nil {
			return err
		}
		return change(a, left, right, kinds)
	})
}

// kindsOf looks the types up between two object types.
func kindsOf(ties *association.Store, from, to *store.Store, types []AssociationType) ([]association.Kind, error) {
	there := ties.Types(from.Type.TypeID, to.Type.TypeID)
	kinds := make([]association.Kind, len(types))
	for i, asked := range types {
		found := false
		names := make([]string, len(there))
		for j, t := range there {
			names[j] = fmt.Sprintf("%s %d", t.Category, t.ID)
			if t.Label != "" {
				names[j] += fmt.Sprintf(" (label %q)", t.Label)
			}
			byID := asked.TypeID != 0 && t.ID == asked.TypeID && t.Category == asked.Category
			byLabel := asked.TypeID == 0 && asked.Label != "" && t.Label == asked.Label
			if byID || byLabel {
				kinds[i], found = t.Kind, true
			}
		}
		if !found {
			return nil, fmt.Errorf("types[%d]: from %s to %s there is no association of type %s %d, label %q; use one of %s",
				i, from.Type.Plural, to.Type.Plural, cut(asked.Category), asked.TypeID, cut(asked.Label), strings.Join(names, ", "))
		}
	}
	return kinds, nil
}

// Association is a record with which another one is associated, and by which types.
type Association struct {
	To    int64
	Types []AssociationType
}

// Associations returns the records of an object type with which a record, live or archived, is associated, by ascending ID.
func (h *Hub) Associations(from Ref, to string) ([]Association, error) {
	st := h.state()
	one, id, err := st.parse("from", from)
	if err != nil {
		return nil, err
	}
	other, err := st.object(to)
	if err != nil {
		return nil, err
	}
	if r, live := one.Get(id); live {
		id = r.ID // of what it was merged into
	} else if _, archived := one.GetArchived(id); !archived {
		return nil, &store.NoRecordError{Object: one.Type.Singular, ID: id}
	}
	page, _ := st.account.Associations.Page(one.Ref(id), other.Type.TypeID, 0, math.MaxInt32)
	all := make([]Association, len(page))
	for i, tie := range page {
		all[i].To = tie.To
		for _, t := range tie.Types {
			all[i].Types = append(all[i].Types, typeOf(t))
		}
	}
	return all, nil
}

// DefineLabel adds a label between two object types and returns its types in both directions. Records of the second type see
// inverse; if it is empty, the same text.
func (h *Hub) DefineLabel(from, to, name, label, inverse string) (there, back AssociationType, err error) {
	st := h.state()
	one, err := st.object(from)
	if err != nil {
		return there, back, err
	}
	other, err := st.object(to)
	if err != nil {
		return there, back, err
	}
	types, err := st.account.Associations.CreateLabel(one.Type.TypeID, other.Type.TypeID, association.Label{Name: name, Text: label, Inverse: inverse})
	if err != nil {
		return there, back, err
	}
	return typeOf(types[0]), typeOf(types[len(types)-1]), nil
}

func typeOf(t *association.Type) AssociationType { return AssociationType{t.Category, t.ID, t.Label} }

// parse finds the store of a record and reads its ID.
func (st *state) parse(what string, ref Ref) (*store.Store, int64, error) {
	o, err := st.object(ref.Object)
	if err != nil {
		return nil, 0, err
	}
	id, err := ParseID(what+" "+o.Type.Singular+" id", ref.ID)
	return o, id, err
}

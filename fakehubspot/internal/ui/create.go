package ui

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// createForm makes a record: the usual properties, and all others folded.
type createForm struct {
	Path  string // where it is sent
	Then  string // the address of the new record
	Usual []field
	Rest  []field
	// OneOf are the labels of the properties of which one is needed.
	OneOf []string
}

func formOf(h *hub.Hub, o *store.Store) *createForm {
	form := &createForm{Path: "/_fake/objects/" + o.Type.Plural, Then: "/_ui/objects/" + o.Type.Plural + "/{id}"}
	for _, name := range o.Type.NeedsOneOf {
		form.OneOf = append(form.OneOf, label(o, name))
	}
	settings := o.Definition().Settings
	first := slices.Concat(o.Needed(), title(o), o.Type.NeedsOneOf, settings.Secondary, usual(o), o.Type.Defaults)
	for _, p := range o.Schema.Properties(false) {
		if p.Modification.ReadOnlyValue || p.Calculated {
			continue
		}
		one := fieldOf(h, o, p, "")
		one.Needed = slices.Contains(o.Needed(), p.Name)
		if slices.Contains(first, p.Name) {
			form.Usual = append(form.Usual, one)
		} else {
			form.Rest = append(form.Rest, one)
		}
	}
	slices.SortStableFunc(form.Usual, func(a, b field) int { return slices.Index(first, a.Name) - slices.Index(first, b.Name) })
	return form
}

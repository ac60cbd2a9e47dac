package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// field is a property as a form has it.
type field struct {
	Name, Label string
	Value       string
	Description string
	// Kind is text, area, choice or several.
	Kind string
	// Input is what a text field is used for, so that a phone shows the right keys.
	Input, Hint string
	Options     []option
	Needed      bool
}

// option is one choice of a field.
type option struct {
	Value, Label string
	Chosen       bool
}

// The kinds of fields.
const (
	text    = "text"
	area    = "area"
	choose  = "choice"
	several = "several"
)

// fieldOf is the field for a value of a property.
func fieldOf(h *hub.Hub, o *store.Store, p *schema.Property, value string) field {
	f := field{Name: p.Name, Label: cmp.Or(p.Label, p.Name), Value: value, Description: p.Description, Kind: text}
	switch p.Type {
	case schema.Number:
		f.Input, f.Hint = "decimal", "a number such as 12.5"
	case schema.Date:
		f.Hint = "a day such as 2026-03-01"
	case schema.DateTime:
		f.Hint = "UTC, such as 2026-03-01T12:00:00Z"
	case schema.Phone:
		f.Input = "tel"
	case schema.Bool:
		f.Kind, f.Options = choose, []option{{"true", "Yes", false}, {"false", "No", false}}
	case schema.Enumeration:
		f.Options = optionsOf(h, o, p)
		switch {
		case f.Options == nil:
			f.Hint = "any value: its choices are kept elsewhere"
			if p.FieldType == "checkbox" {
				f.Hint += "; several with a semicolon between them"
			}
		case p.FieldType == "checkbox":
			f.Kind = several
		default:
			f.Kind = choose
		}
	case schema.String:
		f.Input = map[string]string{"phonenumber": "tel"}[p.FieldType]
		if p.FieldType == "textarea" || p.FieldType == "html" {
			f.Kind = area
		}
		if p.FieldType == "html" {
			f.Hint = "HTML"
		}
	}
	if f.Kind == text && (len(value) > 80 || strings.Contains(value, "\n")) {
		f.Kind = area
	}
	f.pick()
	return f
}

// pick marks the options that are chosen. A value that is none of them is kept as one.
func (f *field) pick() {
	if f.Options == nil {
		return
	}
	chosen := []string{f.Value}
	if f.Kind == several {
		chosen = strings.Split(f.Value, ";")
	}
	for _, value := range chosen {
		i := slices.IndexFunc(f.Options, func(o option) bool { return o.Value == value })
		switch {
		case i >= 0:
			f.Options[i].Chosen = true
		case value != "":
			f.Options = append(f.Options, option{value, value + " (not an option)", true})
		}
	}
}

// optionsOf are the choices of an enumeration; nil if they are not known.
func optionsOf(h *hub.Hub, o *store.Store, p *schema.Property) []option {
	if p.Name == "hubspot_owner_id" {
		return owners(h)
	}
	if o.Pipelines != nil && (p.Name == o.Pipelines.Property || p.Name == o.Pipelines.StageProperty) {
		return stages(o, p.Name == o.Pipelines.StageProperty)
	}
	if p.ExternalOptions {
		return nil
	}
	all := make([]option, 0, len(p.Options))
	for _, one := range p.Options {
		all = append(all, option{one.Value, cmp.Or(one.Label, one.Value), false})
	}
	return all
}

func owners(h *hub.Hub) []option {
	var all []option
	for _, one := range h.Account().Owners.All() {
		if one.Archived {
			continue
		}
		name := cmp.Or(strings.TrimSpace(one.FirstName+" "+one.LastName), one.Email, one.Type)
		id := strconv.FormatInt(one.ID, 10)
		all = append(all, option{id, name + " (" + id + ")", false})
	}
	return all
}

// stages are the pipelines of an object type, or all their stages.
func stages(o *store.Store, each bool) []option {
	var all []option
	pipelines := o.Pipelines.List(false)
	for _, pipeline := range pipelines {
		if !each {
			all = append(all, option{pipeline.ID, cmp.Or(pipeline.Label, pipeline.ID), false})
			continue
		}
		for _, stage := range pipeline.Live() {
			label := cmp.Or(stage.Label, stage.ID)
			if len(pipelines) > 1 {
				label = pipeline.Label + " · " + label
			}
			all = append(all, option{stage.ID, label, false})
		}
	}
	return all
}

// property is one of a record, with its past.
type property struct {
	field

	Shown    string // the value as people read it
	At       time.Time
	IsTime   bool
	ReadOnly string // why it cannot be changed
	Past     []pastValue
	Find     string // what the filter looks through
}

// pastValue is one that a property has or had.
type pastValue struct {
	Value string
	At    time.Time
	By    string
}

// shownPast is how many past values of a property are shown.
const shownPast = 20

func propertyOf(h *hub.Hub, o *store.Store, r *record.Record, p *schema.Property) (one property, set bool) {
	key, _ := o.Schema.Key(p.Name)
	value, set := o.Schema.Getter(key)(r)
	one = property{field: fieldOf(h, o, p, value), Shown: value}
	for _, choice := range one.Options {
		if choice.Chosen && one.Kind == choose {
			one.Shown = choice.Label
		}
	}
	if p.Type == schema.DateTime {
		one.At, one.IsTime = instantOf(value)
	}
	switch {
	case key == record.KeyID:
		one.ReadOnly = "HubSpot gave it"
	case p.Modification.ReadOnlyValue && p.CalculationFormula != "":
		one.ReadOnly = "calculated: " + p.CalculationFormula
	case p.Modification.ReadOnlyValue:
		one.ReadOnly = "HubSpot sets it"
	}
	past := o.History(r, key)
	for _, event := range past[:min(len(past), shownPast)] {
		one.Past = append(one.Past, pastValue{shorten(event.Value, 400), time.UnixMilli(event.At).UTC(), who(event.By)})
	}
	one.Find = strings.ToLower(p.Name + " " + one.Label + " " + shorten(one.Shown, longest))
	return one, set
}

// who says in words who set a value.
func who(by store.Source) string {
	switch by.Type {
	case store.UI.Type:
		return "a user, in HubSpot"
	case store.API.Type:
		return "an app, by the API"
	}
	return by.Type
}

// changedLabel is what people call the property that a made-up change changes.
func changedLabel(o *store.Store) string {
	name := seed.Changed(o.Type, o.Schema)
	if name == "" {
		return ""
	}
	return label(o, name)
}

package ui

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// recordView is a record as the page shows it.
type recordView struct {
	ID, Title          string
	Path               string // of the record in the control API
	Plural             string // the path of its object type there
	Close              string
	Here               string // the address of the page
	Archived           bool
	ArchivedAt         time.Time
	Created, Modified  time.Time
	MergedFrom         string // the ID that was asked for, of a record that was merged into this one
	Groups             []group
	Empty              []property // those without a value
	Ties               []ties
	Partners           []partner
	Curl               string
	AskMerge, AskErase string
	RestorableTo       time.Time
}

// propertyOn is a property on its page, as its template needs it.
type propertyOn struct {
	Page     recordsPage
	Property property
}

// group is a section of properties that have a value.
type group struct {
	Name, Label string
	Properties  []property
}

func (p Page) viewOf(o *store.Store, r *record.Record, want wish, host string) *recordView {
	id := strconv.FormatInt(r.ID, 10)
	one := singular(o)
	v := &recordView{
		ID: id, Title: titleOf(o, r), Plural: "/_fake/objects/" + url.PathEscape(o.Type.Plural),
		Close: want.open(""), Here: want.open(id), Archived: r.Archived != 0,
		Created: time.UnixMilli(r.Created).UTC(), Modified: time.UnixMilli(r.Modified).UTC(),
		Ties: tiesOf(p.Hub.Account(), o, r), Partners: partners(p.Hub.Account(), o),
		AskMerge: "Merge the other " + one + " into “" + titleOf(o, r) + "”? Both become one new " + one +
			" with a new ID, to which both old IDs lead. The values of this one win, those of the other fill the gaps, and the associations of both are kept. This cannot be undone.",
		AskErase: "Erase “" + titleOf(o, r) + "”? Its values, its history and its associations are gone for good, as after a privacy deletion: it cannot be restored.",
	}
	v.Path = v.Plural + "/" + id
	if v.Archived {
		v.ArchivedAt = time.UnixMilli(r.Archived).UTC()
		v.RestorableTo = v.ArchivedAt.Add(store.RestorableFor)
	}
	var set []string
	for _, g := range o.Schema.Groups() {
		v.Groups = append(v.Groups, group{Name: g.Name, Label: cmp.Or(g.Label, g.Name)})
	}
	for _, definition := range o.Schema.Properties(false) {
		property, has := propertyOf(p.Hub, o, r, definition)
		if !has {
			v.Empty = append(v.Empty, property)
			continue
		}
		set = append(set, definition.Name)
		i := slices.IndexFunc(v.Groups, func(g group) bool { return g.Name == definition.GroupName })
		if i < 0 {
			v.Groups = append(v.Groups, group{Name: definition.GroupName, Label: definition.GroupName})
			i = len(v.Groups) - 1
		}
		v.Groups[i].Properties = append(v.Groups[i].Properties, property)
	}
	v.Groups = slices.DeleteFunc(v.Groups, func(g group) bool { return g.Properties == nil })
	for _, g := range v.Groups {
		sortProperties(o, g.Properties)
	}
	sortProperties(o, v.Empty)
	v.Curl = recordCurl(host, o, v, set)
	return v
}

// sortProperties puts those first by which people tell records apart, then those that people fill, by their labels.
func sortProperties(o *store.Store, all []property) {
	first := slices.Concat(title(o), usual(o))
	place := func(p property) int {
		if i := slices.Index(first, p.Name); i >= 0 {
			return i
		}
		if p.ReadOnly != "" {
			return len(first) + 1
		}
		return len(first)
	}
	slices.SortStableFunc(all, func(a, b property) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)))
	})
}

// recordCurl reads the record from HubSpot's API. The token is the reader's own: no page shows one.
func recordCurl(host string, o *store.Store, v *recordView, properties []string) string {
	query := url.Values{"properties": {strings.Join(properties, ",")}}
	var others []string
	for _, tie := range v.Ties {
		others = append(others, tie.Plural)
	}
	if others != nil {
		query.Set("associations", strings.Join(others, ","))
	}
	if v.Archived {
		query.Set("archived", "true")
	}
	address := url.URL{
		Scheme: "http", Host: host, Path: "/crm/v3/objects/" + o.Type.Plural + "/" + v.ID,
		RawQuery: strings.ReplaceAll(query.Encode(), "%2C", ","),
	}
	return `curl -H "Authorization: Bearer $TOKEN" ` + quoted(address.String())
}

// plural is what people call several records, in the middle of a sentence.
func plural(o *store.Store) string {
	if o.Type.Own != "" {
		return o.Definition().Settings.Labelled(o.Type.Names).Plural
	}
	return strings.ReplaceAll(o.Type.Plural, "_", " ")
}

// singular is what people call one record, in the middle of a sentence.
func singular(o *store.Store) string {
	if o.Type.Own != "" {
		return o.Definition().Settings.Labelled(o.Type.Names).Singular
	}
	return strings.ReplaceAll(o.Type.Singular, "_", " ")
}

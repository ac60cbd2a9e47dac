package search

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// Object is one object type, as far as searches depend on it.
type Object struct {
	Schema *schema.Schema
	Index  *index.Index
	// Lookup is the property by whose values the index can look records up; empty if there is none. Its values, in
	// lower case, are among the keys that the index has of a record.
	Lookup string
	// Queried are the properties that a request's query looks through.
	Queried []string
	// Associated returns what tells whether a record is associated with one of another object type, which goes by any name
	// of HubSpot's own; known is false for other names. Nil is as if there were none.
	Associated func(name string) (associated func(id, other int64) bool, known bool)
	Quirks     Quirks
}

// Page is one page of results.
type Page struct {
	// Records are the matches on the page in the order wanted, as the index knows them.
	Records []*record.Record
	// Total is the number of all matches, not only of those on the page.
	Total int
	// Next is the offset of the next page, 0 on the last page.
	Next int
}

// Search returns the page that a request asks for. A request that breaks HubSpot's limits or the schema gets an
// *Error.
func (o Object) Search(request Request) (Page, error) {
	wanted, err := o.selection(request)
	if err != nil {
		return Page{}, err
	}
	var page Page
	page.Records, page.Total = o.Index.Select(wanted)
	if next := wanted.Offset + len(page.Records); len(page.Records) > 0 && next < page.Total {
		page.Next = next
	}
	return page, nil
}

// selection compiles a request into what the index selects by; filter.go compiles each filter. How the index then finds
// the page is planned in select.go of package index.
func (o Object) selection(r Request) (index.Selection, error) {
	groups := r.groups()
	if err := r.check(groups); err != nil {
		return index.Selection{}, err
	}
	s := index.Selection{Order: o.order(r.Sorts), Offset: r.after(), Limit: o.Quirks.Page(r.limit())}
	for _, group := range groups {
		var conditions index.Group
		for _, f := range group.Filters {
			if err := o.compile(f, &conditions); err != nil {
				return index.Selection{}, err
			}
		}
		if strings.TrimSpace(r.Query) != "" {
			conditions.Tests = append(conditions.Tests, o.queryTest(r.Query))
		}
		s.Groups = append(s.Groups, conditions)
	}
	return s, nil
}

// order compiles the sort rule. Without one the oldest records come first, as HubSpot documents; a rule for a
// property that does not exist is ignored.
func (o Object) order(sorts []Sort) index.Order {
	if len(sorts) == 0 {
		return index.Order{Field: index.Created}
	}
	p, err := o.property(sorts[0].Property)
	if err != nil {
		return index.Order{Field: index.Created}
	}
	order := index.Order{Field: p.field, Descending: sorts[0].Descending}
	if !p.indexed {
		order.Value = func(r *record.Record) (value.Value, bool) {
			text, has := p.get(r)
			if !has {
				return value.Value{}, false
			}
			return p.kind.Stored(text), true
		}
	}
	return order
}

// property is a property as searches compare it.
type property struct {
	get      record.Getter
	kind     value.Kind
	checkbox bool // a value can consist of several choices
	// indexed is true for the properties that the index keeps as a field of every record.
	indexed bool
	field   index.Field
}

// fields are the properties that the index keeps as a field of every record.
var fields = map[record.Key]index.Field{
	record.KeyID: index.ID, record.KeyModified: index.Modified, record.KeyCreated: index.Created,
}

// property finds a property that exists and is not archived.
func (o Object) property(name string) (property, error) {
	definition, ok := o.Schema.Property(name)
	key, live := o.Schema.Key(name)
	if !ok || !live {
		return property{}, &Error{Reason: UnknownProperty, Property: name}
	}
	p := property{
		get: o.Schema.Getter(key), kind: value.KindOf(definition),
		checkbox: definition.Type == schema.Enumeration && definition.FieldType == "checkbox",
	}
	if key == record.KeyID && o.Quirks.IDsAsText {
		p.kind = value.Text
	}
	if p.kind == value.Number || p.kind == value.Instant {
		p.field, p.indexed = fields[key]
	}
	return p, nil
}

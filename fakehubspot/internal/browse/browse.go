// Package browse is what people see of the records of an object type: lists that are searched, sorted and paged at will.
//
// It reads the records as they are. HubSpot's search, with its lag and its rules, is package search.
package browse

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Query says which records are wanted.
type Query struct {
	// Text is what is looked for: an ID, a value of the property by which the type knows its records, or words.
	Text string
	// Words makes every text words, one that is an ID too.
	Words bool
	// Also are properties through which words are looked for beside those that Searched returns.
	Also []string
	// Archived asks for the archived records instead of the live ones.
	Archived bool
	// Sort is the property by which the records are sorted, the largest value first if there is a - before it. Without one,
	// those that were changed last come first: of archived ones, those that were archived last.
	Sort string
	// Offset is how many records precede the page, Limit how many it has at most: DefaultLimit if it is 0.
	Offset, Limit int
}

// The sizes of a page.
const (
	DefaultLimit = 25
	MaxLimit     = 100
)

// maxText is the longest text in bytes that is looked for.
const maxText = 1_000

// Page is what a query finds.
type Page struct {
	Records []*record.Record
	// Total is the number of all matches.
	Total int
	// By says how the text was read: the name of the property that has it, hs_object_id for an ID, or empty for words.
	By string
	// Scanned is how many records had to be looked at, one by one; 0 if an order of the index was enough.
	Scanned int
}

// UnknownPropertyError is returned for a property that the object type does not have.
type UnknownPropertyError struct{ Object, Name string }

func (e *UnknownPropertyError) Error() string {
	return fmt.Sprintf("%s have no property %.100q", e.Object, e.Name)
}

// check reports a query that cannot be answered.
func (q Query) check(o *store.Store) error {
	if name := strings.TrimPrefix(q.Sort, "-"); q.Sort != "" {
		if _, known := o.Schema.Key(name); !known {
			return fmt.Errorf("sort: %w", &UnknownPropertyError{o.Type.Plural, name})
		}
	}
	if len(q.Text) > maxText {
		return fmt.Errorf("query must have at most %d bytes, got %d", maxText, len(q.Text))
	}
	if err := bound.Int("offset", q.Offset, 0, 1<<31-1); err != nil {
		return err
	}
	return bound.Int("limit", q.Limit, 1, MaxLimit)
}

// Find returns the page that a query asks for. It ends with the context's error as soon as the context does.
func Find(ctx context.Context, o *store.Store, q Query) (Page, error) {
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	q.Text = strings.TrimSpace(q.Text)
	if err := q.check(o); err != nil {
		return Page{}, err
	}
	if q.Text != "" && !q.Words {
		if one, by, found := known(o, q.Text); found {
			page := Page{Total: 1, By: by}
			if q.Offset == 0 {
				page.Records = []*record.Record{one}
			}
			return page, nil
		}
	}
	if page, ordered := inOrder(o, q); ordered {
		return page, nil
	}
	return scan(ctx, o, q)
}

// known finds the record, live or archived, that has the text as its ID, or the live one with the text as its identity.
func known(o *store.Store, text string) (one *record.Record, by string, found bool) {
	if id, numeric := store.ParseID(text); numeric {
		if one, found = o.Get(id); !found {
			one, found = o.GetArchived(id)
		}
		if found {
			return one, o.Schema.Name(record.KeyID), true
		}
	}
	one, found = o.ByIdentity(text)
	return one, o.Type.Identity.Property, found
}

// inOrder answers a query without looking at the other records, if all of them are wanted in an order that is kept.
func inOrder(o *store.Store, q Query) (Page, bool) {
	if q.Text != "" || q.Archived {
		return Page{}, false
	}
	name, descending := strings.CutPrefix(q.Sort, "-")
	if q.Sort == "" {
		name, descending = o.Schema.Name(record.KeyModified), true
	}
	key, _ := o.Schema.Key(name)
	page := Page{Total: o.Len()}
	switch key {
	case record.KeyID:
		page.Records = byID(o, q, descending, page.Total)
	case record.KeyModified, record.KeyCreated:
		o.Settle()
		field := index.Modified
		if key == record.KeyCreated {
			field = index.Created
		}
		page.Records = o.Index.Latest(field, descending, q.Offset, q.Limit)
	default:
		return Page{}, false
	}
	return page, true
}

// byID reads a page in the order of the IDs. From the largest down, it is the page of the other order that ends there.
func byID(o *store.Store, q Query, descending bool, total int) []*record.Record {
	if !descending {
		page, _ := o.List(store.Start{Skip: q.Offset}, q.Limit, false)
		return page
	}
	end := max(0, total-q.Offset)
	begin := max(0, end-q.Limit)
	if begin == end {
		return nil
	}
	page, _ := o.List(store.Start{Skip: begin}, end-begin, false)
	slices.Reverse(page)
	return page
}

// Searched are the properties through which a text of words is looked for, by name: those that HubSpot's own search looks
// through, and those by which people tell the records apart.
func Searched(o *store.Store) []string {
	settings := o.Definition().Settings
	all := slices.Concat([]string{settings.Primary}, settings.Secondary, settings.Searchable, []string{o.Type.Identity.Property})
	for _, name := range o.Type.Defaults {
		if p, known := o.Schema.Property(name); known && p.Type == "string" {
			all = append(all, name)
		}
	}
	var names []string
	for _, name := range all {
		if _, known := o.Schema.Key(name); known && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

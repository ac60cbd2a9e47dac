package fakehubspot

import (
	"context"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/browse"
)

// Tally is an object type and how many records the account has of it.
type Tally struct {
	Name, Singular string // in paths, such as companies and company
	Label          string // what people call several of them, such as Companies
	Custom         bool   // whether the account defined it
	Live, Archived int
	PerMinute      int // records that change every minute in the background
}

// Objects returns all object types of the account and how many records it has of each.
func (s *Server) Objects() []Tally {
	tallies := s.hub.Tallies()
	all := make([]Tally, len(tallies))
	for i, one := range tallies {
		all[i] = Tally(one)
	}
	return all
}

// Query says which records [Object.Find] returns.
type Query struct {
	// Text is what is looked for: an ID, an email address of a contact or, as anything else, words, each of which is in one of
	// the searched properties. An empty text is in all records.
	Text string
	// Words makes every text words, one that is an ID too.
	Words bool
	// Properties are looked through beside those that HubSpot's own search looks through.
	Properties []string
	// Archived asks for the archived records instead of the live ones.
	Archived bool
	// Sort is a property, with a - before it for the largest value first. Without one, the records that were changed last come
	// first or, of archived ones, those that were archived last.
	Sort string
	// Offset is how many records precede those returned, Limit how many those are at most: 1 to 100, or 25 if it is 0.
	Offset, Limit int
}

// Find returns a page of records as they are, whatever the search index knows of them, and the number of all that match.
func (o *Object) Find(q Query) (page []Record, total int, err error) {
	all, err := o.records()
	if err != nil {
		return nil, 0, err
	}
	found, err := browse.Find(context.Background(), all, browse.Query{
		Text: q.Text, Words: q.Words, Also: q.Properties, Archived: q.Archived, Sort: q.Sort, Offset: q.Offset, Limit: q.Limit,
	})
	if err != nil {
		return nil, 0, public(err)
	}
	page = make([]Record, len(found.Records))
	for i, r := range found.Records {
		page[i] = recordOf(all, r)
	}
	return page, found.Total, nil
}

// PastValue is a value that a property has or had. An empty value says that it was cleared.
type PastValue struct {
	Value string
	At    time.Time
	// Source says who set it, such as CRM_UI or INTEGRATION, and SourceID which one of those.
	Source, SourceID string
}

// History returns the values that a property of a record, live or archived, has and had, the newest first.
func (o *Object) History(id, property string) ([]PastValue, error) {
	all, number, err := o.one(id)
	if err != nil {
		return nil, err
	}
	key, known := all.Schema.Key(property)
	if !known {
		return nil, public(&browse.UnknownPropertyError{Object: all.Type.Plural, Name: property})
	}
	r, found := all.Get(number)
	if !found {
		r, found = all.GetArchived(number)
	}
	if !found {
		return nil, notFound(all, id)
	}
	var values []PastValue
	for _, event := range all.History(r, key) {
		values = append(values, PastValue{event.Value, time.UnixMilli(event.At).UTC(), event.By.Type, event.By.ID})
	}
	return values, nil
}

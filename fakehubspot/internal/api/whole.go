package api

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Whole is a record with all its properties that have a value, as the API shows it.
func Whole(o *store.Store, r *record.Record) []byte {
	return selection{object: o, view: o.Schema.View(filled(o, r)...), setOnly: true}.append(nil, r)
}

// filled are the names of the properties that have a value.
func filled(o *store.Store, r *record.Record) []string {
	names := make([]string, 0, 32)
	for name := range o.Schema.Named(r) {
		names = append(names, name)
	}
	return names
}

// List is a page of records as the API shows them, with some properties, or the defaults of the object type.
func List(o *store.Store, properties []string, page []*record.Record) []byte {
	b := selection{object: o, view: viewOf(o, properties)}.appendResults([]byte{'{'}, page)
	return append(b, '}')
}

// shownTies is how many associations of each object type History lists.
const shownTies = 100

// toldTies are the associations of a record to one object type.
type toldTies struct {
	Total   int        `json:"total"`
	Results []tieShape `json:"results"`
}

// Told is all there is to know of a record: as Whole, with the past values of all properties and the associations, the
// first hundred to each object type.
func Told(account *store.Account, o *store.Store, r *record.Record) []byte {
	names := filled(o, r)
	for _, name := range o.Schema.Properties(false) {
		if key, known := o.Schema.Key(name.Name); known && len(o.History(r, key)) > 0 {
			names = append(names, name.Name)
		}
	}
	show := selection{object: o, view: o.Schema.View(names...), setOnly: true, histories: historiesOf(o, names)}
	b := append(show.appendOpen(nil, r), `,"associations":`...)
	all := map[string]toldTies{}
	for _, to := range account.Objects() {
		page, _ := account.Associations.Page(o.Ref(r.ID), to.Type.TypeID, 0, shownTies)
		if len(page) > 0 {
			all[to.Type.Plural] = toldTies{account.Associations.Count(o.Ref(r.ID), to.Type.TypeID), edition{textIDs: true}.ties(page)}
		}
	}
	encoded, err := json.Marshal(all, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic("api: associations cannot be marshalled: " + err.Error()) // they hold only texts and numbers
	}
	return append(append(b, encoded...), '}')
}

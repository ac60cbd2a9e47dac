package ui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// How many entries of a list the page shows.
const (
	shownContacts = 12
	shownRequests = 20
)

// snapshot is the content of the page at one moment.
type snapshot struct {
	frame

	Live      int
	Others    []tally // of the object types that have records, beside contacts
	Find      string
	Contacts  []person
	Lag       index.Lag
	HeldBack  int
	Faults    []fault.State
	Kinds     []string
	Usage     limit.Usage
	Plans     []limit.Plan
	Requests  []journal.Request // newest first
	Recorded  int
	Dropped   int
	Scenarios []scenario.Scenario
}

// tally is how many live records an object type has.
type tally struct {
	Object string
	Live   int
}

// person is a contact as the page shows it.
type person struct {
	ID       int64
	Name     string
	Email    string
	Modified time.Time
	Archived bool
}

func (p Page) snapshot(find string) snapshot {
	find = strings.TrimSpace(find)
	requests := p.Hub.Journal().Find(journal.Filter{})
	recorded := len(requests)
	slices.Reverse(requests)
	lag, held := p.Hub.Lag()
	contacts := p.Hub.Contacts()
	return snapshot{
		frame: p.frame("home", "Records"),
		Live:  contacts.Len(), Others: counts(p.Hub.Account(), contacts), Find: find, Contacts: people(contacts, find),
		Lag: lag, HeldBack: held,
		Faults: p.Hub.Faults().List(), Kinds: fault.Kinds(),
		Usage: p.Hub.Limits().Usage(), Plans: limit.Plans(),
		Requests: requests[:min(recorded, shownRequests)], Recorded: recorded, Dropped: int(p.Hub.Journal().Dropped()),
		Scenarios: scenario.List(),
	}
}

// counts returns how many records there are of each object type but contacts, unless there are none.
func counts(account *store.Account, contacts *store.Store) []tally {
	var all []tally
	for _, o := range account.Objects() {
		if live := o.Len(); live > 0 && o != contacts {
			all = append(all, tally{o.Type.Plural, live})
		}
	}
	return all
}

// people returns the contact with that id or email address or, without one, the last modified ones in the search index.
func people(contacts *store.Store, find string) []person {
	if find != "" {
		if one, ok := lookUp(contacts, find); ok {
			return []person{personOf(contacts, one)}
		}
		return nil
	}
	known, _ := contacts.Index.Select(index.Selection{
		Order: index.Order{Field: index.Modified, Descending: true}, Limit: shownContacts,
	})
	people := make([]person, 0, len(known))
	for _, one := range contacts.Fresh(known) {
		people = append(people, personOf(contacts, one))
	}
	return people
}

func lookUp(contacts *store.Store, text string) (*record.Record, bool) {
	id, ok := store.ParseID(text)
	if !ok {
		return contacts.ByIdentity(text)
	}
	if one, live := contacts.Get(id); live {
		return one, true
	}
	return contacts.GetArchived(id)
}

func personOf(contacts *store.Store, one *record.Record) person {
	values := contacts.Schema.Named(one)
	return person{
		ID: one.ID, Name: strings.TrimSpace(values["firstname"] + " " + values["lastname"]), Email: values["email"],
		Modified: time.UnixMilli(one.Modified).UTC(), Archived: one.Archived != 0,
	}
}

func (p Page) home(w http.ResponseWriter, r *http.Request) {
	p.show(w, http.StatusOK, "home", p.snapshot(r.URL.Query().Get("find")))
}

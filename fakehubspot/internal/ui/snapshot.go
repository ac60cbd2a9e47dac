package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Source is what the page shows.
type Source struct {
	Store   *store.Store
	Index   *index.Index
	Clock   *clock.Clock
	Faults  *fault.Set
	Limits  *limit.Limiter
	Journal *journal.Journal
	Version string
}

// How much of a list fits on the page.
const (
	shownContacts = 12
	shownRequests = 20
)

// snapshot is the page's content at one moment.
type snapshot struct {
	Version   string
	Now       time.Time
	Frozen    bool
	Live      int
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

// person is a contact as the page shows it.
type person struct {
	ID       int64
	Name     string
	Email    string
	Modified time.Time
	Archived bool
}

func (s Source) snapshot(find string) snapshot {
	find = strings.TrimSpace(find)
	requests := s.Journal.Find(journal.Filter{})
	recorded := len(requests)
	slices.Reverse(requests)
	lag, held := s.Index.Lag()
	return snapshot{
		Version: s.Version, Now: s.Clock.Now(), Frozen: s.Clock.Frozen(),
		Live: s.Store.Len(), Find: find, Contacts: s.people(find),
		Lag: lag, HeldBack: held,
		Faults: s.Faults.List(), Kinds: fault.Kinds(),
		Usage: s.Limits.Usage(), Plans: limit.Plans(),
		Requests: requests[:min(recorded, shownRequests)], Recorded: recorded, Dropped: int(s.Journal.Dropped()),
		Scenarios: scenario.List(),
	}
}

// people returns the contact of that id or e-mail address, or without one those
// that search knows as the last modified.
func (s Source) people(find string) []person {
	if find != "" {
		if one, ok := s.find(find); ok {
			return []person{s.person(one)}
		}
		return nil
	}
	known, _ := s.Index.Select(index.Selection{
		Order: index.Order{Field: index.Modified, Descending: true}, Limit: shownContacts,
	})
	people := make([]person, 0, len(known))
	for _, one := range s.Store.Fresh(known) {
		people = append(people, s.person(one))
	}
	return people
}

func (s Source) find(text string) (*record.Record, bool) {
	id, ok := store.ParseID(text)
	if !ok {
		return s.Store.ByIdentity(text)
	}
	if one, live := s.Store.Get(id); live {
		return one, true
	}
	return s.Store.GetArchived(id)
}

func (s Source) person(one *record.Record) person {
	values := s.Store.Schema.Named(one)
	return person{
		ID: one.ID, Name: strings.TrimSpace(values["firstname"] + " " + values["lastname"]), Email: values["email"],
		Modified: time.UnixMilli(one.Modified).UTC(), Archived: one.Archived != 0,
	}
}

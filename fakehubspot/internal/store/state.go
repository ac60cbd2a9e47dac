package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// State is everything that an account holds, as plain values.
type State struct {
	LastID  int64
	Objects map[string]*ObjectState // by the plural name of the object type
}

// ObjectState is everything that the store of one object type holds, and the associations of its records.
type ObjectState struct {
	Records []StateRecord
	Events  []StateEvent
	Merges  [][2]int64 // from, into
	Links   []StateLink
	Blocked []string
	Erased  []int64 // IDs that are not given again
}

// StateRecord is one record; times are milliseconds since 1970, Archived is 0 for a live one.
type StateRecord struct {
	ID, Created, Modified, Archived int64
	Values                          map[string]string
}

// StateEvent is one remembered value of a record's property.
type StateEvent struct {
	ID   int64
	Name string
	Event
}

// StateLink is one association of a record.
type StateLink struct {
	ID int64
	association.Link
}

// Import fills an account without records with a state that names only object types of the account; one that contradicts
// itself is an error, which leaves the account empty. The indexes know the records at once.
func (a *Account) Import(st State) error {
	for _, s := range a.Objects() {
		if object := st.Objects[s.Type.Plural]; object != nil {
			if err := s.check(object); err != nil {
				return fmt.Errorf("%s: %w", s.Type.Plural, err)
			}
		}
	}
	defer a.lock()()
	for _, s := range a.Objects() {
		if object := st.Objects[s.Type.Plural]; object != nil {
			s.restore(object)
		}
	}
	a.ids.Lock()
	defer a.ids.Unlock()
	a.keepAbove(st.LastID)
	return nil
}

func (s *Store) restore(st *ObjectState) {
	records := make([]*record.Record, len(st.Records))
	for i, r := range st.Records {
		records[i] = &record.Record{
			ID: r.ID, Created: r.Created, Modified: r.Modified, Archived: r.Archived, Values: record.Pack(s.Schema.Keyed(r.Values)),
		}
	}
	s.load(records)
	for _, e := range st.Events {
		e.key = s.Schema.AnyKey(e.Name)
		if known := s.history[e.ID]; len(known) >= keptEvents {
			s.history[e.ID] = slices.Clone(known[1:])
		}
		s.history[e.ID] = append(s.history[e.ID], e.Event)
	}
	for _, link := range st.Links {
		s.account.Associations.Add(s.ref(link.ID), link.Link)
	}
	for _, value := range st.Blocked {
		s.blocked[value] = true
	}
	for _, id := range st.Erased {
		s.erased[id] = true
		s.account.sawID(id)
	}
	for _, m := range st.Merges {
		s.moved[m[0]] = m[1]
		s.account.sawID(m[0])
	}
}

// Snapshot is an account as it was at one moment. It holds no lock: reading it may take any time.
type Snapshot struct {
	LastID  int64
	Objects []ObjectSnapshot // in the order of the account's object types
}

// ObjectSnapshot is the store of one object type as it was at one moment.
type ObjectSnapshot struct {
	*Store // for names; what it holds may have changed

	live, archived *btree.Map[int64, *record.Record]
	links          association.Snapshot
	history        map[int64][]Event
	blocked        map[string]bool
	moved          map[int64]int64
	erased         map[int64]bool
}

// Snapshot keeps the present state. Records are never changed, and lists only grow at their end, so that the containers
// are all that must be copied.
func (a *Account) Snapshot() Snapshot {
	a.Settle()
	defer a.lock()()
	taken := Snapshot{LastID: a.LastID()}
	links := a.Associations.Snapshot()
	for _, s := range a.Objects() {
		taken.Objects = append(taken.Objects, ObjectSnapshot{
			Store: s, live: s.live.Copy(), archived: s.archived.Copy(), links: links,
			history: maps.Clone(s.history), blocked: maps.Clone(s.blocked), moved: maps.Clone(s.moved),
			erased: maps.Clone(s.erased),
		})
	}
	return taken
}

// Exporter takes what a snapshot holds, piece by piece.
type Exporter struct {
	Record  func(r *record.Record, values map[string]string) error
	Event   func(id int64, name string, e Event) error
	Link    func(id int64, link association.Link) error
	Blocked func(value string) error
	Erased  func(id int64) error
	Merge   func(from, into int64) error
}

// Export hands everything to an Exporter in a fixed order.
func (s ObjectSnapshot) Export(to Exporter) error {
	for _, records := range []*btree.Map[int64, *record.Record]{s.live, s.archived} {
		var err error
		records.Scan(func(_ int64, r *record.Record) bool {
			err = s.exportRecord(r, to)
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	for _, value := range slices.Sorted(maps.Keys(s.blocked)) {
		if err := to.Blocked(value); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.erased)) {
		if err := to.Erased(id); err != nil {
			return err
		}
	}
	for _, from := range slices.Sorted(maps.Keys(s.moved)) {
		if err := to.Merge(from, s.moved[from]); err != nil {
			return err
		}
	}
	return nil
}

func (s ObjectSnapshot) exportRecord(r *record.Record, to Exporter) error {
	if err := to.Record(r, s.Schema.Stored(r)); err != nil {
		return err
	}
	if len(s.links) > 0 {
		for _, link := range s.links[association.Ref{Object: s.Type.Plural, ID: strconv.FormatInt(r.ID, 10)}] {
			if err := to.Link(r.ID, link); err != nil {
				return err
			}
		}
	}
	for _, e := range s.history[r.ID] {
		if err := to.Event(r.ID, s.Schema.Name(e.key), e); err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// State is everything a store holds, as plain values.
type State struct {
	LastID   int64
	Contacts []StateContact
	Events   []StateEvent
	Merges   [][2]int64 // from, into
	Ties     []StateTie
	Blocked  []string
}

// StateContact is one contact; times are milliseconds since 1970, Archived is 0 for a live one.
type StateContact struct {
	ID, Created, Modified, Archived int64
	Values                          map[string]string
}

// StateEvent is one remembered value of a contact's property.
type StateEvent struct {
	ID   int64
	Name string
	Event
}

// StateTie is one association of a contact.
type StateTie struct {
	ID int64
	Association
}

// Check reports a state that cannot be.
func (st State) Check() error {
	seen := make(map[int64]bool, len(st.Contacts))
	for _, c := range st.Contacts {
		if seen[c.ID] {
			return fmt.Errorf("contact %d stands twice", c.ID)
		}
		seen[c.ID] = true
	}
	into := map[int64]int64{}
	for _, m := range st.Merges {
		into[m[0]] = m[1]
	}
	for from := range into {
		steps := 0
		for id, merged := from, true; merged; id, merged = into[id], into[id] != 0 {
			if steps++; steps > len(into)+1 {
				return fmt.Errorf("contact %d was merged into itself", from)
			}
		}
	}
	return nil
}

// Import replaces everything by a state that has passed Check. The index knows it at once.
func (s *Store) Import(st State) {
	s.Clear()
	records := make([]*record.Record, len(st.Contacts))
	for i, c := range st.Contacts {
		records[i] = &record.Record{
			ID: c.ID, Created: c.Created, Modified: c.Modified, Archived: c.Archived, Values: record.Pack(s.keyed(c.Values)),
		}
	}
	s.Load(records)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID = max(s.lastID, st.LastID)
	for _, e := range st.Events {
		e.key = s.schema.Number(e.Name)
		s.history[e.ID] = append(s.history[e.ID], e.Event)
	}
	for _, tie := range st.Ties {
		s.associate(tie.ID, []Association{tie.Association})
	}
	for _, email := range st.Blocked {
		s.blocked[email] = true
	}
	for _, m := range st.Merges {
		s.moved[m[0]] = m[1]
	}
}

// Exporter takes what a snapshot holds, piece by piece.
type Exporter struct {
	Contact func(r *record.Record, values map[string]string) error
	Event   func(id int64, name string, e Event) error
	Tie     func(id int64, a Association) error
	Blocked func(email string) error
	Merge   func(from, into int64) error
}

// Snapshot is a store as it was at one moment. It holds no lock: whoever reads it may take as long as they like.
type Snapshot struct {
	LastID int64

	store          *Store // for the names of properties
	live, archived *btree.Map[int64, *record.Record]
	associations   map[int64][]Association
	history        map[int64][]Event
	blocked        map[string]bool
	moved          map[int64]int64
}

// Snapshot keeps the present state. Records are never changed, and lists only grow at their end, so that what holds
// them is all that must be copied.
func (s *Store) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Snapshot{
		LastID: s.lastID, store: s, live: s.live.Copy(), archived: s.archived.Copy(),
		associations: maps.Clone(s.associations), history: maps.Clone(s.history),
		blocked: maps.Clone(s.blocked), moved: maps.Clone(s.moved),
	}
}

// Export gives everything in a fixed order.
func (s *Snapshot) Export(to Exporter) error {
	var err error
	each := func(_ int64, r *record.Record) bool {
		if err = to.Contact(r, s.store.stored(r)); err != nil {
			return false
		}
		for _, a := range s.associations[r.ID] {
			if err = to.Tie(r.ID, a); err != nil {
				return false
			}
		}
		for _, e := range s.history[r.ID] {
			if err = to.Event(r.ID, s.store.schema.Name(e.key), e); err != nil {
				return false
			}
		}
		return true
	}
	s.live.Scan(each)
	if err == nil {
		s.archived.Scan(each)
	}
	if err != nil {
		return err
	}
	for _, email := range slices.Sorted(maps.Keys(s.blocked)) {
		if err := to.Blocked(email); err != nil {
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

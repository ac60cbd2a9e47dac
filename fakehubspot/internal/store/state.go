package store

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// State is everything that an account holds, as plain values.
type State struct {
	LastID  int64
	Objects map[string]*ObjectState // by the plural name of the object type
	Ties    []StateTie
}

// StateTie is one type by which a record is associated with another. The other direction is not needed.
type StateTie struct {
	From, To association.Ref
	Kind     association.Kind
}

// ObjectState is everything that the store of one object type holds.
type ObjectState struct {
	Records []StateRecord
	Events  []StateEvent
	Merges  [][2]int64 // from, into
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

// Import fills an account without records with a state that names only object types of the account; one that contradicts
// itself is an error, after which the account is of no use. The indexes know the records at once.
func (a *Account) Import(st State) error {
	for _, s := range a.types.Load().all() {
		if object := st.Objects[s.Type.Plural]; object != nil {
			if err := s.check(object); err != nil {
				return fmt.Errorf("%s: %w", s.Type.Plural, err)
			}
		}
	}
	defer a.lock()()
	for _, s := range a.types.Load().all() {
		if object := st.Objects[s.Type.Plural]; object != nil {
			s.restore(object)
		}
	}
	if err := a.restoreTies(st.Ties); err != nil {
		return err
	}
	a.ids.Lock()
	defer a.ids.Unlock()
	a.keepAbove(st.LastID)
	return nil
}

// restoreTies associates records. Archived ones keep their associations to themselves.
func (a *Account) restoreTies(all []StateTie) error {
	if err := a.Associations.Whole(); err != nil {
		return err
	}
	for _, tie := range all {
		if s, known := a.Object(tie.From.TypeID); known && !s.has(tie.From.ID) {
			return fmt.Errorf("there is an association of record %d, but no such record", tie.From.ID)
		}
		if err := a.Associations.Reinstate(tie.From, tie.To, tie.Kind); err != nil {
			return err
		}
	}
	for _, s := range a.types.Load().all() {
		s.archived.Scan(func(id int64, _ *record.Record) bool {
			a.Associations.Hide(s.Ref(id))
			return true
		})
	}
	return nil
}

// has reports whether a record is live or archived.
func (s *Store) has(id int64) bool {
	_, live := s.live.Get(id)
	_, archived := s.archived.Get(id)
	return live || archived
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
	Objects []ObjectSnapshot // in the order of the account's object types, archived ones last
	Ties    association.Snapshot
}

// ObjectSnapshot is the store of one object type as it was at one moment.
type ObjectSnapshot struct {
	*Store // for names; what it holds may have changed

	live, archived *btree.Map[int64, *record.Record]
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
	taken := Snapshot{LastID: a.LastID(), Ties: a.Associations.Snapshot()}
	for _, s := range a.types.Load().all() {
		taken.Objects = append(taken.Objects, ObjectSnapshot{
			Store: s, live: s.live.Copy(), archived: s.archived.Copy(),
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
	for _, e := range s.history[r.ID] {
		if err := to.Event(r.ID, s.Schema.Name(e.key), e); err != nil {
			return err
		}
	}
	return nil
}

// Package store holds the records of one account, live and archived, and is the only one that changes them.
//
// An Account has a Store for each object type. Every write happens at one instant of the account's clock, makes a new
// record.Record, and tells the search index of the type.
package store

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tidwall/btree"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Quirks are HubSpot's quirks that no source settles.
type Quirks struct {
	// ArchivingModifies moves the time of modification when a record is archived.
	ArchivingModifies bool
	// IDsFollowCreation gives each new record a larger ID than all before it.
	IDsFollowCreation bool
	// TouchedAfterCreation moves the time of modification of a new record twice more, some seconds and some hours later.
	TouchedAfterCreation bool
	// EqualWritesModify moves the time of modification when a record is given the values that it has.
	EqualWritesModify bool
	// NormalizesValues keeps phone numbers, domains, numbers and choices in a normal form.
	NormalizesValues bool
	// StagesGoForward keeps the lifecycle stage of a record that an app wants to go back.
	StagesGoForward bool
	// MergedAreArchived lists records that were merged away among the archived ones.
	MergedAreArchived bool
}

// Account is the stores of one account and what they share: the clock, the IDs, the order of all writes and the
// associations.
//
// Locks are taken in this order: that of the object types, the stores as they are listed, then what the account shares.
type Account struct {
	Associations *association.Store
	Owners       *owner.Set

	now    func() time.Time
	seed   uint64
	quirks Quirks

	defining   sync.Mutex // one change of the object types at a time
	types      atomic.Pointer[types]
	lastNumber int64 // of an object type of its own; guarded by defining

	seq    atomic.Uint64 // of the latest write
	ids    sync.Mutex
	lastID int64            // the largest that was given; guarded by ids
	given  btree.Set[int64] // all that were given, to whichever type of record; guarded by ids
}

// NewAccount returns an account without records. The seed decides the IDs of new records, and all that is drawn.
func NewAccount(all []*object.Type, now func() time.Time, seed uint64, quirks Quirks) *Account {
	a := &Account{Associations: association.NewStore(), Owners: owner.NewSet(seed, now), now: now, seed: seed, quirks: quirks}
	first := types{live: make([]*Store, len(all))}
	for i, t := range all {
		first.live[i] = a.newStore(t)
	}
	a.types.Store(&first)
	return a
}

// newStore returns the store of an object type, without records.
func (a *Account) newStore(t *object.Type) *Store {
	s := schema.New(t.Schema, a.now)
	if a.quirks.NormalizesValues {
		s.Normalize()
	}
	keys := t.Keys(s)
	st := &Store{Type: t, Schema: s, Index: index.New(a.seed, a.now, keys), account: a, keys: keys}
	if t.Identity.Property != "" {
		st.identity, st.additional = s.AnyKey(t.Identity.Property), s.AnyKey(t.Identity.Additional)
	}
	if t.Pipelines != nil {
		st.Pipelines = pipeline.NewSet(*t.Pipelines, a.now)
	}
	st.defined.Store(&Definition{Settings: t.Settings})
	st.begin()
	return st
}

// types are the stores of an account. A state of them is never changed.
type types struct {
	live     []*Store
	archived []*Store // of object types of the account's own that it archived
}

// all are the live ones and then the archived ones.
func (t *types) all() []*Store { return slices.Concat(t.live, t.archived) }

// Objects returns the stores of all object types but archived ones. The list is not changed by what the account defines
// later.
func (a *Account) Objects() []*Store { return a.types.Load().live }

// ArchivedObjects returns the stores of the object types of its own that the account archived.
func (a *Account) ArchivedObjects() []*Store { return a.types.Load().archived }

// Object returns the store of the object type that goes by any of its names.
func (a *Account) Object(name string) (*Store, bool) {
	for _, s := range a.Objects() {
		if s.Type.Match(name) {
			return s, true
		}
	}
	return nil, false
}

// lock keeps all writes, reads and changes of the object types out until the function that it returns is called.
func (a *Account) lock() (unlock func()) {
	a.defining.Lock()
	stores := a.types.Load().all()
	for _, s := range stores {
		s.mu.Lock()
	}
	return func() {
		for _, s := range stores {
			s.mu.Unlock()
		}
		a.defining.Unlock()
	}
}

package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

// Definition is what an object type is at present, apart from its properties and associations. A Definition that was
// handed out does not change.
type Definition struct {
	Settings object.Settings
	// Created, Updated and Archived are milliseconds since 1970. HubSpot's own object types are there since then; Archived is
	// 0 for all that have not been archived.
	Created, Updated, Archived int64
}

// Definition returns the present one.
func (s *Store) Definition() Definition { return *s.defined.Load() }

// Errors of changes to object types.
var (
	// ErrNoType is returned for an object type that is not there, or is not one of the account's own.
	ErrNoType = errors.New("the account has no object type of its own by this name")
	// ErrHasRecords is returned for archiving an object type that has records.
	ErrHasRecords = errors.New("the object type still has records")
	// ErrTooManyTypes is returned for one more object type than an account can have.
	ErrTooManyTypes = fmt.Errorf("an account has at most %d object types of its own", MaxTypes)
)

// MaxTypes is how many object types of its own an account can have, archived ones included.
const MaxTypes = 200

// NameTakenError is returned for an object type one of whose names another one has.
type NameTakenError struct{ Name string }

func (e *NameTakenError) Error() string {
	return fmt.Sprintf("an object type by the name of %q exists", e.Name)
}

// Define adds an object type to an account while it runs. Its index is as late as those of the others. The error is a
// *NameTakenError or ErrTooManyTypes.
func (a *Account) Define(t *object.Type) (*Store, error) {
	a.defining.Lock()
	defer a.defining.Unlock()
	added := a.newStore(t)
	return added, a.add(added)
}

// add publishes a new store. The caller holds the lock of the object types.
func (a *Account) add(s *Store) error {
	present := a.types.Load()
	own := 0
	for _, other := range present.all() {
		if name, taken := other.Type.Shares(s.Type.Names); taken {
			return &NameTakenError{name}
		}
		if s.Type.Own != "" && strings.EqualFold(s.Type.Own, other.Type.Own) {
			return &NameTakenError{s.Type.Own}
		}
		if other.Type.Own != "" {
			own++
		}
	}
	if own >= MaxTypes {
		return ErrTooManyTypes
	}
	if len(present.live) > 0 {
		lag, _ := present.live[0].Index.Lag()
		if err := s.Index.SetLag(lag); err != nil {
			return err
		}
	}
	next := types{live: present.live, archived: present.archived}
	if s.Definition().Archived == 0 {
		next.live = append(slices.Clone(next.live), s)
	} else {
		next.archived = append(slices.Clone(next.archived), s)
	}
	a.types.Store(&next)
	return nil
}

// Redefine changes the settings of an object type of the account's own, unless change returns an error.
func (a *Account) Redefine(name string, change func(*Store, *object.Settings) error) (*Store, error) {
	a.defining.Lock()
	defer a.defining.Unlock()
	s, known := a.Object(name)
	if !known || s.Type.Own == "" {
		return nil, ErrNoType
	}
	next := s.Definition()
	if err := change(s, &next.Settings); err != nil {
		return nil, err
	}
	next.Updated = s.millis()
	s.defined.Store(&next)
	return s, nil
}

// ArchiveType archives an object type of the account's own that has no records: nothing but its definition can be read
// afterwards. One that is gone for good never was; its name is free again.
func (a *Account) ArchiveType(name string, forGood bool) error {
	a.defining.Lock()
	defer a.defining.Unlock()
	present := a.types.Load()
	goes := func(s *Store) bool { return s.Type.Own != "" && s.Type.Match(name) }
	kept := types{
		live:     slices.DeleteFunc(slices.Clone(present.live), goes),
		archived: present.archived,
	}
	if i := slices.IndexFunc(present.live, goes); i >= 0 {
		s := present.live[i]
		if s.Len() > 0 {
			return ErrHasRecords
		}
		if !forGood {
			next := s.Definition()
			next.Archived = s.millis()
			s.defined.Store(&next)
			kept.archived = append(slices.Clone(kept.archived), s)
		}
	} else if forGood && slices.ContainsFunc(present.archived, goes) {
		kept.archived = slices.DeleteFunc(slices.Clone(present.archived), goes)
	} else {
		return ErrNoType
	}
	a.types.Store(&kept)
	for _, s := range present.all() {
		if goes(s) && !slices.Contains(kept.archived, s) {
			a.Associations.Leave(s.Type.TypeID)
		}
	}
	return nil
}

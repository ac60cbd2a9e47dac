package owner

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Errors that the methods of Set wrap.
var (
	ErrNotFound = errors.New("not found")
	ErrTaken    = errors.New("already taken")
)

// MaxOwners is the most owners that an account has.
const MaxOwners = 10_000

// Set holds the owners of one account. It is safe for concurrent use.
type Set struct {
	now func() time.Time

	mu     sync.RWMutex
	owners []Owner // by ascending ID
}

// NewSet returns the owners that an account begins with, drawn by its seed. now is the account's clock.
func NewSet(seed uint64, now func() time.Time) *Set {
	return &Set{now: now, owners: first(seed)}
}

// All returns all owners, archived ones too, by ascending ID.
func (s *Set) All() []Owner {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Owner, len(s.owners))
	for i, o := range s.owners {
		all[i] = o.clone()
	}
	return all
}

// List returns the owners that are archived, or those that are not, by ascending ID.
func (s *Set) List(archived bool) []Owner {
	return slices.DeleteFunc(s.All(), func(o Owner) bool { return o.Archived != archived })
}

// Get returns the owner of that ID, archived or not.
func (s *Set) Get(id int64) (Owner, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, found := s.index(id)
	if !found {
		return Owner{}, false
	}
	return s.owners[i].clone(), true
}

// Add adds an owner and returns it with its ID, its user's ID if it is a person, and its times. An email address that
// another owner has, archived or not, is ErrTaken.
func (s *Set) Add(o Owner) (Owner, error) {
	if err := o.Check(); err != nil {
		return Owner{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.owners) >= MaxOwners {
		return Owner{}, fmt.Errorf("there are already %d owners, the most that an account has", MaxOwners)
	}
	last := Owner{ID: firstID, UserID: firstUserID}
	for _, other := range s.owners {
		last.ID, last.UserID = max(last.ID, other.ID), max(last.UserID, other.UserID)
	}
	o = o.clone()
	o.ID, o.UserID, o.Archived = last.ID+idStep, 0, false
	if o.Type == Person {
		o.UserID = last.UserID + 1
	}
	o.Created = s.now()
	o.Updated = o.Created
	if err := s.free(o); err != nil {
		return Owner{}, err
	}
	s.owners = append(s.owners, o)
	return o.clone(), nil
}

// Change changes an owner by edit, which may set everything but its IDs and times, and returns it. Its time of change
// moves only if something is different afterwards.
func (s *Set) Change(id int64, edit func(*Owner)) (Owner, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.index(id)
	if !found {
		return Owner{}, fmt.Errorf("owner %d: %w", id, ErrNotFound)
	}
	known := s.owners[i]
	changed := known.clone()
	edit(&changed)
	changed.ID, changed.UserID, changed.Created, changed.Updated = known.ID, known.UserID, known.Created, known.Updated
	if changed.equal(known) {
		return known.clone(), nil
	}
	if changed.Type != known.Type {
		return Owner{}, fmt.Errorf("type of owner %d must stay %s", id, known.Type)
	}
	changed.Updated = s.now()
	if err := errors.Join(changed.Check(), s.free(changed)); err != nil {
		return Owner{}, err
	}
	s.owners[i] = changed.clone()
	return changed, nil
}

// Replace puts other owners in the place of all, as an import does. They need IDs and times; an error changes nothing.
func (s *Set) Replace(owners []Owner) error {
	fresh := &Set{}
	for _, o := range owners {
		if _, twice := fresh.index(o.ID); twice || o.ID <= 0 {
			return fmt.Errorf("id of an owner must be a positive integer that no other owner has, got %d", o.ID)
		}
		if err := errors.Join(o.Check(), fresh.free(o)); err != nil {
			return fmt.Errorf("owner %d: %w", o.ID, err)
		}
		i, _ := fresh.index(o.ID)
		fresh.owners = slices.Insert(fresh.owners, i, o.clone())
	}
	if len(owners) > MaxOwners {
		return fmt.Errorf("owners must be at most %d, got %d", MaxOwners, len(owners))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owners = fresh.owners
	return nil
}

// index returns where the owner of an ID is, or would be.
func (s *Set) index(id int64) (int, bool) {
	return slices.BinarySearchFunc(s.owners, id, func(o Owner, id int64) int { return cmp.Compare(o.ID, id) })
}

// free reports an email address that another owner has.
func (s *Set) free(o Owner) error {
	for _, other := range s.owners {
		if o.Email != "" && other.ID != o.ID && strings.EqualFold(other.Email, o.Email) {
			return fmt.Errorf("email %q of owner %d is %w", short(o.Email), other.ID, ErrTaken)
		}
	}
	return nil
}

func (o Owner) clone() Owner {
	o.Teams = slices.Clone(o.Teams)
	return o
}

func (o Owner) equal(other Owner) bool {
	return o.Type == other.Type && o.Email == other.Email && o.FirstName == other.FirstName && o.LastName == other.LastName &&
		o.Archived == other.Archived && slices.Equal(o.Teams, other.Teams)
}

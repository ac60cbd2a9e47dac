package owner_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// An account begins with a few owners of every kind, which its seed decides.
func TestFirstOwners(t *testing.T) {
	one, again, other := owner.NewSet(1, atNoon), owner.NewSet(1, atNoon), owner.NewSet(2, atNoon)
	if !reflect.DeepEqual(one.All(), again.All()) || reflect.DeepEqual(one.All(), other.All()) {
		t.Error("the seed does not decide the owners")
	}
	if len(one.List(false)) != 6 || len(one.List(true)) != 1 {
		t.Errorf("%d live and %d archived owners, want 6 and 1", len(one.List(false)), len(one.List(true)))
	}
	queues, last := 0, int64(0)
	for _, o := range one.All() {
		if err := o.Check(); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
		if o.Type == owner.Queue {
			queues++
		}
		if o.ID <= last || !o.Created.Before(noon) || o.Updated.Before(o.Created) {
			t.Errorf("%+v comes after %d", o, last)
		}
		last = o.ID
	}
	if queues != 1 {
		t.Errorf("%d queues, want 1", queues)
	}
}

func TestOwnersComeAndChange(t *testing.T) {
	now := noon
	s := owner.NewSet(1, func() time.Time { return now })
	added, err := s.Add(owner.Owner{Type: owner.Person, Email: "new@example.com", FirstName: "New"})
	if err != nil || !added.Created.Equal(noon) || !added.Updated.Equal(noon) || added.UserID == 0 {
		t.Fatalf("%+v, %v", added, err)
	}
	now = now.Add(time.Hour)
	same, err := s.Change(added.ID, func(o *owner.Owner) { o.FirstName = "New"; o.Created = now; o.ID = 7 })
	if err != nil || !reflect.DeepEqual(same, added) {
		t.Errorf("a change of nothing: %+v, %v", same, err)
	}
	gone, err := s.Change(added.ID, func(o *owner.Owner) { o.Archived = true })
	if err != nil || !gone.Archived || !gone.Updated.Equal(now) || !gone.Created.Equal(noon) || gone.UserID != added.UserID {
		t.Errorf("archived: %+v, %v", gone, err)
	}
	if _, err := s.Change(7, func(*owner.Owner) {}); !errors.Is(err, owner.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	for name, test := range map[string]struct {
		owner owner.Owner
		says  string
	}{
		"taken, also by an archived one": {owner.Owner{Type: owner.Person, Email: "NEW@example.com"}, "already taken"},
		"no address":                     {owner.Owner{Type: owner.Person, Email: "new"}, "email of a person must be an email address"},
		"no type":                        {owner.Owner{Email: "x@example.com"}, "type must be PERSON or QUEUE"},
		"queue with an address":          {owner.Owner{Type: owner.Queue, Email: "x@example.com"}, "must be empty"},
		"team without a name":            {owner.Owner{Type: owner.Queue, Teams: []owner.Team{{ID: "1"}}}, "teams[0] must have"},
		"two primary teams": {
			owner.Owner{Type: owner.Queue, Teams: []owner.Team{{ID: "1", Name: "a", Primary: true}, {ID: "2", Name: "b", Primary: true}}}, "at most one",
		},
		"a team twice": {owner.Owner{Type: owner.Queue, Teams: []owner.Team{{ID: "1", Name: "a"}, {ID: "1", Name: "b"}}}, "given twice"},
		"long":         {owner.Owner{Type: owner.Queue, FirstName: strings.Repeat("x", 1_001)}, "at most 1,000 bytes"},
	} {
		if _, err := s.Add(test.owner); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Change(added.ID, func(o *owner.Owner) { o.Type, o.Email = owner.Queue, "" }); err == nil {
		t.Error("a person became a queue")
	}
	if len(s.All()) != 8 {
		t.Errorf("%d owners, want 8", len(s.All()))
	}
}

// What a set says goes into another one, and nothing that is wrong does.
func TestOwnersOfAnotherSet(t *testing.T) {
	from, to := owner.NewSet(1, atNoon), owner.NewSet(2, atNoon)
	if err := to.Replace(from.All()); err != nil || !reflect.DeepEqual(from.All(), to.All()) {
		t.Errorf("%v; %+v", err, to.All())
	}
	one := owner.Owner{ID: 1, Type: owner.Person, Email: "a@example.com"}
	twin := owner.Owner{ID: 2, Type: owner.Person, Email: "a@example.com"}
	for name, owners := range map[string][]owner.Owner{
		"no id": {{Type: owner.Queue}}, "an id twice": {one, one}, "an address twice": {one, twin}, "no type": {{ID: 3}},
	} {
		if err := to.Replace(owners); err == nil || !reflect.DeepEqual(from.All(), to.All()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	held := to.All()
	held[0].Teams[0].Name = "changed"
	if reflect.DeepEqual(held, to.All()) {
		t.Error("a caller can change the owners that it was given")
	}
}

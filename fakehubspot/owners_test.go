package fakehubspot_test

import (
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

func TestOwnersOfTheLibrary(t *testing.T) {
	c := start(t, fakehubspot.Frozen(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)))
	first := c.hub.Owners()
	kim, err := c.hub.AddOwner(fakehubspot.Owner{Type: fakehubspot.OwnerPerson, Email: "kim@example.com", Teams: []fakehubspot.Team{{ID: "7", Name: "East"}}})
	if err != nil || kim.ID == "" || !kim.CreatedAt.Equal(c.hub.Now()) {
		t.Fatalf("%+v, %v", kim, err)
	}
	if _, err := c.hub.AddOwner(fakehubspot.Owner{Type: fakehubspot.OwnerPerson, Email: "KIM@example.com"}); !errors.Is(err, fakehubspot.ErrTaken) {
		t.Errorf("an address twice: %v", err)
	}
	if _, err := c.hub.AddOwner(fakehubspot.Owner{Email: "x@example.com"}); !errors.Is(err, fakehubspot.ErrInvalid) {
		t.Errorf("no type: %v", err)
	}
	if _, err := c.hub.ChangeOwner(fakehubspot.Owner{ID: "9"}); !errors.Is(err, fakehubspot.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	c.want(http.StatusOK, "GET /crm/v3/owners/"+kim.ID)
	kim.Archived = true
	gone, err := c.hub.ChangeOwner(kim)
	if err != nil || !gone.Archived || len(gone.Teams) != 1 {
		t.Errorf("%+v, %v", gone, err)
	}
	c.want(http.StatusNotFound, "GET /crm/v3/owners/"+kim.ID)
	if err := c.hub.Reset(); err != nil || !reflect.DeepEqual(c.hub.Owners(), first) {
		t.Errorf("after a reset: %v, %+v", err, c.hub.Owners())
	}
}

package fakehubspot_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// An object type of the account's own has records like the others, can be associated and made up, and is in an export.
func TestDefiningAnObjectType(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	car := fakehubspot.Schema{
		Name: "car", Labels: fakehubspot.SchemaLabels{Singular: "Car", Plural: "Cars"}, PrimaryDisplayProperty: "vin",
		RequiredProperties: []string{"vin"}, AssociatedObjects: []string{"contacts"},
		Properties: []fakehubspot.SchemaProperty{{Name: "vin", HasUniqueValue: true}, {Name: "doors", Type: fakehubspot.PropertyNumber}},
	}
	cars, err := c.hub.Define(car)
	if err != nil {
		t.Fatal(err)
	}
	one, err := cars.Create(map[string]string{"vin": "V1", "doors": "4"})
	if err != nil {
		t.Fatal(err)
	}
	if err := cars.Seed(5, ""); err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusOK, "GET /crm/v3/objects/p_car/"+one.ID+"?properties=doors", `"doors":"4"`)
	c.want(http.StatusOK, "POST /_fake/objects/p_car/change {\"count\":2}", `{"changed":["`)
	if err := c.hub.Associate(fakehubspot.Ref{Object: "p_car", ID: one.ID}, fakehubspot.Ref{Object: "contacts", ID: "51"}); err != nil {
		t.Error(err)
	}
	state := c.want(http.StatusOK, "GET /_fake/state", `"kind":"schema"`, `"object":"p62515_car"`)
	other := start(t)
	other.want(http.StatusOK, "PUT /_fake/state "+state)
	if again := other.want(http.StatusOK, "GET /_fake/state"); again != state {
		t.Errorf("got\n%s\nwant\n%s", again, state)
	}
	if all, err := other.hub.Object("p62515_car").All(); err != nil || len(all) != 6 {
		t.Errorf("%d, %v", len(all), err)
	}
	if _, err := c.hub.Define(car); !errors.Is(err, fakehubspot.ErrTaken) {
		t.Errorf("twice: %v", err)
	}
	if _, err := c.hub.Define(fakehubspot.Schema{Name: "truck"}); !errors.Is(err, fakehubspot.ErrInvalid) {
		t.Errorf("without labels: %v", err)
	}
}

package convergence

import (
	"fmt"
	"maps"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// object is what the histories know of an object type.
type object struct {
	name  string   // in HubSpot's paths
	shown []string // the properties that its pipes show
	title string   // one of them, which people change
	needs map[string]string
	email bool                // each record has its own address
	own   *fakehubspot.Schema // with which the account defines it; nil if HubSpot does
}

// The object types of the histories.
var (
	contacts = object{
		name: "contacts", title: "lastname", email: true,
		shown: []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"},
	}
	companies = object{
		name: "companies", title: "name",
		shown: []string{"createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"},
	}
	deals = object{
		name: "deals", title: "dealname",
		needs: map[string]string{"pipeline": "default", "dealstage": "appointmentscheduled"},
		shown: []string{"amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate", "hs_object_id", "pipeline"},
	}
)

// cars are custom objects.
var cars = object{name: "p_car", title: "model", shown: []string{"model"}, own: &fakehubspot.Schema{
	Name: "car", Labels: fakehubspot.SchemaLabels{Singular: "Car", Plural: "Cars"}, PrimaryDisplayProperty: "model",
	RequiredProperties: []string{"model"}, Properties: []fakehubspot.SchemaProperty{{Name: "model"}}, AssociatedObjects: []string{"contacts"},
}}

// objectsOf are the object types of an account.
func objectsOf(everything bool) []object {
	if everything {
		return []object{contacts, companies, deals, cars}
	}
	return []object{contacts}
}

// created are the properties of the nth new record.
func (o object) created(n int) map[string]string {
	properties := map[string]string{o.title: fmt.Sprintf("New %d", n)}
	if o.email {
		properties["email"] = fmt.Sprintf("new-%d@example.com", n)
	}
	maps.Copy(properties, o.needs)
	return properties
}

// live are the records of an object type, by ascending ID.
func (w *world) live(o object) ([]fakehubspot.Record, error) { return w.hub.Object(o.name).All() }

// archived are the archived ones.
func (w *world) archived(o object) ([]fakehubspot.Record, error) {
	return w.hub.Object(o.name).Archived()
}

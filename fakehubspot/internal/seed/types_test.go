package seed_test

import (
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
)

// request asks for records of any object type: there are stages and owners for those that use them.
func request(profile string, first, count int) seed.Request {
	return seed.Request{
		Seed: 3, Profile: profile, First: first, Count: count, Reserve: after(3, int64(first)),
		Stages: []seed.Stage{{Pipeline: "default", ID: "new"}, {Pipeline: "default", ID: "won"}}, Owners: []string{"7", "8"},
	}
}

func records(t *testing.T, one *object.Type, s *schema.Schema, r seed.Request) []*record.Record {
	t.Helper()
	r.Needs = one.Settings.Required
	all, err := seed.Records(one, s, r)
	if err != nil {
		t.Fatalf("%s: %v", one.Plural, err)
	}
	return all
}

// What is made up of a standard object type is what an account could have: values that the schema takes, all those that a
// new record needs, and none twice that only one record can have.
func TestEveryTypeObeysItsSchema(t *testing.T) {
	for _, one := range object.Types {
		s := schema.New(one.Schema, time.Now)
		for _, profile := range seed.Profiles() {
			unique := map[[2]string]bool{}
			for _, r := range records(t, one, s, request(profile, 0, 300)) {
				values := map[string]string{}
				for key, value := range r.Values.All() {
					name := s.Name(key)
					p, known := s.Property(name)
					if !known {
						t.Fatalf("%s: no property %s", one.Plural, name)
					}
					if p.HasUniqueValue {
						if unique[[2]string{name, value}] {
							t.Fatalf("%s: %s %q twice", one.Plural, name, value)
						}
						unique[[2]string{name, value}] = true
					}
					if !p.Modification.ReadOnlyValue {
						values[name] = value
					}
				}
				stored, err := s.Check(values)
				if err != nil {
					t.Fatalf("%s %s %d: %v", one.Plural, profile, r.ID, err)
				}
				if stored[one.Identity.Property] != values[one.Identity.Property] {
					t.Fatalf("%s: %v is not stored so", one.Plural, values)
				}
				for _, name := range one.Settings.Required {
					if values[name] == "" {
						t.Fatalf("%s %s %d has no %s: %v", one.Plural, profile, r.ID, name, values)
					}
				}
				if r.Modified < r.Created || len(values) == 0 {
					t.Fatalf("%s %s: %+v", one.Plural, profile, r)
				}
			}
		}
	}
}

// The place in the sequence of its type decides a record, of whatever type, and no type's sequence is another's.
func TestThePlaceDecidesTheRecord(t *testing.T) {
	for _, one := range object.Types {
		s := schema.New(one.Schema, time.Now)
		all := records(t, one, s, request("", 0, 60))
		part := request("", 50, 10)
		part.Reserve = func(int) []int64 {
			ids := make([]int64, 10)
			for i := range ids {
				ids[i] = all[50+i].ID
			}
			return ids
		}
		for i, r := range records(t, one, s, part) {
			if *r != *all[50+i] {
				t.Errorf("%s %d: %+v, want %+v", one.Plural, 50+i, *r, *all[50+i])
			}
		}
	}
	orders := records(t, object.Orders, schema.New(object.Orders.Schema, time.Now), request("", 0, 10))
	carts := records(t, object.Carts, schema.New(object.Carts.Schema, time.Now), request("", 0, 10))
	if orders[9].Created == carts[9].Created {
		t.Error("the tenth order and the tenth cart are of the same millisecond")
	}
}

// Records of a type that the account defined are made up from its properties.
func TestACustomTypeIsMadeUpFromItsProperties(t *testing.T) {
	car := &object.Type{
		Names: object.Names{Plural: "p1_car", Singular: "p_car", TypeID: "2-7"},
		Schema: schema.Definition{
			Created: "hs_createdate", Modified: "hs_lastmodifieddate", Groups: []schema.Group{{Name: "car", Label: "Car"}},
			Properties: []*schema.Property{
				{Name: "vin", Type: schema.String, FieldType: "text", HasUniqueValue: true},
				{Name: "doors", Type: schema.Number, FieldType: "number"},
				{Name: "sold", Type: schema.Date, FieldType: "date"},
				{Name: "color", Type: schema.Enumeration, FieldType: "select", Options: []schema.Option{{Value: "red"}, {Value: "blue"}}},
			},
		},
	}
	s := schema.New(car.Schema, time.Now)
	filled := map[string]int{}
	vins := map[string]bool{}
	for _, r := range records(t, car, s, request("", 0, 200)) {
		for key, value := range r.Values.All() {
			filled[s.Name(key)]++
			if s.Name(key) == "vin" {
				vins[value] = true
			}
		}
	}
	if len(vins) != 200 || filled["doors"] < 100 || filled["sold"] < 100 || filled["color"] < 100 {
		t.Errorf("%d different vins; set: %v", len(vins), filled)
	}
}

// A change of the present is another value that the property takes.
func TestNewValuesObeyTheSchema(t *testing.T) {
	for _, one := range object.Types {
		s := schema.New(one.Schema, time.Now)
		first, second := seed.NewValue(one, s, 1, 7, 1), seed.NewValue(one, s, 1, 7, 2)
		if _, err := s.Check(first); err != nil || len(first) != 1 {
			t.Errorf("%s: %v, %v", one.Plural, first, err)
		}
		for name := range first {
			if first[name] == second[name] || first[name] == "" {
				t.Errorf("%s: %v, then %v", one.Plural, first, second)
			}
		}
	}
}

package fakehubspot_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// Associations are known from both sides, and the methods of Server change them as the API does.
func TestAssociating(t *testing.T) {
	hub := start(t).hub
	made := func(object string, values map[string]string) fakehubspot.Ref {
		t.Helper()
		r, err := hub.Object(object).Create(values)
		if err != nil {
			t.Fatal(err)
		}
		return fakehubspot.Ref{Object: object, ID: r.ID}
	}
	ada, acme := made("contact", map[string]string{"email": "ada@x.no"}), made("companies", map[string]string{"name": "Acme"})
	primary := fakehubspot.AssociationType{Category: fakehubspot.HubSpotDefined, TypeID: 1}
	want := func(from fakehubspot.Ref, to string, all ...fakehubspot.Association) {
		t.Helper()
		got, err := hub.Associations(from, to)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(append([]fakehubspot.Association{}, all...), got); diff != "" {
			t.Error(diff)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(hub.Associate(ada, acme, primary))
	both := []fakehubspot.AssociationType{{Category: "HUBSPOT_DEFINED", TypeID: 1, Label: "Primary"}, {Category: "HUBSPOT_DEFINED", TypeID: 279}}
	want(ada, "companies", fakehubspot.Association{To: acme.ID, Types: both})
	want(acme, "0-1", fakehubspot.Association{To: ada.ID, Types: []fakehubspot.AssociationType{
		{Category: "HUBSPOT_DEFINED", TypeID: 2, Label: "Primary"}, {Category: "HUBSPOT_DEFINED", TypeID: 280},
	}})
	there, back, err := hub.DefineLabel("contacts", "companies", "boss", "Boss", "Firm")
	must(err)
	if there.Label != "Boss" || back.Label != "Firm" || there.TypeID == back.TypeID || there.Category != fakehubspot.UserDefined {
		t.Errorf("%+v, %+v", there, back)
	}
	must(hub.Associate(ada, acme, fakehubspot.AssociationType{Label: "Boss"}))
	want(ada, "companies", fakehubspot.Association{To: acme.ID, Types: append(both, there)})
	must(hub.Dissociate(ada, acme, there, primary))
	want(ada, "companies", fakehubspot.Association{To: acme.ID, Types: both[1:]})
	must(hub.Dissociate(acme, ada))
	want(ada, "companies")
	must(hub.Dissociate(acme, ada))

	for name, one := range map[string]struct{ err, want error }{
		"no such record":   {hub.Associate(ada, fakehubspot.Ref{Object: "companies", ID: "9"}), fakehubspot.ErrNotFound},
		"no such object":   {hub.Associate(ada, fakehubspot.Ref{Object: "llamas", ID: "9"}), fakehubspot.ErrNotFound},
		"no number":        {hub.Associate(ada, fakehubspot.Ref{Object: "companies", ID: "x"}), fakehubspot.ErrInvalid},
		"itself":           {hub.Associate(ada, ada), fakehubspot.ErrInvalid},
		"type of another":  {hub.Associate(ada, acme, fakehubspot.AssociationType{Category: "HUBSPOT_DEFINED", TypeID: 5}), fakehubspot.ErrInvalid},
		"type of no name":  {hub.Dissociate(ada, acme, fakehubspot.AssociationType{}), fakehubspot.ErrInvalid},
		"of no record":     {second(hub.Associations(fakehubspot.Ref{Object: "deals", ID: "9"}, "contacts")), fakehubspot.ErrNotFound},
		"to no object":     {second(hub.Associations(ada, "llamas")), fakehubspot.ErrNotFound},
		"a label twice":    {third(hub.DefineLabel("contacts", "companies", "boss", "x", "")), fakehubspot.ErrTaken},
		"label of nothing": {third(hub.DefineLabel("contacts", "llamas", "boss", "x", "")), fakehubspot.ErrNotFound},
	} {
		if !errors.Is(one.err, one.want) {
			t.Errorf("%s: %v, want %v", name, one.err, one.want)
		}
	}
	if _, err := hub.Associations(ada, "companies"); err != nil {
		t.Error(err)
	}
}

// third is as second of calls with three results.
func third[A, B any](_ A, _ B, err error) error { return err }

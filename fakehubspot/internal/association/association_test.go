package association_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
)

func contact(id string) association.Ref { return association.Ref{Object: "contacts", ID: id} }
func company(id string) association.Ref { return association.Ref{Object: "companies", ID: id} }

func toCompany(t *testing.T, id string) association.Link {
	t.Helper()
	link, err := association.New(association.HubSpotDefined, 1, "contacts", id)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func toContact(id string) association.Link {
	return association.Link{To: contact(id), Type: "company_to_contact"}
}

func TestAssociationsAreKnownFromBothSides(t *testing.T) {
	s := association.NewStore()
	nine := toCompany(t, "9")
	s.Add(contact("1"), nine, nine, association.Link{To: association.Ref{Object: "deals", ID: "7"}, Type: "contact_to_deal"})
	s.Add(contact("2"), nine)
	for _, one := range []struct {
		name string
		from association.Ref
		to   string
		want []association.Link
	}{
		{"a contact's companies", contact("1"), "companies", []association.Link{nine}},
		{"a company's contacts", company("9"), "contacts", []association.Link{toContact("1"), toContact("2")}},
		{"a company's deals", company("9"), "deals", nil},
	} {
		if diff := cmp.Diff(one.want, s.Links(one.from, one.to)); diff != "" {
			t.Errorf("%s: %s", one.name, diff)
		}
	}
}

// A merged record passes its associations on; an erased one leaves none behind, on either side.
func TestAssociationsFollowTheirRecords(t *testing.T) {
	s := association.NewStore()
	s.Add(contact("1"), toCompany(t, "9"), toCompany(t, "8"))
	s.Add(contact("2"), toCompany(t, "9"))
	s.Move(contact("1"), contact("3"))
	s.Move(contact("2"), contact("3"))
	if diff := cmp.Diff([]association.Link{toCompany(t, "9"), toCompany(t, "8")}, s.Links(contact("3"), "companies")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]association.Link{toContact("3")}, s.Links(company("9"), "contacts")); diff != "" {
		t.Error(diff)
	}
	if s.Links(contact("1"), "companies") != nil {
		t.Error("a record that was merged away has associations")
	}
	s.Remove(contact("3"))
	if len(s.Snapshot()) != 0 {
		t.Errorf("left behind: %v", s.Snapshot())
	}
}

// What comes later does not change a snapshot.
func TestASnapshotStays(t *testing.T) {
	s := association.NewStore()
	s.Add(contact("1"), toCompany(t, "9"))
	s.Add(contact("2"), toCompany(t, "9"))
	s.Add(contact("3"), toCompany(t, "9")) // its list has room for a fourth
	taken := s.Snapshot()
	want := []association.Link{toContact("1"), toContact("2"), toContact("3")}
	s.Remove(contact("1"))
	s.Add(contact("4"), toCompany(t, "9"))
	if diff := cmp.Diff(want, taken[company("9")]); diff != "" {
		t.Error(diff)
	}
}

func TestTypesThatAnObjectDoesNotHave(t *testing.T) {
	for _, one := range []association.TypeError{
		{Category: association.HubSpotDefined, TypeID: 99, From: "contacts"},
		{Category: association.HubSpotDefined, TypeID: 2, From: "contacts"},
		{Category: "USER_DEFINED", TypeID: 1, From: "contacts"},
	} {
		if link, err := association.New(one.Category, one.TypeID, one.From, "1"); err == nil || err.Error() != one.Error() {
			t.Errorf("%+v: %+v, %v", one, link, err)
		}
	}
}

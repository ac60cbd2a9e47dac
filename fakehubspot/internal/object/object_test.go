package object_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// A type names only properties that its schema has: a misspelt one would silently be missing from every answer.
func TestTypesNameTheirOwnProperties(t *testing.T) {
	for _, one := range object.Types {
		s := schema.New(one.Schema, time.Now)
		named := slices.Concat(one.Defaults, one.Always, one.Created, one.Updated, one.Merged, one.Settings.Named(), one.NeedsOneOf,
			[]string{one.Schema.Created, one.Schema.Modified, one.Identity.Property, one.Identity.Additional})
		for name := range one.Schema.Computed {
			named = append(named, name)
		}
		for name := range one.Schema.Formats {
			named = append(named, name)
		}
		for _, name := range named {
			if _, ok := s.Key(name); name != "" && !ok {
				t.Errorf("%s: no property %s", one.Plural, name)
			}
		}
		for _, p := range s.Properties(false) {
			if _, err := s.Group(p.GroupName); err != nil {
				t.Errorf("%s: %s: %v", one.Plural, p.Name, err)
			}
		}
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"contacts": "contacts", "contact": "contacts", "0-1": "contacts", "company": "companies", "0-5": "tickets", "payments": "commerce_payments", "llamas": "", "": "",
	} {
		if plural, known := object.Plural(name); plural != want || known != (want != "") {
			t.Errorf("%q: %q, %v", name, plural, known)
		}
	}
	if title := object.LineItems.Title(); title != "Line item" {
		t.Errorf("title %q", title)
	}
}

// A contact is known by its own and its additional email addresses, all in lower case.
func TestEmailsOfAContact(t *testing.T) {
	s := schema.New(object.Contacts.Schema, time.Now)
	keys := object.Contacts.Keys(s)
	for _, one := range []struct {
		email, additional string
		want              []string
	}{
		{"a@x.no", "b@x.no;C@x.no", []string{"a@x.no", "b@x.no", "c@x.no"}},
		{"a@x.no", "", []string{"a@x.no"}},
		{"", "b@x.no;", []string{"b@x.no"}},
		{"", "", nil},
	} {
		r := &record.Record{Values: record.Pack(s.Keyed(map[string]string{"email": one.email, "hs_additional_emails": one.additional}))}
		if diff := cmp.Diff(one.want, keys(r)); diff != "" {
			t.Error(diff)
		}
	}
}

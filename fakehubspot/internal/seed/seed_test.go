package seed_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func contacts(t *testing.T, s *schema.Schema, request seed.Request) []*record.Record {
	t.Helper()
	if request.Reserve == nil {
		request.Reserve = after(request.Seed, 0)
	}
	records, err := seed.Records(object.Contacts, s, request)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// after gives the IDs that follow one.
func after(chance uint64, last int64) func(int) []int64 {
	return func(n int) []int64 {
		ids := make([]int64, n)
		for i := range ids {
			last = store.NextID(chance, last)
			ids[i] = last
		}
		return ids
	}
}

func TestEveryProfileObeysTheSchema(t *testing.T) {
	s := schema.New(object.Contacts.Schema, time.Now)
	for _, profile := range seed.Profiles() {
		emails := map[string]bool{}
		var last int64
		for _, r := range contacts(t, s, seed.Request{Seed: 3, Profile: profile, Count: 5_000}) {
			values := map[string]string{}
			for key, value := range r.Values.All() {
				values[s.Name(key)] = value
			}
			stored, err := s.Check(values)
			if err != nil {
				t.Fatalf("%s %d: %v", profile, r.ID, err)
			}
			email := values["email"]
			if stored["email"] != email || email != "" && emails[email] {
				t.Fatalf("%s %d: email address %q is not stored so, or is duplicated", profile, r.ID, email)
			}
			emails[email] = true
			if r.ID <= last || r.Modified < r.Created {
				t.Fatalf("%s: %d after %d, created %d, modified %d", profile, r.ID, last, r.Created, r.Modified)
			}
			last = r.ID
		}
	}
}

func TestThePlaceDecidesTheContact(t *testing.T) {
	s := schema.New(object.Contacts.Schema, time.Now)
	all := contacts(t, s, seed.Request{Seed: 3, Count: 9_000})
	tail := contacts(t, s, seed.Request{Seed: 3, First: 5_000, Count: 10, Reserve: after(3, all[4_999].ID)})
	for i, r := range tail {
		if *r != *all[5_000+i] {
			t.Errorf("%d: %+v, want %+v", i, *r, *all[5_000+i])
		}
	}
	if other := contacts(t, s, seed.Request{Seed: 4, Count: 3}); *other[2] == *all[2] {
		t.Error("another seed made the same contact")
	}
}

func TestTies(t *testing.T) {
	s := schema.New(object.Contacts.Schema, time.Now)
	times := map[int64]int{}
	for _, r := range contacts(t, s, seed.Request{Seed: 3, Profile: "ties", Count: 302})[2:] {
		times[r.Modified]++
	}
	if len(times) != 3 {
		t.Errorf("%v", times)
	}
}

func TestInvalidRequests(t *testing.T) {
	s := schema.New(object.Contacts.Schema, time.Now)
	for _, request := range []seed.Request{{Profile: "odd"}, {Count: -1}} {
		if _, err := seed.Records(object.Contacts, s, request); err == nil {
			t.Errorf("%+v was accepted", request)
		}
	}
}

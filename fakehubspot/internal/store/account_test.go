package store_test

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// llamas are an object type without any rule of its own.
var llamas = &object.Type{
	Names: object.Names{Plural: "llamas", Singular: "llama", TypeID: "2-7"},
	Schema: schema.Definition{
		Created: "createdate", Modified: "hs_lastmodifieddate",
		Groups:     []schema.Group{{Name: "wool", Label: "Wool"}},
		Properties: []*schema.Property{{Name: "name", Label: "Name", Type: schema.String, FieldType: "text", GroupName: "wool"}},
	},
}

func twoStores(t *testing.T) (account *store.Account, contacts, herd *store.Store) {
	t.Helper()
	account = store.NewAccount([]*object.Type{object.Contacts, llamas}, time.Now, 1, store.Quirks{})
	contacts, one := account.Object("0-1")
	herd, other := account.Object("llama")
	if !one || !other {
		t.Fatal("the stores are not found by their names")
	}
	return account, contacts, herd
}

// Object types share one sequence of IDs and nothing else; each has only the rules of its own.
func TestObjectTypesOfOneAccount(t *testing.T) {
	_, contacts, herd := twoStores(t)
	ada, err := contacts.Create(map[string]string{"email": "a@x.no"}, store.API)
	if err != nil {
		t.Fatal(err)
	}
	dolly, err := herd.Create(nil, store.API)
	if err != nil || dolly.ID == ada.ID || dolly.Seq <= ada.Seq {
		t.Fatalf("%+v after %+v: %v", dolly, ada, err)
	}
	if values := herd.Schema.Named(dolly); values["lifecyclestage"] != "" || values["hs_is_contact"] != "" || values["hs_object_source"] != "INTEGRATION" {
		t.Errorf("a llama has %v", values)
	}
	if _, found := herd.Get(ada.ID); found || contacts.Len() != 1 || herd.Len() != 1 {
		t.Error("a contact is among the llamas")
	}
	if _, err := contacts.Create(nil, store.API); err == nil {
		t.Error("a contact without name and email was taken")
	}
	merged, err := herd.Merge(dolly.ID, mustCreate(t, herd))
	if err != nil || len(merged.MergedIDs()) != 2 {
		t.Errorf("%+v, %v", merged, err)
	}
	if _, err := contacts.Merge(ada.ID, merged.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a contact was merged with a llama: %v", err)
	}
}

func mustCreate(t *testing.T, s *store.Store) int64 {
	t.Helper()
	r, err := s.Create(map[string]string{"name": "x"}, store.API)
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// What happens to a record happens to its associations: archiving hides them, merging moves them, erasing ends them.
func TestAssociationsFollowTheRecords(t *testing.T) {
	account, contacts, herd := twoStores(t)
	account.Associations.Relate("0-1", herd.Type.TypeID, "contact_to_llama", "llama_to_contact")
	llama := mustCreate(t, herd)
	tied := store.Tie{To: herd.Ref(llama)}
	count := func(from association.Ref, to string) int {
		page, _ := account.Associations.Page(from, to, 0, 10)
		return len(page)
	}
	first, err := contacts.Create(map[string]string{"email": "a@x.no"}, store.API, tied)
	if err != nil {
		t.Fatal(err)
	}
	second, _ := contacts.Create(map[string]string{"email": "b@x.no"}, store.API, tied)
	contacts.Archive(first.ID)
	if own, back := count(contacts.Ref(first.ID), herd.Type.TypeID), count(herd.Ref(llama), "0-1"); own != 1 || back != 1 {
		t.Errorf("archived: %d, %d", own, back)
	}
	if _, err := contacts.Restore(first.ID); err != nil {
		t.Fatal(err)
	}
	if back := count(herd.Ref(llama), "0-1"); back != 2 {
		t.Errorf("restored: %d", back)
	}
	merged, err := contacts.Merge(first.ID, second.ID)
	if err != nil || count(contacts.Ref(merged.ID), herd.Type.TypeID) != 1 || count(contacts.Ref(first.ID), herd.Type.TypeID) != 0 {
		t.Errorf("merged: %v", err)
	}
	contacts.Erase(merged.ID)
	if own, back := count(contacts.Ref(merged.ID), herd.Type.TypeID), count(herd.Ref(llama), "0-1"); own != 0 || back != 0 {
		t.Errorf("erased: %d, %d", own, back)
	}
	herd.Archive(llama)
	for _, values := range []map[string]string{{"city": "Oslo"}, {"email": "c@x.no"}} {
		if r, err := contacts.Create(values, store.API, tied); err == nil {
			t.Errorf("%+v was created", r)
		}
	}
	if contacts.Len() != 0 {
		t.Errorf("%d contacts", contacts.Len())
	}
}

// Writes to several types, snapshots and resets at once neither block one another for ever nor share an ID.
func TestManyWritersOfOneAccount(t *testing.T) {
	account, contacts, herd := twoStores(t)
	var all sync.WaitGroup
	ids := make(chan int64, 400)
	for range 2 {
		for _, s := range []*store.Store{contacts, herd} {
			all.Go(func() {
				for range 100 {
					if r, err := s.Create(map[string]string{"firstname": "x"}, store.API); err == nil {
						ids <- r.ID
					}
				}
			})
		}
	}
	all.Go(func() {
		for range 20 {
			_ = account.Snapshot()
		}
	})
	all.Wait()
	close(ids)
	seen := map[int64]bool{}
	for id := range ids {
		if seen[id] {
			t.Fatalf("ID %d was given twice", id)
		}
		seen[id] = true
	}
	if len(seen) != 400 || contacts.Len()+herd.Len() != 400 || account.LastID() != slices.Max(slices.Collect(maps.Keys(seen))) {
		t.Errorf("%d records, %d contacts, %d llamas, last ID %d", len(seen), contacts.Len(), herd.Len(), account.LastID())
	}
}

package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// An object type that is defined while the account runs has records, all its names and the lag of the others. No two types share a name.
func TestDefine(t *testing.T) {
	account := store.NewAccount(object.Types, time.Now, 1, store.Quirks{})
	late := index.Lag{Mode: index.Fixed, Delay: time.Hour}
	for _, o := range account.Objects() {
		if err := o.Index.SetLag(late); err != nil {
			t.Fatal(err)
		}
	}
	car := func(id string) *object.Type {
		return &object.Type{
			Names:  object.Names{Plural: "p1_car", Singular: "p_car", TypeID: id},
			Schema: schema.Definition{Created: "hs_createdate", Modified: "hs_lastmodifieddate"},
		}
	}
	before := account.Objects()
	cars, err := account.Define(car("2-7"))
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != len(object.Types) || len(account.Objects()) != len(before)+1 {
		t.Errorf("%d types became %d", len(before), len(account.Objects()))
	}
	for _, name := range []string{"p1_car", "p_car", "2-7"} {
		if found, known := account.Object(name); !known || found != cars {
			t.Errorf("%s is not what was defined", name)
		}
	}
	if lag, _ := cars.Index.Lag(); lag != late {
		t.Errorf("lag %v", lag)
	}
	made(t, cars, 1)
	if _, held := cars.Index.Lag(); held != 1 {
		t.Errorf("%d writes are held back", held)
	}
	taken := &store.NameTakenError{}
	if _, err := account.Define(car("2-8")); !errors.As(err, &taken) || taken.Name != "p1_car" {
		t.Errorf("the same type twice: %v", err)
	}
	if _, err := account.Define(&object.Type{Names: object.Names{Plural: "x", Singular: "y", TypeID: "0-3"}}); !errors.As(err, &taken) || taken.Name != "0-3" {
		t.Errorf("a type with the ID of deals: %v", err)
	}
}

// Whoever found an object type before it was archived, or went for good, writes as safely as before.
func TestWritesToAnObjectTypeThatIsGone(t *testing.T) {
	for _, forGood := range []bool{false, true} {
		account := store.NewAccount(object.Types, time.Now, 1, store.Quirks{})
		cars, err := account.DefineCustom(store.Custom{Name: "car"})
		if err != nil {
			t.Fatal(err)
		}
		if err := account.ArchiveType("p_car", forGood); err != nil {
			t.Fatal(err)
		}
		const writers, each = 4, 200
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range each {
					if _, err := cars.Create(map[string]string{}, store.UI); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if got := cars.Len(); got != writers*each {
			t.Errorf("%d records of %d", got, writers*each)
		}
	}
}

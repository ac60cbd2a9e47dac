package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

func emptyStore(seed uint64, quirks store.Quirks) (*store.Account, *store.Store) {
	account := store.NewAccount(object.Types, time.Now, seed, quirks)
	contacts, _ := account.Object("contacts")
	return account, contacts
}

// made creates records and returns their IDs in the order in which they were created.
func made(tb testing.TB, s *store.Store, count int) []int64 {
	tb.Helper()
	ids := make([]int64, count)
	for i := range ids {
		r, err := s.Create(map[string]string{"firstname": "x"}, store.API)
		if err != nil {
			tb.Fatal(err)
		}
		ids[i] = r.ID
	}
	return ids
}

// inversions counts the records whose ID is smaller than that of the one before.
func inversions(ids []int64) int {
	count := 0
	for i := 1; i < len(ids); i++ {
		if ids[i] < ids[i-1] {
			count++
		}
	}
	return count
}

func TestIDsDoNotFollowCreation(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		_, s := emptyStore(seed, store.Quirks{})
		ids := made(t, s, 400)
		if n := inversions(ids); n < 40 {
			t.Errorf("seed %d: %d of 400 IDs are smaller than the one before", seed, n)
		}
		if slices.Min(ids) < 10_000_000_000 || slices.Max(ids) > 999_999_999_999 {
			t.Errorf("seed %d: IDs from %d to %d, want eleven or twelve digits", seed, slices.Min(ids), slices.Max(ids))
		}
		_, again := emptyStore(seed, store.Quirks{})
		if !slices.Equal(ids, made(t, again, 400)) {
			t.Errorf("seed %d gave other IDs the second time", seed)
		}
		_, old := emptyStore(seed, store.Quirks{IDsFollowCreation: true})
		if n := inversions(made(t, old, 400)); n != 0 {
			t.Errorf("seed %d: with IDsFollowCreation %d IDs are smaller than the one before", seed, n)
		}
	}
}

// TestNewRecordsLieAmongThoseOfAFullAccount holds that a record made during a full read can lie behind the cursor.
func TestNewRecordsLieAmongThoseOfAFullAccount(t *testing.T) {
	_, s := emptyStore(1, store.Quirks{IDsFollowCreation: true})
	made(t, s, 2_000)
	state := store.State{Objects: map[string]*store.ObjectState{"contacts": {}}}
	page, _ := s.List(store.Start{}, 2_000, false)
	for _, r := range page {
		state.Objects["contacts"].Records = append(state.Objects["contacts"].Records, store.StateRecord{ID: r.ID, Created: 1, Modified: 1})
	}
	account, full := emptyStore(1, store.Quirks{})
	if err := account.Import(state); err != nil {
		t.Fatal(err)
	}
	behind := 0
	for _, id := range made(t, full, 40) {
		if id < page[1_500].ID {
			behind++
		}
	}
	if behind < 5 || behind > 35 {
		t.Errorf("%d of 40 new records lie behind the 1,500th of 2,000", behind)
	}
}

// TestNoIDIsGivenTwice holds that an ID stays with its record for good, and that an account goes on after an import as
// the one that was exported does.
func TestNoIDIsGivenTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		account, s := emptyStore(seed, store.Quirks{})
		var all []int64
		step := func(t *rapid.T, s *store.Store, kind int, a, b int64) int64 {
			switch kind {
			case 0:
				s.Erase(a)
			case 1:
				s.Archive(a)
			case 2:
				if r, err := s.Merge(a, b); err == nil {
					return r.ID
				}
			default:
				r, err := s.Create(map[string]string{"firstname": "x"}, store.API)
				if err != nil {
					t.Fatal(err)
				}
				return r.ID
			}
			return 0
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			kind, of := rapid.IntRange(0, 6).Draw(t, "kind"), rapid.SampledFrom(append([]int64{7}, all...))
			id := step(t, s, kind, of.Draw(t, "one"), of.Draw(t, "other"))
			if id != 0 && slices.Contains(all, id) {
				t.Fatalf("ID %d was given twice", id)
			}
			if id != 0 {
				all = append(all, id)
			}
		}
		copied, other := emptyStore(seed, store.Quirks{})
		if err := copied.Import(stateOf(t, account)); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			one, two := step(t, s, 3, 0, 0), step(t, other, 3, 0, 0)
			if one != two || slices.Contains(all, two) {
				t.Fatalf("after an import ID %d follows, without it %d; given before: %v", two, one, slices.Contains(all, two))
			}
			all = append(all, one)
		}
	})
}

// TestReservedIDsBelongToNobodyElse holds that records which are still in the making elsewhere keep their IDs.
func TestReservedIDsBelongToNobodyElse(t *testing.T) {
	account, s := emptyStore(1, store.Quirks{})
	reserved := account.Reserve(2_000)
	if !slices.IsSorted(reserved) || reserved[0] != store.NextID(1, 0) {
		t.Errorf("reserved from %d on, want from %d on, in ascending order", reserved[0], store.NextID(1, 0))
	}
	for _, id := range slices.Concat(made(t, s, 4_000), account.Reserve(100)) {
		if slices.Contains(reserved, id) {
			t.Fatalf("%d is reserved, and somebody else got it", id)
		}
	}
}

// TestWhatIsGoneKeepsItsID holds that an account knows the IDs of records that were merged away or erased.
func TestWhatIsGoneKeepsItsID(t *testing.T) {
	account, s := emptyStore(1, store.Quirks{})
	ids := made(t, s, 4)
	if _, err := s.Merge(ids[0], ids[1]); err != nil {
		t.Fatal(err)
	}
	s.Archive(ids[2])
	s.Erase(ids[3])
	for _, id := range ids {
		if !account.Given(id) {
			t.Errorf("%d counts as free", id)
		}
	}
	if account.Given(7) {
		t.Error("7 counts as given")
	}
}

// stateOf is what an export and an import carry over.
func stateOf(t *rapid.T, account *store.Account) store.State {
	taken := account.Snapshot()
	state := store.State{LastID: taken.LastID, Objects: map[string]*store.ObjectState{}}
	for _, o := range taken.Objects {
		into := &store.ObjectState{}
		state.Objects[o.Type.Plural] = into
		err := o.Export(store.Exporter{
			Record: func(r *record.Record, values map[string]string) error {
				into.Records = append(into.Records, store.StateRecord{ID: r.ID, Created: r.Created, Modified: r.Modified, Archived: r.Archived, Values: values})
				return nil
			},
			Event:   func(int64, string, store.Event) error { return nil },
			Blocked: func(string) error { return nil },
			Erased:  func(id int64) error { into.Erased = append(into.Erased, id); return nil },
			Merge:   func(from, to int64) error { into.Merges = append(into.Merges, [2]int64{from, to}); return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return state
}

// TestLargeIDsDoNotSpoilTheNext holds that new IDs are free and within what JavaScript reads exactly, whatever was imported.
func TestLargeIDsDoNotSpoilTheNext(t *testing.T) {
	for _, large := range []int64{store.NextID(1, 1<<52), 1<<53 - 2, 1<<53 - 1, 1 << 53, 1<<63 - 2} {
		account, s := emptyStore(1, store.Quirks{})
		err := account.Import(store.State{LastID: large, Objects: map[string]*store.ObjectState{"contacts": {
			Records: []store.StateRecord{{ID: large, Created: 1, Modified: 1}, {ID: 1 << 52, Created: 1, Modified: 1}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range append(account.Reserve(10), made(t, s, 10)...) {
			if id < 1 || id >= 1<<53 || id == large {
				t.Error(fmt.Sprint("after ", large, " came ", id))
			}
		}
	}
}

func TestIDsAreDigits(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "7": 7, "007": 7, "9223372036854775806": 1<<63 - 2,
		"": -1, "+7": -1, "-7": -1, " 7": -1, "7 ": -1, "7.0": -1, "1e3": -1, "1_0": -1, "٣": -1, "0x7": -1,
		"9223372036854775807": -1, "9223372036854775808": -1, "18446744073709551623": -1,
	} {
		got, ok := store.ParseID(text)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q is %d, %v", text, got, ok)
		}
	}
}

package association_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
)

type ties = map[int64][]int

// same checks what a record shows of another object type.
func same(t *testing.T, s *association.Store, from association.Ref, to string, want ties) {
	t.Helper()
	if diff := cmp.Diff(want, shown(s, from, to)); diff != "" {
		t.Errorf("%v to %s: %s", from, to, diff)
	}
}

func TestATieIsKnownFromBothSides(t *testing.T) {
	s := association.NewStore()
	must(t, s.Add(contact(1), company(9), own(1)))
	must(t, s.Add(company(9), contact(2)))
	must(t, s.Add(contact(1), association.Ref{TypeID: "0-3", ID: 7}, own(4)))
	must(t, s.Add(company(8), company(9), own(13)))
	same(t, s, contact(1), "0-2", ties{9: {1, 279}})
	same(t, s, company(9), "0-1", ties{1: {2, 280}, 2: {280}})
	same(t, s, company(9), "0-3", nil)
	same(t, s, company(8), "0-2", ties{9: {13, 450}})
	same(t, s, company(9), "0-2", ties{8: {14, 450}})
}

// A record has one primary company: another one takes its place, from whichever side it is set.
func TestARecordHasOnePrimaryCompany(t *testing.T) {
	s := association.NewStore()
	must(t, s.Add(contact(1), company(8), own(1)))
	must(t, s.Add(contact(1), company(9), own(1)))
	same(t, s, contact(1), "0-2", ties{8: {279}, 9: {1, 279}})
	must(t, s.Add(company(8), contact(1), own(2)))
	must(t, s.Add(company(8), contact(2), own(2)))
	same(t, s, contact(1), "0-2", ties{8: {1, 279}, 9: {279}})
	same(t, s, company(8), "0-1", ties{1: {2, 280}, 2: {2, 280}})
	same(t, s, company(9), "0-1", ties{1: {280}})
}

// A label replaces those that a tie had, the type without a label takes none away, and without that nothing is left.
func TestLabelsReplaceOneAnother(t *testing.T) {
	s := association.NewStore()
	boss, err := s.CreateLabel("0-1", "0-2", association.Label{Name: "boss", Text: "Boss", Inverse: "Led by"})
	must(t, err)
	must(t, s.Set(contact(1), company(9), own(1)))
	must(t, s.Set(contact(1), company(9), boss[0].Kind))
	same(t, s, contact(1), "0-2", ties{9: {279, 1}})
	same(t, s, company(9), "0-1", ties{1: {280, 2}})
	must(t, s.Set(contact(1), company(9), own(279)))
	same(t, s, contact(1), "0-2", ties{9: {279, 1}})
	must(t, s.Add(contact(1), company(9), own(1)))
	same(t, s, contact(1), "0-2", ties{9: {1, 279, 1}})
	must(t, s.Remove(contact(1), company(9), own(1)))
	same(t, s, contact(1), "0-2", ties{9: {279, 1}})
	must(t, s.Remove(contact(1), company(9), own(279)))
	same(t, s, contact(1), "0-2", nil)
	same(t, s, company(9), "0-1", nil)
	if s.Disassociate(contact(1), company(9)) {
		t.Error("what is not there was taken away")
	}
}

// A merged record passes its ties on; an erased one leaves none behind, on either side.
func TestTiesFollowTheirRecords(t *testing.T) {
	s := association.NewStore()
	must(t, s.Add(contact(1), company(9)))
	must(t, s.Add(contact(1), company(8), own(1)))
	must(t, s.Add(contact(2), company(9), own(1)))
	must(t, s.Add(contact(1), contact(2)))
	s.Move(contact(1), contact(3))
	s.Move(contact(2), contact(3))
	same(t, s, contact(3), "0-2", ties{8: {1, 279}, 9: {279}})
	same(t, s, contact(3), "0-1", nil)
	same(t, s, company(9), "0-1", ties{3: {280}})
	same(t, s, contact(1), "0-2", nil)
	s.Forget(contact(3))
	if left := everything(s.Snapshot()); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// The ties of an archived record are out of the others' sight and come back with it, but for what was taken meanwhile.
func TestAnArchivedRecordTakesItsTiesAlong(t *testing.T) {
	s := association.NewStore()
	must(t, s.Add(contact(1), company(8), own(1)))
	must(t, s.Add(contact(1), company(9)))
	s.Hide(company(8))
	same(t, s, contact(1), "0-2", ties{9: {279}})
	same(t, s, company(8), "0-1", ties{1: {2, 280}})
	must(t, s.Add(contact(1), company(9), own(1)))
	s.Hide(contact(1))
	s.Show(company(8))
	same(t, s, company(8), "0-1", nil)
	s.Show(contact(1))
	same(t, s, contact(1), "0-2", ties{8: {279}, 9: {1, 279}})
	s.Hide(contact(1))
	s.Forget(company(9))
	s.Show(contact(1))
	same(t, s, contact(1), "0-2", ties{8: {279}})
}

func TestTypesThatTwoRecordsDoNotHave(t *testing.T) {
	s := association.NewStore()
	for _, kind := range []association.Kind{own(99), own(2), own(4), label(1)} {
		var wrong *association.TypeError
		if err := s.Add(contact(1), company(9), kind); !errors.As(err, &wrong) || wrong.Kind != kind {
			t.Errorf("%v: %v", kind, err)
		}
	}
	var unrelated *association.UnrelatedError
	if err := s.Add(contact(1), association.Ref{TypeID: "0-7", ID: 3}); !errors.As(err, &unrelated) {
		t.Errorf("a product: %v", err)
	}
	var self *association.SelfError
	if err := s.Add(contact(1), contact(1)); !errors.As(err, &self) {
		t.Errorf("itself: %v", err)
	}
	if left := everything(s.Snapshot()); left != nil {
		t.Errorf("associated all the same: %v", left)
	}
}

// Each type has an inverse that leads back, and two object types have one type without a label in each direction.
func TestEachTypeHasItsInverse(t *testing.T) {
	s := association.NewStore()
	seen := map[association.Kind]bool{}
	for _, from := range association.ObjectTypes() {
		for _, to := range association.ObjectTypes() {
			plain := 0
			for _, one := range s.Types(from, to) {
				if seen[one.Kind] {
					t.Errorf("%v is there twice", one.Kind)
				}
				seen[one.Kind] = true
				if !one.IsLabel() {
					plain++
				}
				back, err := s.Find(to, from, association.Kind{Category: one.Category, ID: one.Inverse})
				if err != nil || back.Inverse != one.ID {
					t.Errorf("%s has no inverse: %v", one.Name, err)
				}
			}
			if len(s.Types(from, to)) > 0 && plain != 1 {
				t.Errorf("%s to %s has %d types without a label", from, to, plain)
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d types", len(seen))
	}
}

package association_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
)

// model is what a store should be: the types of each two records, as the first has them.
type model struct {
	ties     map[[2]association.Ref]map[int]bool
	archived map[association.Ref]bool
}

// inverses are the types of the model in the other direction; 1 and 2 are those of a primary company.
var inverses = map[int]int{279: 280, 280: 279, 1: 2, 2: 1, 449: 449}

// plain are the types without a label, by the object types.
var plain = map[[2]string]int{{"0-1", "0-2"}: 279, {"0-2", "0-1"}: 280, {"0-1", "0-1"}: 449}

func (m *model) put(from, to association.Ref, types map[int]bool) {
	back := map[int]bool{}
	for id := range types {
		back[inverses[id]] = true
	}
	m.ties[[2]association.Ref{from, to}], m.ties[[2]association.Ref{to, from}] = types, back
}

func (m *model) drop(from, to association.Ref) {
	delete(m.ties, [2]association.Ref{from, to})
	delete(m.ties, [2]association.Ref{to, from})
}

// of are the records that a record has ties to.
func (m *model) of(from association.Ref) []association.Ref {
	var all []association.Ref
	for pair := range m.ties {
		if pair[0] == from {
			all = append(all, pair[1])
		}
	}
	slices.SortFunc(all, func(a, b association.Ref) int { return int(a.ID - b.ID) })
	return all
}

// claim takes the primary type from a contact's other ties.
func (m *model) claim(contact, but association.Ref) {
	for _, other := range m.of(contact) {
		if types := m.ties[[2]association.Ref{contact, other}]; other != but && types[1] {
			delete(types, 1)
			delete(m.ties[[2]association.Ref{other, contact}], 2)
		}
	}
}

func (m *model) set(from, to association.Ref, primary, replace bool) {
	types := map[int]bool{plain[[2]string{from.TypeID, to.TypeID}]: true}
	if !replace || !primary {
		for id := range m.ties[[2]association.Ref{from, to}] {
			types[id] = true
		}
	}
	switch {
	case primary && from.TypeID == "0-1":
		m.claim(from, to)
		types[1] = true
	case primary:
		m.claim(to, from)
		types[2] = true
	}
	m.put(from, to, types)
}

func (m *model) move(from, into association.Ref) {
	for _, other := range m.of(from) {
		types := m.ties[[2]association.Ref{from, other}]
		m.drop(from, other)
		if other == into {
			continue
		}
		taken := false
		for _, kept := range m.of(into) {
			taken = taken || m.ties[[2]association.Ref{into, kept}][1]
		}
		if taken && into.TypeID == "0-1" {
			delete(types, 1)
		}
		for id := range m.ties[[2]association.Ref{into, other}] {
			types[id] = true
		}
		m.put(into, other, types)
	}
	delete(m.archived, from)
}

// shown is what a record shows of an object type.
func (m *model) shown(from association.Ref, to string) map[int64][]int {
	var all map[int64][]int
	for _, other := range m.of(from) {
		if other.TypeID != to || m.archived[other] && !m.archived[from] {
			continue
		}
		if all == nil {
			all = map[int64][]int{}
		}
		for id := range m.ties[[2]association.Ref{from, other}] {
			all[other.ID] = append(all[other.ID], id)
		}
		slices.Sort(all[other.ID])
	}
	return all
}

// Whatever happens, a store shows what the model has: from both sides, page by page, and in a snapshot for ever.
func TestAStoreIsWhatItsModelIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, m := association.NewStore(), &model{map[[2]association.Ref]map[int]bool{}, map[association.Ref]bool{}}
		var refs []association.Ref
		for id := range int64(4) {
			refs = append(refs, contact(id+1), company(id+11))
		}
		ref := rapid.SampledFrom(refs)
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"add", "add", "set", "set", "part", "strip", "hide", "show", "forget", "move"}), 1, 60).Draw(t, "steps")
		var taken association.Snapshot
		var then []association.Link
		for i, step := range steps {
			if i == len(steps)/2 {
				taken = s.Snapshot()
				then = everything(taken)
			}
			from, to := ref.Draw(t, "from"), ref.Draw(t, "to")
			kind, related := plain[[2]string{from.TypeID, to.TypeID}]
			primary := rapid.Bool().Draw(t, "primary") && from.TypeID != to.TypeID
			var kinds []association.Kind
			if primary {
				kinds = append(kinds, own(map[string]int{"0-1": 1, "0-2": 2}[from.TypeID]))
			}
			switch related = related && from != to; {
			case (step == "add" || step == "set") && (m.archived[from] || m.archived[to]): // archived records are not associated
			case step == "add" && related:
				must(t, s.Add(from, to, kinds...))
				m.set(from, to, primary, false)
			case step == "set" && related:
				must(t, s.Set(from, to, kinds...))
				m.set(from, to, primary, true)
			case step == "part" && related:
				_, there := m.ties[[2]association.Ref{from, to}]
				if got := s.Disassociate(from, to); got != there {
					t.Fatalf("%v to %v: parted %v", from, to, got)
				}
				m.drop(from, to)
			case step == "strip" && related && primary:
				must(t, s.Remove(from, to, kinds...))
				delete(m.ties[[2]association.Ref{from, to}], kinds[0].ID)
				delete(m.ties[[2]association.Ref{to, from}], inverses[kinds[0].ID])
			case step == "strip" && related:
				must(t, s.Remove(from, to, own(kind)))
				m.drop(from, to)
			case step == "hide":
				s.Hide(from)
				m.archived[from] = true
			case step == "show":
				s.Show(from)
				delete(m.archived, from)
			case step == "forget":
				s.Forget(from)
				for _, other := range m.of(from) {
					m.drop(from, other)
				}
				delete(m.archived, from)
			case step == "move" && from.TypeID == to.TypeID && from != to && !m.archived[from] && !m.archived[to]:
				s.Move(from, to)
				m.move(from, to)
			}
			for _, one := range refs {
				for _, other := range []string{"0-1", "0-2"} {
					compare(t, s, m, one, other)
				}
			}
		}
		if diff := cmp.Diff(then, everything(taken), cmp.AllowUnexported(association.Type{})); diff != "" {
			t.Fatalf("the snapshot has changed: %s", diff)
		}
		count := 0
		for range s.Snapshot().Links() {
			count++
		}
		if count != len(m.ties)/2 {
			t.Fatalf("a snapshot has %d links, want %d", count, len(m.ties)/2)
		}
	})
}

// compare holds what a record shows against the model, whole and in pages of two.
func compare(t *rapid.T, s *association.Store, m *model, from association.Ref, to string) {
	want := m.shown(from, to)
	if diff := cmp.Diff(want, shown(s, from, to)); diff != "" {
		t.Fatalf("%v to %s: %s", from, to, diff)
	}
	var paged []int64
	for first, more := int64(0), true; more; {
		page, next := s.Page(from, to, first, 2)
		if len(page) > 2 || next != 0 && len(page) < 2 {
			t.Fatalf("%v to %s: a page has %d records, and %d is next", from, to, len(page), next)
		}
		for _, tie := range page {
			paged = append(paged, tie.To)
		}
		first, more = next, next != 0
	}
	if !slices.IsSorted(paged) || len(paged) != len(want) {
		t.Fatalf("%v to %s: the pages have %v", from, to, paged)
	}
}
